// The matchmaker's tickets, indexed so that finding a partner scans none of them.
import type { Gender, PersonId, Seeks, SessionId } from '../../events/fields.ts'
import type { Outlook } from '../../events/frames.ts'
import { hashOf, SetHash } from '../../events/hash.ts'
import { accepts, byWait, interestKey, needsShared, refusals, type Ticket } from './matching.ts'
import { Outlooks } from './outlooks.ts'
import { Queue } from './queue.ts'

const genders: readonly Gender[] = ['male', 'female', 'other']
const seekings: readonly Seeks[] = ['male', 'female', 'anyone']

/** Queues by what their tickets are and seek: nine at most. */
type Queues = Map<string, Queue>

const groupOf = (gender: Gender, seeks: Seeks): string => `${gender} seeks ${seeks}`

/** For each group, the groups whose tickets accept it and are accepted by it. */
const acceptedGroups = new Map(
  genders.flatMap((gender) =>
    seekings.map((seeks): [string, readonly string[]] => [
      groupOf(gender, seeks),
      genders
        .filter((theirs) => accepts(seeks, theirs))
        .flatMap((theirs) =>
          seekings
            .filter((sought) => accepts(sought, gender))
            .map((sought) => groupOf(theirs, sought)),
        ),
    ]),
  ),
)

/** True if the ticket needs no shared interest: it names none, or has waited long enough. */
const isOpen = (ticket: Ticket): boolean => !needsShared(ticket)

export class Tickets {
  #bySession = new Map<SessionId, Ticket>()
  /** A person has one as a rule, more with several sessions. */
  #byPerson = new Map<PersonId, readonly Ticket[]>()
  /** Those that anyone will do for. */
  #open: Queues = new Map()
  /** Every ticket that names the interest. */
  #byInterest = new Map<string, Queues>()
  #outlooks = new Outlooks()
  #orders = 0
  #tally = new SetHash()

  get size(): number {
    return this.#bySession.size
  }

  get(session: SessionId): Ticket | undefined {
    return this.#bySession.get(session)
  }

  /** The tickets of a person. */
  ofPerson(person: PersonId): readonly Ticket[] {
    return this.#byPerson.get(person) ?? none
  }

  /** All tickets, in the order in which they were opened. */
  all(): Ticket[] {
    return [...this.#bySession.values()]
  }

  open(asked: Omit<Ticket, 'order'>): void {
    this.#orders += 1
    const ticket: Ticket = { ...asked, order: this.#orders }
    this.#bySession.set(ticket.session, ticket)
    this.#byPerson.set(ticket.person.id, [...this.ofPerson(ticket.person.id), ticket])
    this.#tally.add(hashOf(textOf(ticket)))
    this.#enqueue(ticket)
  }

  /** From now on anyone acceptable will do for it. */
  relax(session: SessionId): void {
    const ticket = this.#bySession.get(session)
    if (ticket === undefined || ticket.relaxed) return
    this.#dequeue(ticket)
    this.#tally.remove(hashOf(textOf(ticket)))
    ticket.relaxed = true
    this.#tally.add(hashOf(textOf(ticket)))
    this.#enqueue(ticket)
  }

  /** A person's tickets refuse these persons from now on, and no others. */
  block(person: PersonId, blocks: readonly PersonId[]): void {
    for (const ticket of this.ofPerson(person)) {
      this.#dequeue(ticket)
      ticket.blocks = blocks
      this.#enqueue(ticket)
    }
  }

  close(session: SessionId): void {
    const ticket = this.#bySession.get(session)
    if (ticket === undefined) return
    this.#bySession.delete(session)
    const others = this.ofPerson(ticket.person.id).filter((other) => other !== ticket)
    if (others.length === 0) this.#byPerson.delete(ticket.person.id)
    else this.#byPerson.set(ticket.person.id, others)
    this.#tally.remove(hashOf(textOf(ticket)))
    this.#dequeue(ticket)
  }

  /** Of those acceptable to the ticket the one that has waited longest. */
  partnerFor(ticket: Ticket): Ticket | null {
    let best: Ticket | null = null
    const refused = refusals(ticket)
    const keys = interestKeysOf(ticket)
    const consider = (queues: Queues | undefined, group: string) => {
      const found = queues?.get(group)?.first(ticket, refused) ?? null
      if (found !== null && (best === null || byWait(found, best) < 0)) best = found
    }
    for (const group of acceptedGroups.get(groupOf(ticket.gender, ticket.seeks)) ?? []) {
      if (isOpen(ticket)) consider(this.#open, group)
      for (const key of keys) consider(this.#byInterest.get(key), group)
    }
    return best
  }

  /** How things stand for whoever has the ticket; null where there is none. */
  outlookOf(session: SessionId): Outlook | null {
    const ticket = this.#bySession.get(session)
    return ticket === undefined ? null : this.#outlooks.of(ticket)
  }

  /** Whoever is in a queue fits whoever looks there, but for whom one of them refuses. */
  #enqueue(ticket: Ticket): void {
    this.#outlooks.enter(ticket)
    const group = groupOf(ticket.gender, ticket.seeks)
    if (isOpen(ticket)) queueIn(this.#open, group).push(ticket)
    for (const key of interestKeysOf(ticket)) {
      const queues = this.#byInterest.get(key) ?? new Map<string, Queue>()
      this.#byInterest.set(key, queues)
      queueIn(queues, group).push(ticket)
    }
  }

  #dequeue(ticket: Ticket): void {
    this.#outlooks.leave(ticket)
    const group = groupOf(ticket.gender, ticket.seeks)
    if (isOpen(ticket)) leave(this.#open, group, ticket)
    for (const key of interestKeysOf(ticket)) {
      const queues = this.#byInterest.get(key)
      if (queues !== undefined && leave(queues, group, ticket)) this.#byInterest.delete(key)
    }
  }

  copy(): Tickets {
    const copy = new Tickets()
    for (const { order, ...asked } of this.all()) {
      copy.#orders = order - 1
      copy.open(asked)
    }
    copy.#orders = this.#orders
    return copy
  }

  /** What a digest sees: it must not grow with the tickets. */
  toJSON(): unknown {
    return { waiting: this.size, tally: this.#tally }
  }
}

const none: readonly Ticket[] = []

/** A ticket as its digest has it: no words. */
const textOf = ({ session, gender, seeks, since, relaxed, avoid }: Ticket): string =>
  `${session} ${gender} ${seeks} ${since} ${relaxed} ${avoid}`

const interestKeysOf = (ticket: Ticket): Set<string> => new Set(ticket.interests.map(interestKey))

const queueIn = (queues: Queues, group: string): Queue => {
  const queue = queues.get(group) ?? new Queue()
  queues.set(group, queue)
  return queue
}

/** Takes the ticket out of its queue. True if no queue is left. */
const leave = (queues: Queues, group: string, ticket: Ticket): boolean => {
  const queue = queues.get(group)
  queue?.remove(ticket)
  if (queue?.size === 0) queues.delete(group)
  return queues.size === 0
}
