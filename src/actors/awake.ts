// src/actors/awake.ts — who is awake: a few at a time, and whoever woke first rests first.
import type { Member } from './member.ts'

/**
 * How many children are awake at most. Waking costs 6 µs, and more would spare a visitor who comes
 * and is matched a few of them; but fewer die young, before the collector has moved them to where
 * it seldom looks (measured: with 128 awake 15,000 users take up to a kilobyte more each).
 */
const membersMax = 32

export class Awake {
  #ring: (Member | undefined)[] = []
  #max: number
  /** Where the one stands that woke first, once the ring is full. */
  #hand = 0

  constructor(max = membersMax) {
    this.#max = max
  }

  /** To be told of each that wakes. */
  woke(member: Member): void {
    this.#ring[this.#hand]?.rest()
    this.#ring[this.#hand] = member
    this.#hand = (this.#hand + 1) % this.#max
  }

  /** To be told of each that ends: nothing of it is held on to. */
  ended(member: Member): void {
    const place = this.#ring.indexOf(member)
    if (place !== -1) this.#ring[place] = undefined
  }
}
