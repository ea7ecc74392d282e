// What a run measures: at each of its servers, and beside them; together that is all of it.
import { inTurn } from '../client/routes.ts'
import {
  type Measured,
  Measures,
  noCounts,
  type RecentDelivery,
  type RunCounts,
  recentDelivery,
} from './measures.ts'

export class RunMeasures {
  /** What belongs to no server: how late this program was, which of its processes died. */
  readonly beside = new Measures()
  /** Of each server, in their order. */
  readonly targets: readonly Measures[]

  /** Whether the times that are noted now will be left out. */
  isWarmingUp: boolean
  /** What was counted before the warm-up was over. */
  readonly warmUp = noCounts()

  constructor(targets: number, isWarmingUp = false) {
    this.isWarmingUp = isWarmingUp
    this.targets = Array.from({ length: targets }, () => new Measures())
  }

  /** Where it is written down what happens to visitor `number`. */
  of(number: number): Measures {
    return inTurn(this.targets, number)
  }

  /** All of it, as if it had been measured in one place. */
  whole(): Measures {
    const whole = new Measures()
    for (const part of this.#parts) whole.add(part.measured)
    return whole
  }

  get counts(): Readonly<RunCounts> {
    const sum = noCounts()
    for (const { counts } of this.#parts) addCounts(sum, counts)
    return sum
  }

  get errorsTotal(): number {
    return this.#parts.reduce((sum, { errorsTotal }) => sum + errorsTotal, 0)
  }

  /** The names of all errors so far. */
  get errorNames(): ReadonlySet<string> {
    return new Set(this.#parts.flatMap(({ errors }) => [...errors.keys()]))
  }

  /** Delivery since this was last asked; null where nothing was delivered. */
  takeRecent(): RecentDelivery | null {
    return recentDelivery(this.#parts.map((part) => part.takeRecent()))
  }

  /** All that was measured since this was last asked, part by part; begins anew. */
  take(): readonly Measured[] {
    return this.#parts.map((part) => part.take())
  }

  /** As if all of that had been measured here, in a warm-up or not: what another took, which has as many parts. */
  add(all: readonly Measured[], isWarmUp = false): void {
    this.#parts.forEach((part, index) => {
      part.add(all[index] as Measured, isWarmUp)
    })
    for (const { counts } of isWarmUp ? all : []) addCounts(this.warmUp, counts)
  }

  /** From now on times count. */
  endWarmUp(): void {
    if (!this.isWarmingUp) return
    this.isWarmingUp = false
    addCounts(this.warmUp, this.counts)
    this.restart()
  }

  /** Forgets what took how long so far. */
  restart(): void {
    for (const part of this.#parts) part.restart()
  }

  get #parts(): readonly Measures[] {
    return [this.beside, ...this.targets]
  }
}

const addCounts = (sum: RunCounts, counts: Readonly<RunCounts>): void => {
  for (const name of Object.keys(sum) as (keyof RunCounts)[]) sum[name] += counts[name]
}
