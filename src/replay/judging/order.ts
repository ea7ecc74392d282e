// Whether a log counts as a server does: no seq, no turn, no cause and no time out of place.
import type { LogEvent } from '../../events/event.ts'

/** What counts of an event. */
type Counted = Pick<LogEvent, 'seq' | 'turn' | 'cause' | 'at'>

/**
 * What is wrong with an event right after another; null if nothing is. Where seqs are missing older
 * events were deleted: no more turns can be missing than events.
 */
export const misplaced = (
  before: Counted | null,
  event: Counted,
  isPart = false,
): string | null => {
  const { seq, turn, cause, at } = event
  if (before === null) return seq === 1 && turn !== 1 ? `the first turn is ${turn}` : null
  const gap = seq - before.seq - 1
  const isNext = turn !== before.turn
  if (at < before.at) return `time falls by ${before.at - at} ms`
  if (turn < before.turn || turn - before.turn > gap + 1) {
    return `turn ${turn} comes after turn ${before.turn}`
  }
  if (!isNext && at !== before.at) return `its turn began ${at - before.at} ms before`
  return gap > 0 || isPart ? null : wrongCause(cause, before, isNext)
}

const wrongCause = (cause: number | null, before: Counted, isNext: boolean): string | null => {
  if (isNext) return cause === null ? null : `a turn begins with what event ${cause} led to`
  if (cause === null) return 'nothing led to it, and it does not begin a turn'
  if (cause > before.seq) return `event ${cause}, which led to it, comes later`
  // What leads to something is taken in order.
  const least = before.cause ?? before.seq
  return cause < least
    ? `event ${cause} led to it, and its turn is at what event ${least} led to`
    : null
}
