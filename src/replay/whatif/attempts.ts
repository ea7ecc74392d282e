// When visitors of a log looked for partners, and what came of it.
import { personOf } from '../../actors/matchmaking/persons.ts'
import type { DataOf, LogEvent } from '../../events/event.ts'
import type { Gender, Person, RoomId, Seeks, SessionId } from '../../events/fields.ts'
import type { History } from '../timeline/history.ts'

/** What came of looking for a partner. */
export interface AttemptOutcome {
  readonly session: SessionId
  readonly gender: Gender
  /** Null unless it was matched. */
  readonly partner: SessionId | null
  readonly waitedMs: number
  /** Whether both named interests, and shared one. */
  readonly named: boolean
  readonly shared: boolean
}

/** A session looks for a partner. Times in ms of Unix time. */
export interface MatchAttempt {
  readonly session: SessionId
  readonly person: Person
  readonly gender: Gender
  seeks: Seeks
  interests: number
  blocks: readonly SessionId[]
  readonly at: number
  /** How long after the session's last attempt was over, its conversation included; null for its first. */
  readonly afterMs: number | null
  relaxMs: number
  /** How long it waited in vain before it gave up; null if it did not. */
  patienceMs: number | null
  /** How long it chatted then; null if the log ends before, undefined if it did not. */
  chatMs: number | null | undefined
  outcome: AttemptOutcome | null
}

export interface Absence {
  readonly session: SessionId
  readonly from: number
  to: number
}

/** What keeps persons apart, or from being matched: those of whom it tells act as they did. */
export type Restraint = Extract<LogEvent, { type: (typeof restraints)[number] }>

const restraints = [
  'matchmaker.day_began',
  'matchmaker.day_ended',
  'matchmaker.blocked',
  'matchmaker.cooled_down',
  'matchmaker.suspended',
] as const

const isRestraint = (event: LogEvent): event is Restraint =>
  restraints.some((type) => type === event.type)

export interface LoggedAttempts {
  readonly attempts: readonly MatchAttempt[]
  readonly absences: readonly Absence[]
  readonly restraints: readonly Restraint[]
  /** When the log ends. */
  readonly to: number
}

/** Reads a log once, from its beginning. */
export const attemptsIn = (history: History): LoggedAttempts => {
  const reader = new AttemptReader()
  for (let index = 0; index < history.length; index++) reader.take(history, index)
  const to = history.length === 0 ? 0 : history.at(history.length - 1)
  const { attempts, absences, restraints } = reader
  return { attempts, absences, restraints, to }
}

interface LoggedChat {
  readonly attempt: MatchAttempt
  readonly since: number
  readonly room: RoomId
}

class AttemptReader {
  readonly attempts: MatchAttempt[] = []
  readonly absences: Absence[] = []
  readonly restraints: Restraint[] = []
  #waiting = new Map<SessionId, MatchAttempt>()
  #chatting = new Map<SessionId, LoggedChat>()
  #away = new Map<SessionId, Absence>()
  #named = new Map<SessionId, number>()
  /** When the last attempt of each was over. */
  #over = new Map<SessionId, number>()

  take(history: History, index: number): void {
    const type = history.type(index)
    if (type === 'room.send_message' || type === 'matchmaker.attested') return
    const event = history.event(index)
    const { actor, at } = event
    if (isRestraint(event)) this.restraints.push(event)
    switch (event.type) {
      case 'matchmaker.find_match':
        this.#look(event.data, at)
        break
      case 'session.matched':
        this.#meet(actor, event.data, at)
        break
      case 'session.chat_ended':
      case 'session.leave_chat':
        this.#stop(actor, at)
        break
      case 'session.block':
        if (this.#chatting.get(actor)?.room === event.data.room) this.#stop(actor, at)
        break
      case 'session.suspended':
        // A cool-down lets a conversation go on.
        if (event.data.by === 'moderator' || this.#waiting.has(actor)) this.#stop(actor, at)
        break
      case 'session.left':
      case 'session.expired':
        this.#stop(actor, at)
        break
      case 'session.disconnect':
      case 'session.restart': {
        if (this.#away.has(actor)) break
        const absence = { session: actor, from: at, to: Number.POSITIVE_INFINITY }
        this.#away.set(actor, absence)
        this.absences.push(absence)
        break
      }
      case 'session.connect': {
        const absence = this.#away.get(actor)
        if (absence !== undefined) absence.to = at
        this.#away.delete(actor)
        break
      }
    }
  }

  /** A ticket; one that comes again, after a return or with other wishes, is the same attempt. */
  #look(ticket: TicketFields, at: number): void {
    const { session, seeks, blocks = [], relaxAt, since } = ticket
    const interests = ticket.interests.length
    this.#named.set(session, interests)
    const known = this.#waiting.get(session)
    if (known !== undefined) {
      Object.assign(known, { seeks, interests, blocks })
      return
    }
    const { gender } = ticket
    const open = { patienceMs: null, chatMs: undefined, outcome: null }
    const attempt: MatchAttempt = {
      ...{ session, person: personOf(ticket), gender, seeks, interests, blocks },
      ...{ at: since, afterMs: this.#afterMs(session, since) },
      ...{ relaxMs: Math.max(0, relaxAt - at), ...open },
    }
    this.#waiting.set(session, attempt)
    this.attempts.push(attempt)
  }

  #afterMs(session: SessionId, at: number): number | null {
    const over = this.#over.get(session)
    return over === undefined ? null : Math.max(0, at - over)
  }

  #meet(
    session: SessionId,
    { room, partner, shared }: DataOf<'session.matched'>,
    at: number,
  ): void {
    const attempt = this.#waiting.get(session)
    if (attempt === undefined) return
    this.#waiting.delete(session)
    const named = attempt.interests > 0 && (this.#named.get(partner) ?? 0) > 0
    const met = { named, shared: shared.length > 0, waitedMs: at - attempt.at }
    attempt.outcome = { session, gender: attempt.gender, partner, ...met }
    attempt.chatMs = null
    this.#chatting.set(session, { attempt, since: at, room })
  }

  #stop(session: SessionId, at: number): void {
    const waiting = this.#waiting.get(session)
    if (waiting !== undefined) waiting.patienceMs = at - waiting.at
    this.#waiting.delete(session)
    const chatting = this.#chatting.get(session)
    if (chatting !== undefined) chatting.attempt.chatMs = at - chatting.since
    this.#chatting.delete(session)
    if (waiting !== undefined || chatting !== undefined) this.#over.set(session, at)
  }
}

interface TicketFields {
  readonly session: SessionId
  readonly person?: Person
  readonly gender: Gender
  readonly seeks: Seeks
  readonly interests: readonly string[]
  readonly blocks?: readonly SessionId[]
  readonly since: number
  readonly relaxAt: number
}
