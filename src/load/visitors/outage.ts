// How long a visitor is without the server, when it tries again, and what of its absence is its own.
import type { Measures } from '../measures/measures.ts'
import type { Rng } from '../scenario/rng.ts'

const retryMsMax = 5_000

export class Outage {
  readonly #now: () => number
  readonly #measures: Measures
  /** What failed since it was welcomed last. */
  #tries = 0
  /** Since when the server has not been reached; null while it is. */
  #since: number | null = null
  /** What was due before then waited for this visitor, who was away by itself. */
  #excusedUntil = Number.NEGATIVE_INFINITY

  constructor(now: () => number, measures: Measures) {
    this.#now = now
    this.#measures = measures
  }

  /** It goes away by itself. */
  excuse(): void {
    this.#excusedUntil = Number.POSITIVE_INFINITY
  }

  /**
   * The server has not been reached since then. Gives in how many ms to try again: longer each time,
   * and never all at once.
   */
  failed(since: number, rng: Rng): number {
    if (this.#since === null) {
      this.#since = since
      this.#excusedUntil = Math.min(this.#excusedUntil, since)
    }
    const ms = Math.min(retryMsMax, 250 * 2 ** this.#tries) * (0.5 + rng.next() / 2)
    this.#tries += 1
    return ms
  }

  /** It has been reached, or nobody tries any more: how long that took is measured. Gives whether it was away. */
  end(): boolean {
    if (this.#since === null) return false
    this.#measures.record('outage', this.#now() - this.#since)
    this.#since = null
    return true
  }

  /** It is welcomed. Gives up to when what was due waited for itself. */
  over(): number {
    const until = this.#excusedUntil
    this.#tries = 0
    this.#excusedUntil = Number.NEGATIVE_INFINITY
    return until
  }
}
