// What is to happen when: tasks by the time they are meant for.
import { Heap } from '../../events/heap.ts'

/** Told the time it was meant for, which is earlier than now if the run is behind. */
export type Task = (meantFor: number) => void

interface ScheduledTask {
  readonly at: number
  readonly order: number
  readonly task: Task
}

/** Tasks due in one go before sockets get their turn again. */
const tasksAtOnceMax = 2_000

export class Scheduler {
  #tasks = new Heap<ScheduledTask>((one, other) => one.at - other.at || one.order - other.order)
  #orders = 0

  get size(): number {
    return this.#tasks.size
  }

  at(at: number, task: Task): void {
    this.#orders += 1
    this.#tasks.push({ at, order: this.#orders, task })
  }

  /** Runs what is due, in order, and tells `late` how many milliseconds after its time each is. */
  run(now: number, late: (ms: number) => void): void {
    for (let count = 0; count < tasksAtOnceMax; count += 1) {
      const first = this.#tasks.peek()
      if (first === undefined || first.at > now) return
      this.#tasks.pop()
      late(now - first.at)
      first.task(first.at)
    }
  }
}
