// How long sessions waited for a partner, and what came of it.
import type { RoomId, SessionId } from '../../events/fields.ts'
import type { History } from '../timeline/history.ts'

/** From looking for a partner to whatever ended that; times in ms of Unix time. */
export interface Wait {
  readonly session: SessionId
  readonly from: number
  readonly to: number
  /** `open`: it waits at the end of the log. */
  readonly end: 'matched' | 'stopped' | 'gone' | 'open'
  /** For `matched`. */
  readonly room: RoomId | null
}

/** Every wait of the log, in the order in which they ended. */
export const waitsIn = (history: History): Wait[] => {
  const waits: Wait[] = []
  const begun = new Map<SessionId, number>()
  const end = (session: SessionId, to: number, how: Pick<Wait, 'end' | 'room'>) => {
    const from = begun.get(session)
    if (from === undefined) return
    begun.delete(session)
    waits.push({ session, from, to, ...how })
  }
  for (let index = 0; index < history.length; index++) {
    const [actor, at] = [history.actor(index), history.at(index)]
    switch (history.type(index)) {
      case 'session.find_match':
        if (!begun.has(actor)) begun.set(actor, at)
        break
      case 'session.matched': {
        const event = history.event(index)
        const room = event.type === 'session.matched' ? event.data.room : null
        end(actor, at, { end: 'matched', room })
        break
      }
      case 'session.leave_chat':
        end(actor, at, { end: 'stopped', room: null })
        break
      case 'session.left':
      case 'session.expired':
        end(actor, at, { end: 'gone', room: null })
        break
      case 'matchmaker.faulted': {
        const event = history.event(index)
        if (event.type === 'matchmaker.faulted') {
          end(event.data.actor, at, { end: 'gone', room: null })
        }
        break
      }
    }
  }
  const last = history.length === 0 ? 0 : history.at(history.length - 1)
  for (const session of [...begun.keys()]) end(session, last, { end: 'open', room: null })
  return waits
}

/** Of milliseconds: the middle, the ninth tenth, the longest. Null where there are none. */
export interface Percentiles {
  readonly p50: number
  readonly p90: number
  readonly max: number
}

export const percentilesOf = (values: readonly number[]): Percentiles | null => {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] as number
  return sorted.length === 0 ? null : { p50: at(0.5), p90: at(0.9), max: at(1) }
}
