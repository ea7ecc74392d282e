// When graces and waits are over, measured by no wall clock.
import type { LogEvent } from '../../src/events/event.ts'
import type { SessionId } from '../../src/events/fields.ts'
import { graceMs } from './stage.ts'

/** Follows events with when each of them happened, and says which came before its time. */
export class Delays {
  #awayUntil = new Map<SessionId, number>()
  #chatting = new Set<SessionId>()
  #partedUntil = new Map<SessionId, number>()
  #strictUntil = new Map<SessionId, { readonly relaxAt: number; readonly due: number }>()

  /**
   * The process starts anew: whoever lives has a whole grace from now on. How long it was down is told
   * by the wall clock alone, so of what else was waited for `SessionModel` judges.
   */
  restarted(now: number): void {
    for (const session of this.#awayUntil.keys()) this.#awayUntil.set(session, now + graceMs)
    for (const session of this.#partedUntil.keys()) this.#partedUntil.set(session, now)
    for (const [session, { relaxAt }] of this.#strictUntil) {
      this.#strictUntil.set(session, { relaxAt, due: now })
    }
  }

  /** `now`: milliseconds by the monotonic source. */
  follow({ actor, type, data, at }: LogEvent, now: number): string[] {
    switch (type) {
      case 'session.join':
      case 'session.disconnect':
        this.#awayUntil.set(actor, now + data.until - at)
        return []
      case 'matchmaker.find_match':
        this.#insist(data.session, data.relaxAt, now + data.relaxAt - at)
        return []
      case 'session.leave_chat':
      case 'session.chat_ended':
        // Who only stops waiting parts from nobody.
        if (this.#chatting.delete(actor)) {
          this.#partedUntil.set(actor, now + (data.againUntil ?? at) - at)
        }
        return []
      case 'session.matched':
        this.#chatting.add(actor)
        return []
      case 'session.forget':
        return tooSoon(`${actor} forgot`, this.#partedUntil.get(actor), now)
      case 'session.expired':
        return tooSoon(`${actor} expired`, this.#awayUntil.get(actor), now)
      case 'matchmaker.relax':
        return tooSoon(`${data.session} relaxed`, this.#strictUntil.get(data.session)?.due, now)
      default:
        return []
    }
  }

  /** A ticket that comes again after an absence is due when it was, whatever the times did since. */
  #insist(session: SessionId, relaxAt: number, due: number): void {
    const before = this.#strictUntil.get(session)
    const first = before?.relaxAt === relaxAt ? Math.min(before.due, due) : due
    this.#strictUntil.set(session, { relaxAt, due: first })
  }
}

/** Times are in whole milliseconds: two waits that begin within one are over with the first. */
const roundingMs = 2

const tooSoon = (what: string, due = Number.POSITIVE_INFINITY, now: number): string[] =>
  now >= due - roundingMs ? [] : [`${what} ${due - now} ms too soon`]
