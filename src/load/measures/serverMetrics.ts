// The server's own figures, as it tells them in Prometheus' text, beside those of a run.
import type { RunCounts } from './measures.ts'

/** What is read each time: values by the names of their metrics, those of several labels added up. */
export type MetricValues = ReadonlyMap<string, number>

/** How a metric was before a run, at its end, and at most in between; null where it was not told. */
export interface ServerFigure {
  /** In words. */
  readonly name: string
  readonly unit: 'count' | 'seconds' | 'bytes'
  readonly before: number | null
  readonly after: number | null
  readonly most: number | null
  /** True for what is only ever added to. */
  readonly isTotal: boolean
  /** How much more it became in the run; of a total what all starts of the server counted, as far as it was read. */
  readonly change: number | null
  /** What the run counted of the same; null where it counts nothing of the kind. */
  readonly ours: number | null
}

/** What one server told of itself. */
export interface ServerMetrics {
  readonly url: string
  /** Why there is nothing, in a few words; null where there is. */
  readonly failure: string | null
  readonly figures: readonly ServerFigure[]
  /** How many times its totals began anew, as it was started again. */
  readonly restarts: number
}

/** Reads the text; what is no metric is passed over. */
export const readMetrics = (text: string): MetricValues => {
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})? +(\S+)/.exec(line) ?? []
    const read = Number(value)
    if (name === undefined || !Number.isFinite(read)) continue
    values.set(name, (values.get(name) ?? 0) + read)
  }
  return values
}

interface KnownMetric extends Pick<ServerFigure, 'name' | 'unit' | 'isTotal'> {
  readonly metric: string
  readonly ours?: keyof RunCounts
}

const total = (metric: string, name: string, ours?: keyof RunCounts): KnownMetric => ({
  ...{ metric, name, unit: 'count', isTotal: true },
  ...(ours !== undefined && { ours }),
})

const gauge = (
  metric: string,
  name: string,
  unit: ServerFigure['unit'] = 'count',
): KnownMetric => ({ metric, name, unit, isTotal: false })

/** Those that matter to a load test; of the process in the names that Prometheus' clients use. */
const known: readonly KnownMetric[] = [
  total('passerby_joins_total', 'joins', 'joined'),
  total('passerby_messages_total', 'messages', 'acknowledged'),
  total('passerby_matches_total', 'matches'),
  total('passerby_resends_total', 'resends'),
  total('passerby_connections_refused_total', 'refused connections'),
  gauge('passerby_sockets', 'sockets'),
  gauge('passerby_events_pending', 'events not stored yet'),
  gauge('passerby_event_loop_delay_seconds', 'event-loop delay', 'seconds'),
  gauge('passerby_log_bytes', 'log', 'bytes'),
  gauge('process_resident_memory_bytes', 'memory', 'bytes'),
  { ...total('process_cpu_seconds_total', 'CPU time'), unit: 'seconds' },
]

/** What was read of one server in the course of a run. */
export class MetricsRecord {
  readonly #url: string
  #failure: string | null = 'never read'
  #before: MetricValues | null = null
  #after: MetricValues | null = null
  /** What was read last, whatever failed since. */
  #latest: MetricValues | null = null
  readonly #most = new Map<string, number>()
  /** How much each total has grown, from one look to the next. */
  readonly #grown = new Map<string, number>()
  #restarts = 0

  constructor(url: string) {
    this.#url = url
  }

  note(values: MetricValues): void {
    this.#before ??= values
    this.#grow(this.#latest ?? values, values)
    this.#latest = values
    this.#after = values
    this.#failure = null
    for (const [name, value] of values) {
      this.#most.set(name, Math.max(value, this.#most.get(name) ?? value))
    }
  }

  /** A total that fell counts from 0 again. */
  #grow(before: MetricValues, after: MetricValues): void {
    let isAnew = false
    for (const { metric } of known.filter(({ isTotal }) => isTotal)) {
      const [was, is] = [before.get(metric) ?? 0, after.get(metric) ?? 0]
      isAnew ||= is < was
      this.#grown.set(metric, (this.#grown.get(metric) ?? 0) + (is < was ? is : is - was))
    }
    if (isAnew) this.#restarts += 1
  }

  /** It could not be read, for this reason. */
  failed(why: string): void {
    this.#failure = why
    this.#after = null
  }

  /** All that the server told, beside what the run counted. */
  result(counts: Readonly<RunCounts>): ServerMetrics {
    const figures = known.flatMap(({ metric, name, unit, isTotal, ours }): ServerFigure[] => {
      const at = (values: MetricValues | null) => values?.get(metric) ?? null
      const most = at(this.#most)
      if (most === null) return []
      const [before, after] = [at(this.#before), at(this.#after)] as const
      const grown = isTotal ? at(this.#grown) : differenceOf(unit, before, after)
      return [
        {
          ...{ name, unit, isTotal, before, after, most },
          change: after === null ? null : grown,
          ours: ours === undefined ? null : counts[ours],
        },
      ]
    })
    const failure =
      this.#failure ?? (figures.length === 0 ? 'no metrics of a Passerby server' : null)
    return { url: this.#url, failure, figures, restarts: this.#restarts }
  }
}

/** Of what comes and goes only sizes are compared. */
const differenceOf = (
  unit: ServerFigure['unit'],
  before: number | null,
  after: number | null,
): number | null => (unit === 'bytes' && before !== null && after !== null ? after - before : null)
