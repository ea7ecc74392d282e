// Tickets in the order of their wait, of which one can ask who is the n-th and how many go before.
import { byWait, type Ticket } from './matching.ts'

/** A run longer than this is cut in two: of 50,000 tickets there are 100 to 200 runs. */
const runTicketsMax = 512

/**
 * A list cut into sorted runs. Adding and removing cost O(log n), asking for a rank or by one costs
 * a step for each run; none of it looks at more than O(log n) tickets.
 */
export class SortedTickets {
  /** None is empty. */
  #runs: Ticket[][] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The ticket that `rank` others go before; undefined where there are not that many. */
  at(rank: number): Ticket | undefined {
    let left = rank
    for (const run of this.#runs) {
      if (left < run.length) return run[left]
      left -= run.length
    }
    return undefined
  }

  /** How many tickets go before this one, itself included if it is here. */
  countUpTo(ticket: Ticket): number {
    const index = this.#runOf(ticket)
    let count = 0
    for (let before = 0; before < index; before += 1) count += this.#runs[before]?.length ?? 0
    const run = this.#runs[index]
    if (run === undefined) return count
    const place = placeIn(run, ticket)
    return count + place + (run[place] === ticket ? 1 : 0)
  }

  add(ticket: Ticket): void {
    this.#size += 1
    const index = Math.min(this.#runOf(ticket), this.#runs.length - 1)
    const run = this.#runs[index]
    if (run === undefined) {
      this.#runs.push([ticket])
      return
    }
    run.splice(placeIn(run, ticket), 0, ticket)
    if (run.length > runTicketsMax) this.#runs.splice(index + 1, 0, run.splice(run.length >> 1))
  }

  /** Takes out a ticket that is here. */
  remove(ticket: Ticket): void {
    const index = this.#runOf(ticket)
    const run = this.#runs[index] as Ticket[]
    run.splice(placeIn(run, ticket), 1)
    this.#size -= 1
    this.#join(index)
  }

  /** Else few tickets could be left in many runs. */
  #join(index: number): void {
    const run = this.#runs[index] as Ticket[]
    const next = this.#runs[index + 1]
    if (run.length === 0) this.#runs.splice(index, 1)
    else if (next !== undefined && run.length + next.length <= runTicketsMax >> 1) {
      run.push(...next)
      this.#runs.splice(index + 1, 1)
    }
  }

  /** The first run that does not wholly go before the ticket. */
  #runOf(ticket: Ticket): number {
    return firstOf(this.#runs, (run) => byWait(run.at(-1) as Ticket, ticket) >= 0)
  }
}

/** Where the ticket is in the run, or would be. */
const placeIn = (run: readonly Ticket[], ticket: Ticket): number =>
  firstOf(run, (other) => byWait(other, ticket) >= 0)

/** The index of the first item of which `holds` is true, as it is of all after it. */
const firstOf = <T>(items: readonly T[], holds: (item: T) => boolean): number => {
  let from = 0
  let to = items.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (holds(items[middle] as T)) to = middle
    else from = middle + 1
  }
  return from
}
