// What is to happen when: a heap of tasks by the time they are meant for.

/** Told the time it was meant for, which is earlier than now if the run is behind. */
export type Task = (meantFor: number) => void

interface Entry {
  readonly at: number
  readonly order: number
  readonly task: Task
}

/** Tasks due in one go before sockets get their turn again. */
const tasksAtOnceMax = 2_000

export class Agenda {
  #heap: Entry[] = []
  #orders = 0

  get size(): number {
    return this.#heap.length
  }

  /** When the next task is due; null if there is none. */
  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null
  }

  at(at: number, task: Task): void {
    this.#orders += 1
    const entry = { at, order: this.#orders, task }
    let index = this.#heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(entry, this.#heap[parent] as Entry)) break
      this.#heap[index] = this.#heap[parent] as Entry
      index = parent
    }
    this.#heap[index] = entry
  }

  /** Runs what is due, in order, and tells `late` how many milliseconds after its time each is. */
  run(now: number, late: (ms: number) => void): void {
    for (let count = 0; count < tasksAtOnceMax; count += 1) {
      const first = this.#heap[0]
      if (first === undefined || first.at > now) return
      this.#removeFirst()
      late(now - first.at)
      first.task(first.at)
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop() as Entry
    const { length } = this.#heap
    if (length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= length) break
      if (
        child + 1 < length &&
        isBefore(this.#heap[child + 1] as Entry, this.#heap[child] as Entry)
      ) {
        child += 1
      }
      if (!isBefore(this.#heap[child] as Entry, last)) break
      this.#heap[index] = this.#heap[child] as Entry
      index = child
    }
    this.#heap[index] = last
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)
