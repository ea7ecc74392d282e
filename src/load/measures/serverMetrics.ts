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
  /** True for what is only ever added to: then the difference is what came in the run. */
  readonly isTotal: boolean
  /** What the run counted of the same; null where it counts nothing of the kind. */
  readonly ours: number | null
}

/** What one server told of itself. */
export interface ServerMetrics {
  readonly url: string
  /** Why there is nothing, in a few words; null where there is. */
  readonly failure: string | null
  readonly figures: readonly ServerFigure[]
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
  readonly #most = new Map<string, number>()

  constructor(url: string) {
    this.#url = url
  }

  note(values: MetricValues): void {
    this.#before ??= values
    this.#after = values
    this.#failure = null
    for (const [name, value] of values) {
      this.#most.set(name, Math.max(value, this.#most.get(name) ?? value))
    }
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
      const [before, after, most] = [this.#before, this.#after, this.#most].map(at)
      if (most === null || most === undefined) return []
      const counted = ours === undefined ? null : counts[ours]
      return [
        {
          ...{ name, unit, isTotal, most },
          before: before ?? null,
          after: after ?? null,
          ours: counted,
        },
      ]
    })
    const failure =
      this.#failure ?? (figures.length === 0 ? 'no metrics of a Passerby server' : null)
    return { url: this.#url, failure, figures }
  }
}
