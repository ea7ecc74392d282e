// Tickets by how long they have waited.
import { Heap } from '../../events/heap.ts'
import { byWait, type Ticket } from '../matching.ts'

/**
 * The longest wait is found in constant time, a ticket joins in O(log n). One that no longer
 * waits stays in the heap until it surfaces or until such tickets are the majority.
 */
export class Queue {
  #heap = new Heap<Ticket>(byWait)
  /** How many tickets in the heap still wait. */
  size = 0

  push(ticket: Ticket): void {
    this.size += 1
    this.#heap.push(ticket)
  }

  /** To be called once a ticket of this queue has stopped waiting. */
  left(): void {
    this.size -= 1
    if (this.#heap.size <= 2 * this.size + 16) return
    const waiting = new Heap<Ticket>(byWait)
    for (let ticket = this.#heap.pop(); ticket !== undefined; ticket = this.#heap.pop()) {
      if (ticket.waiting) waiting.push(ticket)
    }
    this.#heap = waiting
  }

  /** The one that has waited longest of those that `accepts`; each one passed over costs O(log n). */
  first(accepts: (ticket: Ticket) => boolean): Ticket | null {
    const passed: Ticket[] = []
    let found: Ticket | null = null
    while (found === null) {
      const top = this.#heap.peek()
      if (top === undefined) break
      if (top.waiting && accepts(top)) {
        found = top
      } else {
        this.#heap.pop()
        if (top.waiting) passed.push(top)
      }
    }
    for (const ticket of passed) this.#heap.push(ticket)
    return found
  }
}
