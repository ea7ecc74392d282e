// The visitors of a log come again, under a policy of one's choice.
import { acceptable, byWait, type Ticket } from '../../actors/matchmaking/matching.ts'
import { Persons } from '../../actors/matchmaking/persons.ts'
import type { PersonId, SessionId } from '../../events/fields.ts'
import type { AttemptOutcome, LoggedAttempts, MatchAttempt, Restraint } from './attempts.ts'
import type { Policy } from './policy.ts'
import { Schedule } from './schedule.ts'
import type { Sharing } from './sharing.ts'

/** An attempt that waits. */
interface WaitingAttempt {
  readonly attempt: MatchAttempt
  readonly ticket: Ticket
}

/**
 * Everybody looks for a partner, gives up, drops and returns when the log says; who is still in a
 * conversation then looks once that is over. A conversation lasts as long as the shorter of the
 * two that the log has for its members.
 */
export class Simulation {
  readonly outcomes: AttemptOutcome[] = []
  #policy: Policy
  #logged: LoggedAttempts
  #sharing: Sharing
  #usualChatMs: number
  #schedule = new Schedule()
  #waiting = new Map<SessionId, WaitingAttempt>()
  #away = new Set<SessionId>()
  #chatting = new Set<SessionId>()
  /** Attempts that are due while their session still chats. */
  #due = new Map<SessionId, MatchAttempt>()
  #last = new Map<SessionId, PersonId>()
  #persons = new Persons()
  #orders = 0

