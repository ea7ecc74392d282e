// The visitors of a log come again, under a policy of one's choice.
import { acceptable, byWait, type Ticket } from '../../actors/matchmaking/matching.ts'
import { Persons } from '../../actors/matchmaking/persons.ts'
import type { PersonId, SessionId } from '../../events/fields.ts'
import type { AttemptOutcome, LoggedAttempts, MatchAttempt, Restraint } from './attempts.ts'
import { Patience } from './patience.ts'
import type { Policy } from './policy.ts'
import { Schedule } from './schedule.ts'
import type { Sharing } from './sharing.ts'

/** An attempt that waits. */
interface WaitingAttempt {
  readonly attempt: MatchAttempt
  readonly ticket: Ticket
}

/**
 * Everybody comes, drops and returns when the log says, and looks again as long after an attempt was over as
 * it did there. Who gave up there gives up after as long a wait; the others at the rate at which people do. A
 * conversation lasts as long as the log has it for whoever found the other: the length of the shorter of both
 * would be the shortest of four.
 */
export class Simulation {
  readonly outcomes: AttemptOutcome[] = []
  #policy: Policy
  #logged: LoggedAttempts
  #sharing: Sharing
  #usualChatMs: number
  #patience: Patience
  #schedule = new Schedule()
  #waiting = new Map<SessionId, WaitingAttempt>()
  #away = new Set<SessionId>()
  /** What each is still to attempt, the next first. */
  #next = new Map<SessionId, MatchAttempt[]>()
  #last = new Map<SessionId, PersonId>()
  #persons = new Persons()
  #orders = 0

  constructor(policy: Policy, logged: LoggedAttempts, sharing: Sharing) {
    this.#policy = policy
    this.#logged = logged
    this.#sharing = sharing
    this.#patience = new Patience(logged)
    this.#usualChatMs = middle(
      logged.attempts.map(({ chatMs }) => chatMs).filter((ms) => typeof ms === 'number'),
    )
  }

  /** What came of every attempt that came to an end; `open` how many still wait at the end. */
  run(): { readonly outcomes: readonly AttemptOutcome[]; readonly open: number } {
    const { attempts, absences, restraints, to } = this.#logged
    for (const each of restraints) this.#schedule.plan(each.at, () => this.#restrain(each))
    for (const attempt of attempts) {
      const { session, at, afterMs } = attempt
      if (afterMs === null) this.#schedule.plan(at, () => this.#look(attempt))
      else this.#next.set(session, [...(this.#next.get(session) ?? []), attempt])
    }
    for (const { session, from, to: back } of absences) {
      this.#schedule.plan(from, () => this.#away.add(session))
      this.#schedule.plan(back, () => this.#return(session))
    }
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
    const patienceMs = this.#patience.of(attempt)
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
    this.#over(session)
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
      this.#last.set(mine.ticket.session, theirs.ticket.person.id)
    }
    const lasts = one.attempt.chatMs ?? other.attempt.chatMs ?? this.#usualChatMs
    for (const { ticket } of [one, other]) this.#waiting.delete(ticket.session)
    this.#schedule.plan(this.#schedule.now + lasts, () => {
      for (const { ticket } of [one, other]) this.#over(ticket.session)
    })
  }

  /** An attempt is over; the next comes as long after it as it did. */
  #over(session: SessionId): void {
    const next = this.#next.get(session)?.shift()
    if (next === undefined) return
    this.#schedule.plan(this.#schedule.now + (next.afterMs ?? 0), () => this.#look(next))
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
