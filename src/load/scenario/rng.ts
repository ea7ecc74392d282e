// Random numbers: repeatable chance, a sequence of its own for every visitor.

/** What a run may ask of chance. Every sequence is fixed by the run's seed and its own number. */
export class Rng {
  #state: number

  constructor(seed: number, sequence = 0) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(sequence + 1, 0xc2b2ae35)
    // Neighbouring sequences differ in few bits at first; a few steps spread them.
    for (let step = 0; step < 4; step += 1) this.next()
  }

  /** A number from 0 up to, but not including, 1: the generator known as mulberry32. */
  next(): number {
    this.#state = nextState(this.#state)
    return rolledBy(this.#state)
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  /** True in a `share` of the cases, from 0 to 1. */
  chance(share: number): boolean {
    return this.next() < share
  }

  /** Time to the next of events that come independently of each other, `mean` apart on average. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }

  /** One of the names, each as likely as its weight says; weights need not add up to one. */
  pick<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][]
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      rest -= weight
      if (rest < 0) return name
    }
    return (entries.findLast(([, weight]) => weight > 0) ?? (entries[0] as [Name, number]))[0]
  }
}

/** The state that follows, of 32 bits. */
export const nextState = (state: number): number => (state + 0x6d2b79f5) | 0

/** What a state gives, from 0 up to, but not including, 1. */
export const rolledBy = (state: number): number => {
  let word = Math.imul(state ^ (state >>> 15), 1 | state)
  word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
  return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32
}
