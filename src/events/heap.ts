// A binary heap: the first of many, in whatever order is asked for.

/**
 * Gives its items back in the order of `compare`, which is negative where `one` comes before
 * `other`, as in a sort. Looking at the first costs nothing, adding and taking O(log n). Items that
 * compare as equal come in no particular order.
 */
export class Heap<T extends {}> {
  #items: T[] = []
  #compare: (one: T, other: T) => number

  constructor(compare: (one: T, other: T) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#items.length
  }

  push(item: T): void {
    const items = this.#items
    let index = items.push(item) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = items[parent] as T
      if (this.#compare(above, item) <= 0) break
      items[index] = above
      index = parent
    }
    items[index] = item
  }

  /** The first, which stays; `undefined` where there is none. */
  peek(): T | undefined {
    return this.#items[0]
  }

  /** Takes the first out; `undefined` where there is none. */
  pop(): T | undefined {
    const first = this.#items[0]
    const last = this.#items.pop()
    if (last !== undefined && this.#items.length > 0) this.#sink(last)
    return first
  }

  /** Lets go of all but some, which takes as long as to look at each and put these in order. */
  keep(isKept: (item: T) => boolean): void {
    this.#items = this.#items.filter(isKept).sort(this.#compare)
  }

  /** Puts an item in place of the first, and below all that come before it. */
  #sink(item: T): void {
    const items = this.#items
    const { length } = items
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= length) break
      const right = child + 1
      if (right < length && this.#compare(items[right] as T, items[child] as T) < 0) child = right
      const below = items[child] as T
      if (this.#compare(item, below) <= 0) break
      items[index] = below
      index = child
    }
    items[index] = item
  }
}
