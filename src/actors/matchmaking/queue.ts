// Tickets by how long they have waited: a binary heap.
import { byWait, type Ticket } from '../matching.ts'

/**
 * The longest wait is found in constant time, a ticket joins in O(log n). One that no longer
 * waits stays in the heap until it surfaces or until such tickets are the majority.
 */
export class Queue {
  #heap: Ticket[] = []
  /** How many tickets in the heap still wait. */
  size = 0

  push(ticket: Ticket): void {
    this.size += 1
    this.#sink(ticket)
  }

  /** To be called once a ticket of this queue has stopped waiting. */
  left(): void {
    this.size -= 1
    if (this.#heap.length <= 2 * this.size + 16) return
    this.#heap = this.#heap.filter((ticket) => ticket.waiting).sort(byWait)
  }

  /** The one that has waited longest of those that `accepts`; each one passed over costs O(log n). */
  first(accepts: (ticket: Ticket) => boolean): Ticket | null {
    const passed: Ticket[] = []
    let found: Ticket | null = null
    while (found === null) {
      const top = this.#heap[0]
      if (top === undefined) break
      if (top.waiting && accepts(top)) {
        found = top
      } else {
        this.#pop()
        if (top.waiting) passed.push(top)
      }
    }
    for (const ticket of passed) this.#sink(ticket)
    return found
  }

  #sink(ticket: Ticket): void {
    const heap = this.#heap
    let index = heap.push(ticket) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as Ticket
      if (byWait(above, ticket) <= 0) break
      heap[index] = above
      index = parent
    }
    heap[index] = ticket
  }

  /** Takes the top off. */
  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Ticket
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      const right = child + 1
      if (right < heap.length && byWait(heap[right] as Ticket, heap[child] as Ticket) < 0) {
        child = right
      }
      if (byWait(last, heap[child] as Ticket) <= 0) break
      heap[index] = heap[child] as Ticket
      index = child
    }
    heap[index] = last
  }
}
