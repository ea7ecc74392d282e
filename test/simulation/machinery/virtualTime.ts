// Time that passes as fast as what happens in it: one step after the other, promises settled between.
import { Heap } from '../../../src/events/heap.ts'

interface Step {
  readonly at: number
  /** Of steps at one time the first asked for is the first taken. */
  readonly order: number
  /** Null once it is not wanted any more. */
  take: (() => void) | null
}

export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0
  #steps = new Heap<Step>((one, other) => one.at - other.at || one.order - other.order)
  #order = 0
  #afterwards: (() => void)[] = []
  #isOver = false
  #taken = 0

  /** Takes a step at a time, or now where that is over; what it gives takes the step back. */
  readonly at = (at: number, take: () => void): (() => void) => {
    this.#order += 1
    const step: Step = { at: Math.max(at, this.now), order: this.#order, take }
    this.#steps.push(step)
    return () => {
      step.take = null
    }
  }

  readonly after = (ms: number, take: () => void): (() => void) => this.at(this.now + ms, take)

  /** Once the step being taken, and every promise that it settles, is done with. */
  readonly afterwards = (then: () => void): void => {
    this.#afterwards.push(then)
  }

  /** Takes no step any more. */
  end(): void {
    this.#isOver = true
  }

  /** Takes every step up to a time; `seen` is called after each. */
  async run(until: number, seen: () => void): Promise<void> {
    await this.#settled()
    this.#look(seen)
    for (;;) {
      const next = this.#steps.peek()
      if (this.#isOver || next === undefined || next.at > until) break
      this.#steps.pop()
      if (next.take === null) continue
      this.now = next.at
      next.take()
      await this.#settled()
      this.#look(seen)
    }
    if (!this.#isOver) this.now = until
  }

  #settled(): Promise<void> {
    this.#taken += 1
    return this.#taken % breathSteps === 0 ? breathed() : settled()
  }

  #look(seen: () => void): void {
    if (this.#afterwards.length > 0) for (const then of this.#afterwards.splice(0)) then()
    seen()
  }
}

/** After so many steps Node has a moment for what is not of the simulation, as promises that failed. */
const breathSteps = 500

export const breathed = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Node runs ticks only where no promise is left that could go on. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
