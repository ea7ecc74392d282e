// Whether a challenge is solved in a few seconds, or whoever waits is to be told that it takes longer.
import type { Challenge } from 'altcha-lib/types'

/** From this level on it takes longer than a few seconds on a telephone. */
const longFrom = 3

export const takesLong = ({ parameters }: Challenge): boolean =>
  Number(parameters.data?.level) >= longFrom
