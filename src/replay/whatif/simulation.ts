// The visitors of a log come again, under a policy of one's choice.
import { acceptable, byWait, type Ticket } from '../../actors/matching.ts'
import type { SessionId } from '../../events/fields.ts'
import { Agenda } from './agenda.ts'
import type { Policy } from './policy.ts'
import type { Sharing } from './sharing.ts'
import type { Outcome, Visit, Visits } from './visits.ts'

/** A visit that waits. */
interface Waiting {
  readonly visit: Visit
  readonly ticket: Ticket
}

/**
 * Everybody looks for a partner, gives up, drops and returns when the log says; who is still in a
 * conversation then looks once that is over. A conversation lasts as long as the shorter of the
 * two that the log has for its members.
 */
export class Simulation {
  readonly outcomes: Outcome[] = []
  #policy: Policy
  #lived: Visits
  #sharing: Sharing
  #usualChatMs: number
  #agenda = new Agenda()
  #waiting = new Map<SessionId, Waiting>()
  #away = new Set<SessionId>()
  #chatting = new Set<SessionId>()
  /** Visits that are due while their session still chats. */
  #due = new Map<SessionId, Visit>()
  #last = new Map<SessionId, SessionId>()
  #orders = 0

  constructor(policy: Policy, lived: Visits, sharing: Sharing) {
    this.#policy = policy
    this.#lived = lived
    this.#sharing = sharing
    this.#usualChatMs = middle(
      lived.visits.map(({ chatMs }) => chatMs).filter((ms) => typeof ms === 'number'),
    )
  }

  /** What came of every visit that came to an end; `open` how many still wait at the end. */
  run(): { readonly outcomes: readonly Outcome[]; readonly open: number } {
    const { visits, absences, ends, to } = this.#lived
    for (const visit of visits) this.#agenda.plan(visit.at, () => this.#look(visit))
    for (const { session, from, to: back } of absences) {
      this.#agenda.plan(from, () => this.#away.add(session))
      this.#agenda.plan(back, () => this.#return(session))
    }
    for (const [session, at] of ends) this.#agenda.plan(at, () => this.#giveUp(session))
    this.#agenda.run(to)
    return { outcomes: this.outcomes, open: this.#waiting.size }
  }

  #look(visit: Visit): void {
    const { session } = visit
    if (this.#chatting.has(session)) {
      this.#due.set(session, visit)
      return
    }
    const { relaxSeconds, avoidLastPartner = true, preferShared = true } = this.#policy
    const since = this.#agenda.now
    const relaxMs = relaxSeconds === undefined ? visit.relaxMs : relaxSeconds * 1_000
    const ticket: Ticket = {
      session,
      username: '',
      bio: '',
      gender: visit.gender,
      seeks: visit.seeks,
      interests: preferShared ? Array.from({ length: visit.interests }, String) : [],
      since,
      order: this.#orders++,
      relaxAt: since + relaxMs,
      avoid: avoidLastPartner ? (this.#last.get(session) ?? null) : null,
      blocks: visit.blocks,
      relaxed: relaxMs === 0,
    }
    const waiting = { visit, ticket }
    this.#waiting.set(session, waiting)
    const { patienceMs } = visit
    if (patienceMs !== null) {
      this.#agenda.plan(since + patienceMs, () => this.#giveUp(session, waiting))
    }
    if (!ticket.relaxed) this.#agenda.plan(ticket.relaxAt, () => this.#relax(waiting))
    this.#pair(waiting)
  }

  #relax(waiting: Waiting): void {
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

  #pair(waiting: Waiting): void {
    const { ticket } = waiting
    if (this.#away.has(ticket.session)) return
    let best: Waiting | null = null
    for (const other of this.#waiting.values()) {
      if (this.#away.has(other.ticket.session)) continue
      if (!acceptable(ticket, other.ticket, (one, theirs) => this.#share(one, theirs))) continue
      if (best === null || this.#isBetter(ticket, other, best)) best = other
    }
    if (best !== null) this.#meet(waiting, best)
  }

  #isBetter(mine: Ticket, one: Waiting, other: Waiting): boolean {
    const gain = this.#points(mine, one) - this.#points(mine, other)
    return gain > 0 || (gain === 0 && byWait(one.ticket, other.ticket) < 0)
  }

  #points(mine: Ticket, { ticket }: Waiting): number {
    const { wait = 1, shared = 0 } = this.#policy.weights ?? {}
    const seconds = (this.#agenda.now - ticket.since) / 1_000
    return wait * seconds + (shared > 0 && this.#share(mine, ticket) ? shared : 0)
  }

  #share(one: Ticket, other: Ticket): boolean {
    const isNamed = this.#named(one.session) && this.#named(other.session)
    return isNamed && this.#sharing.of(one.session, other.session)
  }

  /** The policy may not ask for interests; they are named all the same. */
  #named = (session: SessionId): boolean => (this.#waiting.get(session)?.visit.interests ?? 0) > 0

  #meet(one: Waiting, other: Waiting): void {
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      this.#note(mine, theirs)
      this.#chatting.add(mine.ticket.session)
      this.#last.set(mine.ticket.session, theirs.ticket.session)
    }
    const lengths = [one, other].map(({ visit: { chatMs } }) =>
      chatMs === undefined ? this.#usualChatMs : (chatMs ?? Number.POSITIVE_INFINITY),
    )
    for (const { ticket } of [one, other]) this.#waiting.delete(ticket.session)
    this.#agenda.plan(this.#agenda.now + Math.min(...lengths), () => {
      for (const { ticket } of [one, other]) this.#part(ticket.session)
    })
  }

  #part(session: SessionId): void {
    this.#chatting.delete(session)
    const due = this.#due.get(session)
    this.#due.delete(session)
    const end = this.#lived.ends.get(session) ?? Number.POSITIVE_INFINITY
    if (due !== undefined && this.#agenda.now < end) this.#look(due)
  }

  #note({ visit, ticket }: Waiting, partner: Waiting | null): void {
    this.outcomes.push({
      session: ticket.session,
      gender: ticket.gender,
      partner: partner?.ticket.session ?? null,
      waitedMs: this.#agenda.now - ticket.since,
      named: visit.interests > 0 && (partner?.visit.interests ?? 0) > 0,
      shared: partner !== null && this.#share(ticket, partner.ticket),
    })
  }
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
