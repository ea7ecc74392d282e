// What a run found, as it is printed, drawn and given to other programs.

import type { RefereeVerdict } from '../referee/verdict.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Bottleneck, ProcessFigures } from './bottlenecks.ts'
import {
  type Gauges,
  type Measures,
  type RecentDelivery,
  type RunCounts,
  type Timing,
  type TimingSummary,
  timings,
} from './measures.ts'
import type { ServerMetrics } from './serverMetrics.ts'

/** A run could be no success any more, and so ended after so many seconds. */
export interface Abort {
  readonly second: number
  readonly why: string
}

/** The beginning of a run, of which times are left out of the figures: how long, and what was counted in it. */
export interface WarmUp {
  readonly seconds: number
  readonly counts: Readonly<RunCounts>
}

/** How the highest rate was found at which a requirement holds. */
export interface FoundRate {
  /** As it was written. */
  readonly requirement: string
  /** Messages a minute of each member of a chat; null where it held at none. */
  readonly rate: number | null
  /** Why the search ended before its time, as a run told nothing of its rate; null where it did not. */
  readonly ended: string | null
  readonly tries: readonly {
    readonly rate: number
    readonly sentPerSecond: number
    /** What spoke against that run; empty where it held. */
    readonly failures: readonly string[]
  }[]
}

/** One second of a run. Rates are per second, times in milliseconds. */
export interface Moment {
  /** Seconds since the run began. */
  readonly second: number
  readonly connections: number
  readonly chats: number
  readonly sent: number
  readonly delivered: number
  readonly errors: number
  readonly faults: number
  /** CPU that this program used, in cores. */
  readonly cores: number
  readonly delivery: RecentDelivery | null
}

/** What was measured, of a run or of one server of it. */
export interface Figures {
  readonly counts: Readonly<RunCounts>
  /** Milliseconds; null where nothing of the kind happened. */
  readonly latencies: Readonly<Record<Timing, TimingSummary | null>>
  readonly errors: Readonly<Record<string, number>>
  readonly errorsTotal: number
}

export const figuresOf = (measures: Measures): Figures => {
  const names = Object.keys(timings) as Timing[]
  return {
    counts: measures.counts,
    latencies: Object.fromEntries(
      names.map((name) => [name, measures.summary(name)]),
    ) as Figures['latencies'],
    errors: Object.fromEntries(measures.errors),
    errorsTotal: measures.errorsTotal,
  }
}

/** What the visitors of one server met with, who may have talked with those of another. */
export interface TargetFigures extends Figures {
  /** Its URL. */
  readonly origin: string
}

export interface LoadResult extends Figures {
  readonly scenario: Scenario
  readonly seed: number
  /** How long it took, in seconds, the wait for what was under way included. */
  readonly seconds: number
  /** True where it was stopped before its time. */
  readonly isStoppedEarly: boolean
  /** Why it was ended early, as it could be no success any more; null where it was not. */
  readonly abort: Abort | null
  /** What no time was counted of; null where all counts. */
  readonly warmUp: WarmUp | null
  /** The highest rate that held, where that was looked for: then this is the run of that rate. */
  readonly foundRate: FoundRate | null
  /** The most connections and conversations there were at once. */
  readonly peak: { readonly connections: number; readonly chats: number }
  readonly left: Readonly<Gauges & Pick<RunCounts, 'lost'>>
  /** Each server; their counts together are those of the run. */
  readonly targets: readonly TargetFigures[]
  /** Limits of this side that were hit. */
  readonly bottlenecks: readonly Bottleneck[]
  /** Of all processes together, at most. */
  readonly residentBytes: number
  /** Each process in which visitors were, then the one that judges, where that is another. */
  readonly processes: readonly (ProcessFigures & {
    /** How it died; null where it did not. */
    readonly died: string | null
  })[]
  readonly referee: RefereeVerdict
  /** What servers told of themselves, where that was asked for. */
  readonly metrics: readonly ServerMetrics[]
  readonly series: readonly Moment[]
  /** Delivery at each of `curvePercentiles`, in milliseconds. */
  readonly curve: readonly number[]
}

/** How many of them there were a second, after the warm-up. */
export const perSecond = (
  name: keyof RunCounts,
  { counts, seconds, warmUp }: Pick<LoadResult, 'counts' | 'seconds' | 'warmUp'>,
): number =>
  warmUp === null
    ? counts[name] / seconds
    : (counts[name] - warmUp.counts[name]) / Math.max(1, seconds - warmUp.seconds)

/** A result as other programs are given it: under the names that it has had from the first. */
export const jsonOf = (result: LoadResult) =>
  Object.fromEntries(
    Object.entries(result).map(([name, value]) => [jsonNames[name] ?? name, value]),
  )

const jsonNames: Readonly<Record<string, string>> = { bottlenecks: 'ceilings' }

/** Where a percentile curve is drawn: closer together towards the end, where it matters. */
export const curvePercentiles: readonly number[] = [
  0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.5, 99.8, 99.9, 99.95,
  99.98, 99.99, 99.995, 99.999, 100,
]
