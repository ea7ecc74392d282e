// Which actors are active: a few at a time, and whoever became so first is passivated first.
import type { ActorCell } from './actorCell.ts'

/**
 * How many children are active at most. Becoming active costs 6 µs, and more would spare a visitor
 * who comes and is matched a few of them; but fewer die young, before the collector has moved them
 * to where it seldom looks (measured: with 128 active 15,000 users take up to a kilobyte more each).
 */
const activeCellsMax = 32

export class ActiveCells {
  #ring: (ActorCell | undefined)[] = []
  #max: number
  /** Where the one stands that has been active longest, once the ring is full. */
  #hand = 0

  constructor(max = activeCellsMax) {
    this.#max = max
  }

  /** To be told of each that becomes active. */
  add(cell: ActorCell): void {
    this.#ring[this.#hand]?.passivate()
    this.#ring[this.#hand] = cell
    this.#hand = (this.#hand + 1) % this.#max
  }

  /** To be told of each that ends: nothing of it is held on to. */
  remove(cell: ActorCell): void {
    const place = this.#ring.indexOf(cell)
    if (place !== -1) this.#ring[place] = undefined
  }
}
