// Tickets by how long they have waited, and whom each of them refuses.
import type { PersonId } from '../../events/fields.ts'
import { refusals, type Ticket } from './matching.ts'
import { SortedTickets } from './sortedTickets.ts'

/**
 * The longest wait of those that do not refuse the seeker is found in O(log² n), however many do:
 * they are counted, not looked at.
 */
export class Queue {
  #tickets = new SortedTickets()
  /** By person, the tickets that refuse it; null until one refuses anybody. */
  #refusers: Map<PersonId, SortedTickets> | null = null

  get size(): number {
    return this.#tickets.size
  }

  push(ticket: Ticket): void {
    this.#tickets.add(ticket)
    for (const person of refusals(ticket)) {
      this.#refusers ??= new Map()
      const refusers = this.#refusers.get(person) ?? new SortedTickets()
      this.#refusers.set(person, refusers)
      refusers.add(ticket)
    }
  }

  /** Takes out a ticket that is here and refuses whom it refused when it came. */
  remove(ticket: Ticket): void {
    this.#tickets.remove(ticket)
    for (const person of refusals(ticket)) {
      const refusers = this.#refusers?.get(person)
      refusers?.remove(ticket)
      if (refusers?.size === 0) this.#refusers?.delete(person)
    }
  }

  /**
   * The one that has waited longest of those that do not refuse the seeker and are none of
   * `refused`; each of these that is met on the way is one more search.
   */
  first({ session, person }: Ticket, refused: ReadonlySet<PersonId>): Ticket | null {
    const refusers = this.#refusers?.get(person.id)
    for (let from = 0; ; from += 1) {
      from = refusers === undefined ? from : this.#firstOutside(refusers, from)
      const ticket = this.#tickets.at(from)
      if (ticket === undefined) return null
      if (ticket.session !== session && !refused.has(ticket.person.id)) return ticket
    }
  }

  /** The lowest rank from `from` on of a ticket that is not among the refusers. */
  #firstOutside(refusers: SortedTickets, from: number): number {
    const outsideBefore = from === 0 ? 0 : this.#outsideUpTo(refusers, from - 1)
    let low = from
    let high = this.#tickets.size
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#outsideUpTo(refusers, middle) > outsideBefore) high = middle
      else low = middle + 1
    }
    return low
  }

  /** How many tickets up to this rank are not among the refusers, who are all here. */
  #outsideUpTo(refusers: SortedTickets, rank: number): number {
    return rank + 1 - refusers.countUpTo(this.#tickets.at(rank) as Ticket)
  }
}
