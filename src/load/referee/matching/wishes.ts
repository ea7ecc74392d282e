// Whether everybody who asks for a partner is answered: `waiting`, a match or a refusal.
import type { FoundFaults } from '../rooms/faults.ts'

export interface WishesOptions {
  readonly faults: FoundFaults
  readonly usernameOf: (user: number) => string
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
}

export class Wishes {
  readonly #options: WishesOptions
  /** When each asked who has not been answered, on a connection that is still there. */
  readonly #open = new Map<number, number>()

  constructor(options: WishesOptions) {
    this.#options = options
  }

  /** Asks for a partner. */
  asks(user: number): void {
    if (!this.#open.has(user)) this.#open.set(user, this.#options.now())
  }

  /** It was answered, or the connection on which it asked is gone. */
  settled(user: number): void {
    this.#open.delete(user)
  }

  /** Nothing more will come: whoever asked before `until` should have been answered. */
  finish(until: number): void {
    for (const [user, askedAt] of this.#open) {
      if (askedAt > until) continue
      const text = `${this.#options.usernameOf(user)} asked for a partner, and was never answered`
      this.#options.faults.add('unanswered', text)
    }
  }
}
