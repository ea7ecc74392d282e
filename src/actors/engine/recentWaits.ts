// How long people waited lately, for those who wait now.

/** A wait shorter than this was none: whoever comes while somebody fits is matched at once. */
const waitMsMin = 1_000

/** How many of the last waits are kept, and for how long: an hour ago it was another crowd. */
const waitsMax = 100
const waitAgeMsMax = 600_000

/** Fewer tell of themselves rather than of how it is. */
const waitsMin = 5

/** The median is told in whole seconds, and from ten of them on in steps of five. */
const stepMs = 1_000
const coarseFromMs = 10_000
const coarseStepMs = 5_000

/** How long a median is good: it is asked for by everybody who waits. */
const medianMs = 1_000

interface Wait {
  readonly ms: number
  readonly endedAt: number
}

export class RecentWaits {
  #waits: Wait[] = []
  #median: number | undefined
  #medianAt = Number.NEGATIVE_INFINITY

  /** Somebody was matched at `at` after waiting since `since`. */
  note(since: number, at: number): void {
    if (at - since < waitMsMin) return
    this.#waits.push({ ms: at - since, endedAt: at })
    if (this.#waits.length > waitsMax) this.#waits.shift()
  }

  /** The median, in ms, rounded; undefined where too few waited of late. */
  median(now: number): number | undefined {
    if (now - this.#medianAt < medianMs) return this.#median
    this.#medianAt = now
    this.#waits = this.#waits.filter(({ endedAt }) => now - endedAt <= waitAgeMsMax)
    const sorted = this.#waits.map(({ ms }) => ms).sort((one, other) => one - other)
    const middle = sorted[sorted.length >> 1] ?? 0
    this.#median = sorted.length < waitsMin ? undefined : rounded(middle)
    return this.#median
  }
}

const rounded = (ms: number): number => {
  const step = ms < coarseFromMs ? stepMs : coarseStepMs
  return Math.round(ms / step) * step
}
