// What was said to sockets of late, by turn: whoever has not heard it may be told again.
import type { SocketEffect } from '../../actors/effect.ts'
import type { SessionId } from '../../events/fields.ts'

/** An effect of a turn. Null: its words are gone, and it cannot be said any more. */
export interface RecentEffect {
  readonly turn: number
  readonly to: SessionId
  readonly effect: SocketEffect | null
}

/** How many are kept: seconds of a world that is as busy as one can be, in a tenth of a gigabyte. */
const effectsKept = 200_000

export class RecentEffects {
  #effects: RecentEffect[] = []
  /** How many at the beginning are not kept any more. */
  #gone = 0
  /** The last turn of which something is not kept any more. */
  #lastGone: number
  readonly #kept: number

  /** What was said up to turn `from` is not known. */
  constructor(from = 0, kept = effectsKept) {
    this.#lastGone = from
    this.#kept = kept
  }

  add(effect: RecentEffect): void {
    this.#effects.push(effect)
    if (this.#effects.length - this.#gone <= this.#kept) return
    this.#lastGone = (this.#effects[this.#gone] as RecentEffect).turn
    this.#gone += 1
    if (this.#gone < this.#kept) return
    this.#effects = this.#effects.slice(this.#gone)
    this.#gone = 0
  }

  /** What was said after that turn, in order; null where some of it is not kept any more. */
  after(turn: number): readonly RecentEffect[] | null {
    if (turn < this.#lastGone) return null
    let first = this.#effects.length
    while (first > this.#gone && (this.#effects[first - 1] as RecentEffect).turn > turn) first -= 1
    return this.#effects.slice(first)
  }
}
