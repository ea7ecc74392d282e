// How long things may take, and how long to wait before trying again.

/** First wait after a lost connection; each further one doubles. */
const backoffFirstMs = 500

/** Waits grow to this: several attempts must fit into the 30 s for which the server waits. */
const backoffMaxMs = 6_000

/** The server closed the connection because too much came; it deserves a rest. */
export const floodAttempts = 4

/** Whoever presses no key for this long is no longer typing. */
export const typingIdleMs = 3_000

/** The partner hears again that somebody still types, well before it stops believing it. */
export const typingRepeatMs = 3_000

/** A partner of whom nothing more is heard for this long has stopped typing. */
export const partnerTypingMs = 6_000

/** That the partner is back is news for this long: to be noticed, to be read. */
export const backNewsMs = 5_000

/** Who ended it is news for this long, where the next is sought after that. */
export const endNewsMs = 5_000

/** That it is too late to block or report is news for this long. */
export const lateNewsMs = 10_000

/** How often the line is tried while the page is looked at. */
export const pingEveryMs = 20_000

/** Pings that the server answers at no cost: one in this time. */
export const pingGapMs = 1_000

/** Nothing came for this long after a ping: the line is dead, though nobody said so. */
export const answerMs = 5_000

/** The refusals that follow one in the same breath have come by then. */
export const breathMs = 500

/** Nothing was acknowledged for this long: the connection is dead, though nobody said so. */
export const stalledMs = 10_000

/** A connection that does not stand after this long is tried again. */
export const connectingMs = 10_000

/** Whoever goes for good says so again after this, until they are heard. */
export const departAgainMs = 3_000

/** The server cannot store anything now and names no time: ask again after this. */
export const unavailableMs = 2_000

/**
 * Milliseconds before attempt number `attempt` (from 1). `random` is in 0…1: half of the wait
 * is left to chance, so that all who lost the same server do not return in the same moment.
 */
export const backoffBefore = (attempt: number, random: number): number => {
  const full = Math.min(backoffMaxMs, backoffFirstMs * 2 ** (attempt - 1))
  return Math.round(full / 2 + (full / 2) * random)
}