  constructor(policy: Policy, logged: LoggedAttempts, sharing: Sharing) {
    this.#policy = policy
    this.#logged = logged
    this.#sharing = sharing
    this.#usualChatMs = middle(
      logged.attempts.map(({ chatMs }) => chatMs).filter((ms) => typeof ms === 'number'),
    )
  }

  /** What came of every attempt that came to an end; `open` how many still wait at the end. */
  run(): { readonly outcomes: readonly AttemptOutcome[]; readonly open: number } {
    const { attempts, absences, restraints, ends, to } = this.#logged
    for (const each of restraints) this.#schedule.plan(each.at, () => this.#restrain(each))
    for (const attempt of attempts) this.#schedule.plan(attempt.at, () => this.#look(attempt))
    for (const { session, from, to: back } of absences) {
      this.#schedule.plan(from, () => this.#away.add(session))
      this.#schedule.plan(back, () => this.#return(session))
    }
    for (const [session, at] of ends) this.#schedule.plan(at, () => this.#giveUp(session))
    this.#schedule.run(to)
    return { outcomes: this.outcomes, open: this.#waiting.size }
  }

  /** Persons are kept apart, or let go, as logged. */
  #restrain({ type, data }: Restraint): void {
    const persons = this.#persons
    if (type === 'matchmaker.day_began') persons.beginDay(data.day, data.until)
    else if (type === 'matchmaker.day_ended') {
      persons.endDay(data.day)
      for (const waiting of [...this.#waiting.values()]) {
        if (this.#waiting.get(waiting.ticket.session) === waiting) this.#pair(waiting)
      }
    } else if (type === 'matchmaker.blocked') persons.block(data.person, data.other)
    else {
      if (type === 'matchmaker.suspended') persons.suspend(data.person, data.until)
      else persons.coolDown(data.person, data.until)
      for (const { ticket } of [...this.#waiting.values()]) {
        if (ticket.person.id === data.person.id) this.#giveUp(ticket.session)
      }
    }
  }

  #look(attempt: MatchAttempt): void {
    const { session, person } = attempt
    if (this.#chatting.has(session)) {
      this.#due.set(session, attempt)
      return
    }
    if (this.#persons.suspensionOf(person.id, this.#schedule.now) !== null) return
    const { relaxSeconds, avoidLastPartner = true, preferShared = true } = this.#policy
    const since = this.#schedule.now
    const relaxMs = relaxSeconds === undefined ? attempt.relaxMs : relaxSeconds * 1_000
    const ticket: Ticket = {
      session,
      person,
      username: '',
      bio: '',
      gender: attempt.gender,
      seeks: attempt.seeks,
      interests: preferShared ? Array.from({ length: attempt.interests }, String) : [],
      since,
      order: this.#orders++,
      relaxAt: since + relaxMs,
      avoid: avoidLastPartner ? (this.#last.get(session) ?? null) : null,
      blocks: attempt.blocks,
      relaxed: relaxMs === 0,
    }
    const waiting = { attempt, ticket }
    this.#waiting.set(session, waiting)
    const { patienceMs } = attempt
    if (patienceMs !== null) {
      this.#schedule.plan(since + patienceMs, () => this.#giveUp(session, waiting))
    }
    if (!ticket.relaxed) this.#schedule.plan(ticket.relaxAt, () => this.#relax(waiting))
    this.#pair(waiting)
  }

  #relax(waiting: WaitingAttempt): void {
    waiting.ticket.relaxed = true
    if (this.#waiting.get(waiting.ticket.session) === waiting) this.#pair(waiting)
  }

  #return(session: SessionId): void {
    this.#away.delete(session)
    const waiting = this.#waiting.get(session)
    if (waiting !== undefined) this.#pair(waiting)
  }

  #giveUp(session: SessionId, only = this.#waiting.get(session)): void {
    const waiting = this.#waiting.get(session)
    if (waiting === undefined || waiting !== only) return
    this.#waiting.delete(session)
    this.#note(waiting, null)
  }

  #pair(waiting: WaitingAttempt): void {
    const { ticket } = waiting
    if (this.#away.has(ticket.session)) return
    let best: WaitingAttempt | null = null
    for (const other of this.#waiting.values()) {
      if (this.#away.has(other.ticket.session)) continue
      if (this.#persons.areApart(ticket.person.id, other.ticket.person.id)) continue
      if (!acceptable(ticket, other.ticket, (one, theirs) => this.#share(one, theirs))) continue
      if (best === null || this.#isBetter(ticket, other, best)) best = other
    }
    if (best !== null) this.#meet(waiting, best)
  }

  #isBetter(mine: Ticket, one: WaitingAttempt, other: WaitingAttempt): boolean {
    const gain = this.#points(mine, one) - this.#points(mine, other)
    return gain > 0 || (gain === 0 && byWait(one.ticket, other.ticket) < 0)
  }

  #points(mine: Ticket, { ticket }: WaitingAttempt): number {
    const { wait = 1, shared = 0 } = this.#policy.weights ?? {}
    const seconds = (this.#schedule.now - ticket.since) / 1_000
    return wait * seconds + (shared > 0 && this.#share(mine, ticket) ? shared : 0)
  }

  #share(one: Ticket, other: Ticket): boolean {
    const isNamed = this.#named(one.session) && this.#named(other.session)
    return isNamed && this.#sharing.of(one.session, other.session)
  }

  /** The policy may not ask for interests; they are named all the same. */
  #named = (session: SessionId): boolean => (this.#waiting.get(session)?.attempt.interests ?? 0) > 0

  #meet(one: WaitingAttempt, other: WaitingAttempt): void {
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      this.#note(mine, theirs)
      this.#chatting.add(mine.ticket.session)
      this.#last.set(mine.ticket.session, theirs.ticket.person.id)
    }
    const lengths = [one, other].map(({ attempt: { chatMs } }) =>
      chatMs === undefined ? this.#usualChatMs : (chatMs ?? Number.POSITIVE_INFINITY),
    )
    for (const { ticket } of [one, other]) this.#waiting.delete(ticket.session)
    this.#schedule.plan(this.#schedule.now + Math.min(...lengths), () => {
      for (const { ticket } of [one, other]) this.#part(ticket.session)
    })
  }

  #part(session: SessionId): void {
    this.#chatting.delete(session)
    const due = this.#due.get(session)
    this.#due.delete(session)
    const end = this.#logged.ends.get(session) ?? Number.POSITIVE_INFINITY
    if (due !== undefined && this.#schedule.now < end) this.#look(due)
  }

  #note({ attempt, ticket }: WaitingAttempt, partner: WaitingAttempt | null): void {
    this.outcomes.push({
      session: ticket.session,
      gender: ticket.gender,
      partner: partner?.ticket.session ?? null,
      waitedMs: this.#schedule.now - ticket.since,
      named: attempt.interests > 0 && (partner?.attempt.interests ?? 0) > 0,
      shared: partner !== null && this.#share(ticket, partner.ticket),
    })
  }
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
