// When graces and waits are over, measured by no wall clock.
import type { LogEvent } from '../../src/events/event.ts'
import type { SessionId } from '../../src/events/fields.ts'

/** Follows events with when each of them happened, and says which came before its time. */
export class Delays {
  #awayUntil = new Map<SessionId, number>()
  #strictUntil = new Map<SessionId, number>()

  /** `now`: milliseconds by the monotonic source. */
  follow({ actor, type, data, at }: LogEvent, now: number): string[] {
    switch (type) {
      case 'session.join':
      case 'session.disconnect':
      case 'session.restart':
        this.#awayUntil.set(actor, now + data.until - at)
        return []
      case 'matchmaker.find_match':
        this.#strictUntil.set(data.session, now + data.relaxAt - at)
        return []
      case 'session.expired':
        return tooSoon(`${actor} expired`, this.#awayUntil.get(actor), now)
      case 'matchmaker.relax':
        return tooSoon(`${data.session} relaxed`, this.#strictUntil.get(data.session), now)
      default:
        return []
    }
  }
}

/** Times are in whole milliseconds: two waits that begin within one are over with the first. */
const roundingMs = 2

const tooSoon = (what: string, due = Number.POSITIVE_INFINITY, now: number): string[] =>
  now >= due - roundingMs ? [] : [`${what} ${due - now} ms too soon`]
