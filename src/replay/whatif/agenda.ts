// What is still to happen, earliest first: a binary heap.

interface Entry {
  readonly at: number
  readonly order: number
  readonly what: () => void
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

/** Runs what is due in the order of its times; at the same time, in the order it was planned. */
export class Agenda {
  #heap: Entry[] = []
  #orders = 0
  now = 0

  plan(at: number, what: () => void): void {
    const heap = this.#heap
    const entry = { at: Math.max(at, this.now), order: this.#orders++, what }
    let index = heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (isBefore(heap[parent] as Entry, entry)) break
      heap[index] = heap[parent] as Entry
      index = parent
    }
    heap[index] = entry
  }

  /** Runs everything up to `end`, also what is planned meanwhile. */
  run(end: number): void {
    for (;;) {
      const next = this.#heap[0]
      if (next === undefined || next.at > end) return
      this.#pop()
      this.now = next.at
      next.what()
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Entry
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) {
        child += 1
      }
      if (isBefore(last, heap[child] as Entry)) break
      heap[index] = heap[child] as Entry
      index = child
    }
    heap[index] = last
  }
}
