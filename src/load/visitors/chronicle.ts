// What is written down of a run while it goes on, and the result that is made of it.

import { BottleneckDetector, type Vitals } from '../measures/bottlenecks.ts'
import {
  curvePercentiles,
  figuresOf,
  type LoadResult,
  type Moment,
} from '../measures/loadResult.ts'
import type { Gauges, Measures } from '../measures/measures.ts'
import type { Referee } from '../referee/referee.ts'
import type { KeptRoom } from '../referee/rooms/keptRoom.ts'
import { refereeVerdictOf } from '../referee/verdict.ts'
import { chatsOf, type Standing } from './moments.ts'

/** How those who played stood at the end. */
export interface Played {
  readonly isStoppedEarly: boolean
  readonly left: Gauges
}

/** A finished run: its result, and what else is needed to compare it with a log. */
export interface FinishedRun {
  readonly result: LoadResult
  readonly rooms: readonly KeptRoom[]
  readonly referee: Referee
}

/** A run of which the referee is at hand. */
type Judged = Standing & { readonly referee: Referee }

export interface ChronicleOptions {
  readonly seed: number
  /** The servers of the run. */
  readonly origins: readonly string[]
  readonly onMoment?: ((moment: Moment, standing: Standing) => void) | undefined
}

export class Chronicle {
  readonly #run: Judged
  readonly #options: ChronicleOptions
  readonly #bottlenecks = new BottleneckDetector()
  readonly #series: Moment[] = []
  readonly #peak = { connections: 0, chats: 0 }
  readonly #beginning: number

  constructor(run: Judged, options: ChronicleOptions) {
    this.#run = run
    this.#options = options
    this.#beginning = run.now()
  }

  /** How a process of the run is, once a second. */
  noteVitals(process: number, vitals: Vitals): void {
    this.#bottlenecks.note(vitals, process)
  }

  note(moment: Moment): void {
    this.#series.push(moment)
    this.#notePeak(moment)
    this.#options.onMoment?.(moment, this.#run)
  }

  /** The run is over. `died` says of each process of it that died how that was. */
  finish(
    { isStoppedEarly, left }: Played,
    died: ReadonlyMap<number, string> = new Map(),
  ): FinishedRun {
    const { scenario, measures, referee, now } = this.#run
    const { seed, origins } = this.#options
    // What a second would have noted that was not over.
    this.#notePeak({ connections: left.connections, chats: chatsOf(left) })
    const whole = measures.whole()
    const figures = figuresOf(whole)
    const { counts, latencies } = figures
    const seconds = (now() - this.#beginning) / 1_000
    const warmUp = { seconds: Math.min(scenario.warmUp, seconds), counts: measures.warmUp }
    const result: LoadResult = {
      ...{ scenario, seed, seconds, warmUp: scenario.warmUp > 0 ? warmUp : null },
      ...{ isStoppedEarly, abort: null, foundRate: null, peak: this.#peak, series: this.#series },
      left: { ...left, lost: counts.lost },
      ...figures,
      targets: origins.map((origin, index) => {
        return { origin, ...figuresOf(measures.targets[index] as Measures) }
      }),
      bottlenecks: this.#bottlenecks.hit(whole.errors, latencies.lag?.p99 ?? null),
      residentBytes: this.#bottlenecks.residentBytes,
      processes: this.#bottlenecks.processes.map((figures, number) => {
        return { ...figures, died: died.get(number) ?? null }
      }),
      referee: refereeVerdictOf(referee),
      metrics: [],
      curve: whole.curve('delivery', curvePercentiles),
    }
    return { result, rooms: referee.keptRooms, referee }
  }

  #notePeak({ connections, chats }: Pick<Moment, 'connections' | 'chats'>): void {
    this.#peak.connections = Math.max(this.#peak.connections, connections)
    this.#peak.chats = Math.max(this.#peak.chats, chats)
  }
}
