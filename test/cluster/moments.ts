// Time that a test makes: what is due is done in its order, and nothing waits.
export class Moments {
  #now = 0
  #order = 0
  #due: { readonly at: number; readonly order: number; readonly then: () => void }[] = []

  readonly now = (): number => this.#now

  readonly after = (ms: number, then: () => void): void => {
    this.#order += 1
    this.#due.push({ at: this.#now + ms, order: this.#order, then })
  }

  readonly wait = (ms: number): Promise<void> => new Promise((resolve) => this.after(ms, resolve))

  /** Plays until that time. */
  async play(until: number): Promise<void> {
    for (;;) {
      await new Promise(setImmediate)
      this.#due.sort((one, other) => one.at - other.at || one.order - other.order)
      const next = this.#due[0]
      if (next === undefined || next.at > until) break
      this.#due.shift()
      this.#now = Math.max(this.#now, next.at)
      next.then()
    }
    this.#now = until
  }
}
