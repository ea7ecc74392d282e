// What the two of a match are told to share, held against the interests that each of them named.
import type { DataOf, LogEvent } from '../../events/event.ts'
import type { RoomId, SessionId } from '../../events/fields.ts'
import type { Broken } from './broken.ts'

type Told = Extract<LogEvent, { type: 'session.matched' }>

/** Two who were matched, until both were told. */
export interface Meeting {
  /** Of the event that matched them. */
  readonly seq: number
  /** What each named, in its own order: without words, but none is lost. */
  readonly interests: ReadonlyMap<SessionId, readonly string[]>
  /** Whether they share any, as far as it follows from how they met. */
  readonly sharing: 'some' | 'none' | 'unknown'
}

export class Shared {
  /** How often only erased words would tell which interests two share. */
  undecided = 0
  #meetings = new Map<RoomId, Meeting>()
  /** By room, how many the first of the two was told. */
  #told = new Map<RoomId, number>()

  meet(room: RoomId, meeting: Meeting): void {
    this.#meetings.set(room, meeting)
  }

  forget(room: RoomId): void {
    this.#meetings.delete(room)
    this.#told.delete(room)
  }

  /** What is wrong with what one of the two is told. */
  broken(event: Told): Broken | null {
    const meeting = this.#meetings.get(event.data.room)
    if (meeting === undefined) return null
    const { seq, actor, data } = event
    const { shared, partner } = data
    const first = this.#told.get(data.room)
    const differ = first !== undefined && (first === 0) !== (shared.length === 0)
    if (!differ && shared.length === 0 && meeting.sharing === 'some') {
      const why = `M3: ${actor} and ${partner} share no interest, and one waits for somebody who does`
      return { seq: meeting.seq, why }
    }
    const others = differ
      ? `${partner} is told that they share ${first === 0 ? 'none' : first}`
      : null
    const why = wrongWith(data, meeting, actor) ?? others
    if (why === null) return null
    const told = shared.length === 1 ? '1 interest' : `${shared.length || 'no'} interests`
    return { seq, why: `${actor} is told to share ${told} with ${partner}, and ${why}` }
  }

  /** Follows an event; whether it `isJudged` tells if what is not known of it counts. */
  follow({ data: { room, shared } }: Told, isJudged: boolean): void {
    const meeting = this.#meetings.get(room)
    if (meeting === undefined) return
    if (!this.#told.has(room)) {
      this.#told.set(room, shared.length)
      return
    }
    const mayShare = [...meeting.interests.values()].every(({ length }) => length > 0)
    if (isJudged && mayShare && meeting.sharing !== 'none') this.undecided += 1
    this.forget(room)
  }
}

const wrongWith = (
  { shared, partner }: DataOf<'session.matched'>,
  { interests, sharing }: Meeting,
  actor: SessionId,
): string | null => {
  if (!isPartOf(shared, interests.get(actor) ?? [])) return 'did not name these'
  if (shared.length === 0) return null
  if (interests.get(partner)?.length === 0) return `${partner} names none`
  return sharing === 'none' ? 'both waited on, as those do who share none (M4)' : null
}

/** Whether these are among them, in the same order: as erased, a text is as long as it was. */
const isPartOf = (some: readonly string[], all: readonly string[]): boolean => {
  let found = 0
  for (const one of all) if (one === some[found]) found += 1
  return found === some.length
}
