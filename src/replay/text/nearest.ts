// What somebody may have meant who mistyped.

/** The word most like the given one; null if there is none. */
export const nearest = (given: string, words: readonly string[]): string | null => {
  let best: string | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const word of words) {
    // An id may have been meant to be short.
    const start = word.slice(0, given.length)
    const changes = Math.min(distance(given, word), distance(given, start) + 0.5)
    if (changes < fewest) {
      fewest = changes
      best = word
    }
  }
  return best
}

/** How many letters must be changed, added or dropped to make one of the other (Levenshtein). */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 1; at <= one.length; at++) {
    const next = [at]
    for (let index = 1; index <= other.length; index++) {
      const change = one[at - 1] === other[index - 1] ? 0 : 1
      next.push(
        Math.min(
          (row[index] as number) + 1,
          (next[index - 1] as number) + 1,
          (row[index - 1] as number) + change,
        ),
      )
    }
    row = next
  }
  return row[other.length] as number
}
