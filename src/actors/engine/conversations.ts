// Who may still be blocked or reported by a session, and who is not matched: what the actors know.
import type {
  MemberNumber,
  Person,
  PersonId,
  PlaceId,
  ReportId,
  ReportReason,
  RoomId,
  SessionId,
} from '../../events/fields.ts'
import { memberOf } from '../room.ts'
import { otherOf, recentRoom, type SessionContext } from '../sessionState.ts'
import type { ActorSystem } from './actorSystem.ts'

/** A conversation of a session that goes on, or ended a while ago. */
export interface Conversation {
  readonly isOpen: boolean
  /** Who the session is. */
  readonly person: Person
  /** Who the other is, and in which session. */
  readonly other: Person
  readonly partner: SessionId
  /** Which of the two members the session is. */
  readonly member: MemberNumber
  /** Until when the other may be blocked or reported; null while it goes on. */
  readonly until: number | null
  readonly blocked: boolean
  readonly reported: boolean
  /** Whether that was with the words that were said. */
  readonly proven: boolean
}

/** What a session reports of the other of a conversation. */
export interface ReportMade {
  readonly session: SessionId
  readonly room: RoomId
  readonly reason: ReportReason
  /** With the words that were said, in order and complete. */
  readonly proven: boolean
  readonly place: PlaceId
  /** What is kept of it, sealed to the moderators, and until when; null if nothing is. */
  readonly kept: {
    readonly report: ReportId
    readonly until: number
    readonly sealed: string
  } | null
}

/** The conversation of a session in that room; null where it has none, or had it too long ago. */
export const conversationOf = (
  actorSystem: ActorSystem,
  { session, room }: { readonly session: SessionId; readonly room: RoomId },
  at: number,
): Conversation | null => {
  const context = actorSystem.session(session)
  if (context === null) return null
  if (context.room !== room || context.partner === null) return recentOf(context, room, at)
  const { partner } = context
  const opened = actorSystem.room(room)
  if (opened === null) return null
  const member = memberOf(opened, session)
  const { person } = context
  const other = otherOf(context)
  const marks = { until: null, blocked: false, reported: false, proven: false }
  return { isOpen: true, person, other, partner, member, ...marks }
}

/** Whether another report of it would say nothing new: what came without its words may come with them. */
export const isReported = ({ reported, proven }: Conversation, withWords: boolean): boolean =>
  reported && (proven || !withWords)

const recentOf = (
  context: Pick<SessionContext, 'person' | 'recent'>,
  room: RoomId,
  at: number,
): Conversation | null => {
  const recent = recentRoom(context, room, at)
  if (recent === null) return null
  const { room: _, ...known } = recent
  return { isOpen: false, person: context.person, ...known }
}

/** The living sessions of a person. */
export const sessionsOf = (actorSystem: ActorSystem, person: PersonId): SessionId[] =>
  actorSystem.sessionIds().filter((id) => actorSystem.session(id)?.person.id === person)
