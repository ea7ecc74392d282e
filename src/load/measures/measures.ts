// What a run measures: how long things took, as histograms, and how many there were of each.
import { build, type JsHistogram } from 'hdr-histogram-js'

/** What is timed. Each is counted from when it was meant to begin. */
export const timings = {
  join: 'from the intended arrival to the answer of the join',
  upgrade: 'from asking for the WebSocket to having it',
  match: 'from asking for a partner to being matched',
  delivery: 'from when a message was due to its delivery',
  ack: 'from when a message was due to its acknowledgement',
  outage: 'from losing the server, or not reaching it, to being welcomed, or to the end',
  solve: 'from beginning a challenge to its solution',
  lag: 'how late this program itself was with what it had to do',
} as const

export type Timing = keyof typeof timings

/** What is counted. */
export interface RunCounts {
  arrived: number
  joined: number
  connected: number
  /** How often somebody looked for a partner. */
  searches: number
  matches: number
  sent: number
  /** Of them those that were due while the server was not reached. */
  dueInOutage: number
  /** Sent once more on purpose after they had been accepted. */
  resends: number
  acknowledged: number
  delivered: number
  /** Messages found in the `welcome` after an absence. */
  caughtUp: number
  /** Messages that the server answered with an error: the chat had ended, as a rule. */
  refused: number
  /** Messages under way when the connection went, whose chat had ended by the return. */
  forgotten: number
  skips: number
  drops: number
  returns: number
  /** Told that they blocked somebody, by a report too. */
  blocks: number
  /** True reports that were taken. */
  reports: number
  /** Reports made with words that were not said, or not all of them. */
  falseReports: number
  /** Reports made with a receipt that nobody had given. */
  forgedReports: number
  notProven: number
  tooManyReports: number
  /** Persons who were told that they are not matched for a while; each time anew. */
  suspensions: number
  /** Came back without their cookies. */
  clears: number
  /** Came back with them, in a new session. */
  rejoins: number
  /** Challenges given, and how many of them were solved. */
  challenges: number
  solved: number
  /** Waited as they were told, for a challenge that they did not solve. */
  waits: number
  /** Visitors who were refused for good, or were not there at the end. */
  lost: number
  frames: number
}

/** How it stands at this moment. */
export interface Gauges {
  /** WebSockets that are open. */
  connections: number
  /** Visitors in a conversation. */
  chatting: number
  waiting: number
  /** Visitors whose connection is gone and who will come back. */
  away: number
  /** Visitors on their way in: arrived and not yet welcomed. */
  coming: number
  /** Visitors who were told to come in later, and wait for that. */
  held: number
  /** Messages sent and neither acknowledged nor refused. */
  unanswered: number
  /** Blocks and reports that are not answered. */
  complaints: number
}

/** Milliseconds; of all that was recorded. */
export interface TimingSummary {
  readonly count: number
  readonly mean: number
  readonly min: number
  readonly p50: number
  readonly p75: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export const statistics = ['mean', 'min', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'] as const

export const noGauges = (): Gauges => ({
  ...{ connections: 0, chatting: 0, waiting: 0, away: 0, coming: 0, held: 0 },
  ...{ unanswered: 0, complaints: 0 },
})

export const noCounts = (): RunCounts => ({
  ...{ arrived: 0, joined: 0, connected: 0, searches: 0, matches: 0, sent: 0 },
  ...{ dueInOutage: 0, resends: 0, acknowledged: 0 },
  ...{ delivered: 0, caughtUp: 0, refused: 0, forgotten: 0, skips: 0, drops: 0, returns: 0 },
  ...{ blocks: 0, reports: 0, falseReports: 0, forgedReports: 0 },
  ...{ notProven: 0, tooManyReports: 0, suspensions: 0 },
  ...{ clears: 0, rejoins: 0, challenges: 0, solved: 0, waits: 0 },
  ...{ lost: 0, frames: 0 },
})

/** What was measured, to be added to what was measured elsewhere. */
export interface Measured {
  readonly counts: RunCounts
  readonly errors: ReadonlyMap<string, number>
  readonly buckets: ReadonlyMap<Timing, Buckets>
}

/** A histogram's buckets that are not empty: how many each has, by the least value that it takes. */
export interface Buckets {
  /** Exact, in microseconds. */
  readonly min: number
  readonly max: number
  readonly values: Float64Array
  readonly counts: Float64Array
}

const microsMax = 3600 * 1e6

const histogram = (): JsHistogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: microsMax,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    autoResize: false,
  }) as JsHistogram

/** For the rows of a series: coarser, since one is emptied every second. */
const coarse = (): JsHistogram =>
  build({ highestTrackableValue: microsMax, numberOfSignificantValueDigits: 2 }) as JsHistogram

