// What is still to happen in a simulation, earliest first.
import { Heap } from '../../events/heap.ts'

interface ScheduledStep {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

const inOrder = (one: ScheduledStep, other: ScheduledStep): number =>
  one.at === other.at ? one.order - other.order : one.at - other.at

/** Runs what is due in the order of its times; at the same time, in the order it was planned. */
export class Schedule {
  #steps = new Heap<ScheduledStep>(inOrder)
  #planned = 0
  now = 0

  plan(at: number, run: () => void): void {
    this.#steps.push({ at: Math.max(at, this.now), order: this.#planned++, run })
  }

  /** Runs everything up to `end`, also what is planned meanwhile. */
  run(end: number): void {
    for (;;) {
      const next = this.#steps.peek()
      if (next === undefined || next.at > end) return
      this.#steps.pop()
      this.now = next.at
      next.run()
    }
  }
}
