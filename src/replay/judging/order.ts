// Whether a log counts as a server does: no seq, no turn, no cause and no time out of place.
import { ends, type LogEvent, type Owner } from '../../events/event.ts'

/** What counts of an event. */
export type Counted = Pick<LogEvent, 'seq' | 'turn' | 'cause' | 'at'>

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

/** The messages of a room count from 1, in a log that has all of them. */
export class MessageNumbers {
  /** The number of the last message of each room. */
  readonly #last = new Map<Owner, number>()

  /** What is wrong with the number of the event that comes next; null if nothing is. */
  misplaced(event: LogEvent): string | null {
    const { actor, type, data } = event
    const over = ends(event)
    if (over !== null) this.#last.delete(over)
    // Older logs have no numbers.
    if (type !== 'room.send_message' || data.number === undefined) return null
    const before = this.#last.get(actor) ?? 0
    this.#last.set(actor, data.number)
    if (data.number === before + 1) return null
    return `message ${data.number} of ${actor} comes after ${before === 0 ? 'none' : `message ${before}`}`
  }
}