/** Delivery in a second of a series: milliseconds. */
export interface RecentDelivery {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Null where nothing was delivered. */
export const recentDelivery = (all: readonly Buckets[]): RecentDelivery | null => {
  const recent = coarse()
  for (const buckets of all) addBuckets(recent, buckets)
  if (recent.totalCount === 0) return null
  const at = (percentile: number) => millisecondsAt(recent, percentile)
  return { p50: at(50), p99: at(99), max: recent.maxValue / 1_000 }
}

/** A histogram gives the upper end of a value's bucket, which may lie beyond the greatest value. */
const millisecondsAt = (known: JsHistogram, percentile: number): number =>
  Math.min(known.getValueAtPercentile(percentile), known.maxValue) / 1_000

const bucketsOf = (known: JsHistogram): Buckets => {
  const [values, counts]: [number[], number[]] = [[], []]
  for (let index = 0; known.totalCount > 0 && index < known.countsArrayLength; index += 1) {
    const count = known.getCountAtIndex(index)
    if (count === 0) continue
    values.push(known.valueFromIndex(index))
    counts.push(count)
  }
  return {
    ...{ min: known.minNonZeroValue, max: known.maxValue },
    ...{ values: Float64Array.from(values), counts: Float64Array.from(counts) },
  }
}

/** The greatest value is recorded as it was, and so is the least: the others stand for a bucket. */
const addBuckets = (to: JsHistogram, { min, max, values, counts }: Buckets): void => {
  const last = values.length - 1
  values.forEach((value, index) => {
    const count = (counts[index] ?? 0) - (index === last ? 1 : 0)
    if (count > 0) to.recordValueWithCount(Math.max(value, min), count)
  })
  if (last >= 0) to.recordValue(max)
}

export class Measures {
  readonly counts = noCounts()
  /** What went wrong that is no fault of the referee's, by name. */
  readonly errors = new Map<string, number>()
  #all = new Map<Timing, JsHistogram>()
  #recent = coarse()

  record(timing: Timing, ms: number): void {
    const micros = Math.min(microsMax, Math.max(1, Math.round(ms * 1_000)))
    this.#of(timing).recordValue(micros)
    if (timing === 'delivery') this.#recent.recordValue(micros)
  }

  get measured(): Measured {
    return {
      counts: { ...this.counts },
      errors: new Map(this.errors),
      buckets: new Map([...this.#all].map(([timing, known]) => [timing, bucketsOf(known)])),
    }
  }

  /** All that was measured since this was last asked; begins anew. */
  take(): Measured {
    const taken = this.measured
    Object.assign(this.counts, noCounts())
    this.errors.clear()
    this.restart()
    return taken
  }

  /** As if all of that had been measured here; in a warm-up, whose times are left out, but for the series. */
  add({ counts, errors, buckets }: Measured, isWarmUp = false): void {
    for (const [name, count] of Object.entries(counts)) {
      this.counts[name as keyof RunCounts] += count
    }
    for (const [name, count] of errors) this.errors.set(name, (this.errors.get(name) ?? 0) + count)
    for (const [timing, taken] of buckets) {
      if (!isWarmUp) addBuckets(this.#of(timing), taken)
      if (timing === 'delivery') addBuckets(this.#recent, taken)
    }
  }

  #of(timing: Timing): JsHistogram {
    let known = this.#all.get(timing)
    if (known === undefined) {
      known = histogram()
      this.#all.set(timing, known)
    }
    return known
  }

  /** Forgets what took how long so far: what is measured begins here. */
  restart(): void {
    for (const histogram of this.#all.values()) histogram.reset()
    this.#recent.reset()
  }

  error(name: string): void {
    this.errors.set(name, (this.errors.get(name) ?? 0) + 1)
  }

  get errorsTotal(): number {
    return [...this.errors.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Null where nothing was recorded. */
  summary(timing: Timing): TimingSummary | null {
    const known = this.#all.get(timing)
    if (known === undefined || known.totalCount === 0) return null
    const at = (percentile: number) => millisecondsAt(known, percentile)
    return {
      count: known.totalCount,
      mean: known.mean / 1_000,
      min: known.minNonZeroValue / 1_000,
      p50: at(50),
      p75: at(75),
      p90: at(90),
      p95: at(95),
      p99: at(99),
      p999: at(99.9),
      max: known.maxValue / 1_000,
    }
  }

  /** Milliseconds at each of the percentiles, from 0 to 100. */
  curve(timing: Timing, percentiles: readonly number[]): readonly number[] {
    const known = this.#all.get(timing)
    if (known === undefined || known.totalCount === 0) return []
    return percentiles.map((percentile) => millisecondsAt(known, percentile))
  }

  /** Delivery since this was last asked. */
  takeRecent(): Buckets {
    const taken = bucketsOf(this.#recent)
    this.#recent.reset()
    return taken
  }
}
