// What time it is at the server, by the times that it tells: its clock may be any.

export class ServerClock {
  readonly #now: () => number
  /** What to add to our time: whatever came soonest after it was written tells most. */
  #ahead = Number.NEGATIVE_INFINITY

  /** `now` gives milliseconds, from any beginning. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** The server wrote what has just come at that time, in ms of Unix time. */
  told(at: number): void {
    const ahead = at - this.#now()
    if (ahead > this.#ahead) this.#ahead = ahead
  }

  /** Milliseconds of Unix time: no more than it is there. Minus infinity before it told any. */
  get at(): number {
    return this.#now() + this.#ahead
  }
}
