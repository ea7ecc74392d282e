// Finds a place in values that never fall.

/** The last place, of `length`, whose value is at most `value`; -1 if there is none. */
export const lastUpTo = (length: number, at: (place: number) => number, value: number): number => {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(middle) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
