// The search for the highest rate that holds: doubled until it does not, then halved towards it.

/** One run of the search. */
export interface Try {
  /** Messages a minute of each member of a chat. */
  readonly rate: number
  readonly holds: boolean
}

/** What a scenario may ask for at most, and what says nothing any more. */
const [rateMax, rateMin] = [60_000, 0.1]

/** Closer than this the next would be the same within noise. */
const closeEnough = 1.15

/** So many runs at most: eight doublings, and four halvings to within 15 %. */
export const triesMax = 12

/** The highest rate that held below the lowest that did not; null where none did. */
export const highestThatHolds = (tries: readonly Try[]): number | null => {
  const failed = lowestThatFails(tries) ?? Number.POSITIVE_INFINITY
  const held = tries.filter(({ rate, holds }) => holds && rate < failed)
  return held.length === 0 ? null : Math.max(...held.map(({ rate }) => rate))
}

/** Null where all held. */
export const lowestThatFails = (tries: readonly Try[]): number | null => {
  const failed = tries.filter(({ holds }) => !holds)
  return failed.length === 0 ? null : Math.min(...failed.map(({ rate }) => rate))
}

/** What to try next, of runs that began with the rate `first`; null where the search is over. */
export const nextRate = (tries: readonly Try[], first: number): number | null => {
  if (tries.length >= triesMax) return null
  if (tries.length === 0) return first
  const [low, high] = [highestThatHolds(tries), lowestThatFails(tries)]
  if (high === null) return low === rateMax || low === null ? null : Math.min(rateMax, 2 * low)
  if (low === null) return high <= rateMin ? null : Math.max(rateMin, rounded(high / 2))
  return high / low <= closeEnough ? null : rounded((low + high) / 2)
}

const rounded = (rate: number): number => Number(rate.toPrecision(3))
