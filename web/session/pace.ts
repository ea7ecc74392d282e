// How long things may take, and how long to wait before trying again.

/** First pause after a dropped line; each further one doubles. */
const pauseFirstMs = 500

/** Pauses grow to this: several tries must fit into the 30 s for which the server waits. */
const pauseMaxMs = 6_000

/** The server closed the line because too much came; it deserves a rest. */
export const floodAttempts = 4

/** A hand that rests for this long is no longer typing. */
export const typingIdleMs = 3_000

/** Nothing was acknowledged for this long: the line is dead, though nobody said so. */
export const stalledMs = 10_000

/** A line that has not opened after this long is tried again. */
export const openingMs = 10_000

/** The server cannot store anything now and names no time: ask again after this. */
export const unavailableMs = 2_000

/**
 * Milliseconds before attempt number `attempt` (from 1). `random` is in 0…1: half of the pause
 * is left to chance, so that all who lost the same server do not return in the same moment.
 */
export const pauseBefore = (attempt: number, random: number): number => {
  const full = Math.min(pauseMaxMs, pauseFirstMs * 2 ** (attempt - 1))
  return Math.round(full / 2 + (full / 2) * random)
}
