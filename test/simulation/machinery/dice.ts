// Chance out of a seed: the same seed, the same rolls.
import { nextState, rolledBy } from '../../../src/load/scenario/rng.ts'

/** Each dice rolls alone: what one is asked for changes nothing of what another gives. */
export class Dice {
  readonly #name: string
  #state: number

  constructor(name: string) {
    this.#name = name
    this.#state = hashed(name)
  }

  /** Dice of their own, by a name. */
  apart(name: string): Dice {
    return new Dice(`${this.#name}/${name}`)
  }

  /** From 0 up to 1, which never comes. Mulberry32: 32 bits of state are plenty for one life. */
  roll(): number {
    this.#state = nextState(this.#state)
    return rolledBy(this.#state)
  }

  /** Whether what happens with this probability happens. */
  chance(probability: number): boolean {
    return probability > 0 && this.roll() < probability
  }

  /** A whole number, both bounds included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.roll() * (most - least + 1))
  }

  /** A whole number of milliseconds around a mean, as between rare events: often short, at times long. */
  around(meanMs: number): number {
    return Math.ceil(-Math.log(1 - this.roll()) * meanMs)
  }

  /** One of several, each as likely as its weight says. */
  weighed<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let rest = this.roll() * choices.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, choice] of choices) {
      rest -= weight
      if (rest < 0) return choice
    }
    return choices.at(-1)?.[1] as T
  }

  one<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.roll() * choices.length)] as T
  }
}

/** FNV-1a, and a last stir so that names which differ in one character begin far apart. */
const hashed = (name: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
