// What goes on about persons: who may be blocked or reported, who is suspended, what moderators decide.
import { Result } from 'effect'
import type { Command } from '../../events/event.ts'
import type {
  DayId,
  Decision,
  MemberNumber,
  Person,
  PersonId,
  PlaceId,
  ReportId,
  ReportReason,
  RoomId,
  SessionId,
  Suspension,
} from '../../events/fields.ts'
import { passMs } from '../../events/limits.ts'
import { memberOf } from '../room.ts'
import { otherOf, recentRoom } from '../sessionState.ts'
import type { ActorSystem } from './actorSystem.ts'
import { type Refusal, reportedBefore, reportGone, type Taken, tooLateToReport } from './refusal.ts'

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

/** What a moderator decides on a report: who is suspended is so `until`, or as long as known. */
export interface Deciding {
  readonly report: ReportId
  readonly decision: Decision
  readonly until?: number
}

/** What a moderator's decision came to. */
export interface Decided {
  /** How many sessions of the reported person are told. */
  readonly sessions: number
  /** Until when the person is suspended. */
  readonly until: number | null
}

export interface SafetyParts {
  readonly actorSystem: ActorSystem
  /** The time as events would have it. */
  readonly now: () => number
  readonly take: (command: Command) => Taken
  /** Nobody has come back to the session since the start: it is away from now on. */
  readonly disconnect: (session: SessionId) => void
}

export class Safety {
  readonly #parts: SafetyParts

  constructor(parts: SafetyParts) {
    this.#parts = parts
  }

  /** A session's conversation in that room; null where it has none, or had it too long ago. */
  conversation(session: SessionId, room: RoomId): Conversation | null {
    const { actorSystem, now } = this.#parts
    const context = actorSystem.session(session)
    if (context === null) return null
    const { person, partner } = context
    if (context.room !== room || partner === null) {
      const recent = recentRoom(context, room, now())
      if (recent === null) return null
      const { room: _, ...known } = recent
      return { isOpen: false, person, ...known }
    }
    const opened = actorSystem.room(room)
    if (opened === null) return null
    const member = memberOf(opened, session)
    const marks = { until: null, blocked: false, reported: false, proven: false }
    return { isOpen: true, person, other: otherOf(context), partner, member, ...marks }
  }

  /** In how many milliseconds a session's person may report somebody again; 0 if it may now. */
  reportWait(session: SessionId): number {
    const { actorSystem, now } = this.#parts
    const person = actorSystem.session(session)?.person.id ?? ''
    return actorSystem.matchmaker.persons.reportWait(person, now())
  }

  /**
   * Takes a session's report of the other of a conversation; one that goes on ends before. What
   * was `known` of it when it was asked for holds where the session has ended since.
   */
  report(made: ReportMade, known: Conversation | null = null): Taken {
    const { session, room, reason, proven, place, kept } = made
    const { take } = this.#parts
    const now = this.conversation(session, room)
    const conversation = now ?? known
    if (conversation === null) return Result.fail(tooLateToReport)
    const { person, other, partner } = conversation
    if (isReported(conversation, proven)) return Result.fail(reportedBefore)
    if (now?.isOpen) {
      const ended = take({ actor: session, type: 'session.block', data: { room } })
      if (Result.isFailure(ended)) return ended
    }
    const isHeard = [person, other].every(({ id }) => this.suspensionOf(id) === null)
    const who = { session, partner, room, person, other }
    // Where nobody can read a report, nothing of it is kept but that there was one.
    const why = kept === null ? {} : { reason }
    const what = { ...why, proven, counted: proven && isHeard, place }
    return take({
      actor: 'matchmaker',
      type: 'matchmaker.reported',
      data: { ...who, ...what, ...kept },
    })
  }

  /** Until when a person is not matched, and why; null if it may be. */
  suspensionOf(person: PersonId): Suspension | null {
    const { actorSystem, now } = this.#parts
    return actorSystem.matchmaker.persons.suspensionOf(person, now())
  }

  /** How many persons are not matched at that time. */
  suspendedAt(at: number): number {
    return this.#parts.actorSystem.matchmaker.persons.suspendedAt(at)
  }

  /** How many reports are kept for the moderators. */
  openReports(): number {
    return this.#parts.actorSystem.matchmaker.reports.size
  }

  /** Takes what a moderator decides. */
  decide({ report, decision, until }: Deciding): Result.Result<Decided, Refusal> {
    const { actorSystem, now, take, disconnect } = this.#parts
    const { persons, reports } = actorSystem.matchmaker
    const person = reports.get(report)?.about
    if (person === undefined) return Result.fail(reportGone)
    const known = persons.untilOf(person.day) ?? now() + passMs
    const sessions = sessionsOf(actorSystem, person.id)
    const data = {
      report,
      decision,
      person,
      ...(decision === 'suspend' && { until: until ?? known }),
      sessions,
    }
    // Whoever is warned while it is away is told when it comes back, and only then.
    for (const session of sessions) disconnect(session)
    const decided = take({ actor: 'matchmaker', type: 'matchmaker.decided', data })
    return Result.map(decided, () => ({ sessions: sessions.length, until: data.until ?? null }))
  }

  /** The days whose persons are known, the oldest first, and until when each is. */
  days(): { readonly day: DayId; readonly until: number }[] {
    return this.#parts.actorSystem.matchmaker.persons.days()
  }

  /** From now on persons may be named by the key of that day. */
  beginDay(day: DayId, until: number): Taken {
    const data = { day, until }
    return this.#parts.take({ actor: 'matchmaker', type: 'matchmaker.day_began', data })
  }
}

/** Whether another report of it would say nothing new: what came without its words may come with them. */
export const isReported = ({ reported, proven }: Conversation, withWords: boolean): boolean =>
  reported && (proven || !withWords)

/** The living sessions of a person. */
const sessionsOf = (actorSystem: ActorSystem, person: PersonId): SessionId[] =>
  actorSystem.sessionIds().filter((id) => actorSystem.session(id)?.person.id === person)
