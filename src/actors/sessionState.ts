// What a session is at the moment: who, where, with whom; and what follows from that by itself.
import type { EventFor } from '../events/event.ts'
import type {
  Gender,
  MemberNumber,
  Person,
  PersonId,
  Profile,
  RoomId,
  Seeks,
  SessionId,
  Suspension,
} from '../events/fields.ts'
import { reportMs } from '../events/limits.ts'
import { personOf } from './matchmaking/persons.ts'

export type SessionEvent = EventFor<'session'>

export interface SessionContext {
  readonly id: SessionId
  readonly person: Person
  readonly gender: Gender
  readonly seeks: Seeks
  /** Until when it may come back; null while it is online. */
  readonly until: number | null
  /** Since when it waits, and from when on anyone will do; null unless waiting. */
  readonly since: number | null
  readonly relaxAt: number
  readonly room: RoomId | null
  readonly partner: SessionId | null
  /** Who that is, and which of the two members it is itself; null where the log does not say. */
  readonly other: Person | null
  readonly member: MemberNumber | null
  /** Its last partner. */
  readonly avoid: PersonId | null
  /** While it may ask to talk again with its last partner; null once that is over. */
  readonly parted: Parting | null
  /** The conversations that ended of late, the oldest first; null where there are none. */
  readonly recent: readonly RecentRoom[] | null
  /** While it is not matched, and maybe for a while after. */
  readonly suspended: Suspension | null
  /** True while it is to be told that a moderator asks it to behave. */
  readonly warned: true | null
  /** What people wrote: redacted in a log without keys, and no part of a state checksum. */
  readonly words: {
    readonly username: string
    readonly bio: string
    readonly interests: readonly string[]
    readonly profile: Profile | null
  }
}

/** The conversation that it was in last, and whether it asked to take it up again. */
export interface Parting {
  readonly room: RoomId
  readonly until: number
  readonly asked: boolean
  /** Absent in logs from before there were persons: there `avoid` is its session. */
  readonly partner?: SessionId
}

/** A conversation that ended a while ago: its other may still be blocked or reported. */
export interface RecentRoom {
  readonly room: RoomId
  /** Who the other was, and in which session. */
  readonly other: Person
  readonly partner: SessionId
  /** Which of the two members this session was. */
  readonly member: MemberNumber
  /** Until when that is possible, in ms of Unix time. */
  readonly until: number
  readonly blocked: boolean
  readonly reported: boolean
  /** Whether that was with the words that were said: then it is done. */
  readonly proven: boolean
}

/** Where a session is, as its clients are told. */
export type Place = 'idle' | 'waiting' | 'chatting'

/** Where the session is whose state value this is; null once it is gone. */
export const placeOf = (value: unknown): Place | null =>
  (value as { readonly here?: { readonly place: Place } }).here?.place ?? null

/** The room of a session that is chatting. */
export const roomOf = ({ room }: SessionContext): RoomId => room ?? ''

/** The other of its conversation; a session without a pass is a person of its own. */
export const otherOf = ({ partner, other }: SessionContext): Person =>
  other ?? personOf({ session: partner ?? '' })

/** Until when it is not matched, as far as it knows, and why; null where it may be. */
export const suspensionAt = (
  { suspended }: Pick<SessionContext, 'suspended'>,
  at: number,
): Suspension | null => (suspended !== null && at < suspended.until ? suspended : null)

/** Nobody has more conversations than these in `reportMs`, but to make us remember them. */
const recentMax = 100

/** The conversation of late in that room, while its other may be blocked or reported. */
export const recentRoom = (
  { recent }: Pick<SessionContext, 'recent'>,
  room: RoomId,
  at: number,
): RecentRoom | null => recent?.find((one) => one.room === room && at < one.until) ?? null

/** Those of late with the one that ends now, its other `blocked` or not. */
export const recentWith = (context: SessionContext, at: number, blocked: boolean) => {
  const { recent, partner, other, member } = context
  if (partner === null || other === null || member === null) return recent
  const [room, until] = [roomOf(context), at + reportMs]
  const ended = { room, other, partner, member, until, blocked, reported: false, proven: false }
  const known = (recent ?? []).filter((one) => at < one.until)
  return [...known, ended].slice(-recentMax)
}
