// M1 to M10 and M12 as a watcher that is shown a stage after every step.

import { expect } from 'vitest'
import type { ActorSystem } from '../../src/actors/engine/actorSystem.ts'
import { fold } from '../../src/actors/engine/recovery.ts'
import type { MatchmakerContext } from '../../src/actors/matchmaker.ts'
import { acceptable, accepts, byWait, type Ticket } from '../../src/actors/matchmaking/matching.ts'
import { personOf } from '../../src/actors/matchmaking/persons.ts'
import type { LogEvent } from '../../src/events/event.ts'
import type { RoomId, SessionId } from '../../src/events/fields.ts'
import type { Log } from '../../src/events/log.ts'
import type { Clock } from '../../src/events/ports.ts'
import { publicStateOf } from '../../src/replay/timeline/publicState.ts'
import { PersonsModel } from './personsModel.ts'
import { SessionModel } from './sessionModel.ts'
import { succeeded } from './succeeded.ts'

/** The matchmaker's queues as the simplest thing that could be right: a list, searched whole. */
class NaiveTickets {
  #tickets: Ticket[] = []
  #orders = 0
  #persons: PersonsModel

  constructor(persons: PersonsModel) {
    this.#persons = persons
  }

  /** Its own tickets know of no block: who has blocked whom is told by the events that say so. */
  #areAcceptable = (one: Ticket, other: Ticket): boolean =>
    acceptable(one, other) && !this.#persons.areApart(one.person.id, other.person.id)

  /** Follows an event of the matchmaker; gives what is wrong with it. */
  follow(event: LogEvent, of: (seq: number | null) => LogEvent | undefined): string[] {
    switch (event.type) {
      case 'matchmaker.find_match':
        this.#orders += 1
        this.#tickets.push({
          ...event.data,
          person: personOf(event.data),
          blocks: event.data.blocks ?? [],
          order: this.#orders,
          relaxed: event.at >= event.data.relaxAt,
        })
        return []
      case 'matchmaker.relax':
        for (const ticket of this.#tickets) {
          if (ticket.session === event.data.session) ticket.relaxed = true
        }
        return []
      case 'matchmaker.leave_chat':
        this.#drop(event.data.session)
        return []
      case 'matchmaker.faulted':
        this.#drop(event.data.actor)
        return []
      case 'matchmaker.matched':
        return event.data.again
          ? this.#reunite(event.data.members)
          : this.#pair(event.data.members, of(event.cause))
      default:
        return []
    }
  }

  /** Those who meet again need not have waited. */
  #reunite(members: readonly [SessionId, SessionId]): string[] {
    for (const member of members) this.#drop(member)
    return new Set(members).size === 2 ? [] : [`M1: ${members[0]} met itself again`]
  }

  #pair([one, other]: readonly [SessionId, SessionId], cause: LogEvent | undefined): string[] {
    const faults: string[] = []
    if (one === other) faults.push(`M1: ${one} was matched with itself`)
    const seeker = seekerOf(cause, other)
    const ticket = this.#tickets.find(({ session }) => session === seeker)
    if (ticket === undefined) return [`M5: ${one} and ${other} were matched without a reason`]
    const [best] = this.#tickets.filter((mine) => this.#areAcceptable(ticket, mine)).sort(byWait)
    if (best === undefined) faults.push(`M3: nobody was acceptable to ${seeker}`)
    else if (![one, other].includes(best.session) || ![one, other].includes(ticket.session)) {
      faults.push(`M5: ${seeker} got ${one} or ${other} instead of ${best.session}`)
    }
    this.#drop(one)
    this.#drop(other)
    return faults
  }

  /** Two that wait and would accept each other. */
  overlooked(): string[] {
    return this.#tickets.flatMap((one, index) =>
      this.#tickets
        .slice(index + 1)
        .filter((other) => this.#areAcceptable(one, other))
        .map((other) => `M4: ${one.session} and ${other.session} both wait`),
    )
  }

  get sessions(): SessionId[] {
    return this.#tickets.map(({ session }) => session).sort()
  }

  #drop(session: SessionId): void {
    this.#tickets = this.#tickets.filter((ticket) => ticket.session !== session)
  }
}

/** Who looked for a partner; at the end of a day, which frees several, it is named second. */
const seekerOf = (cause: LogEvent | undefined, second: SessionId): SessionId | null => {
  if (cause?.type === 'matchmaker.day_ended') return second
  return cause?.type.startsWith('matchmaker.')
    ? (cause.data as { session: SessionId }).session
    : null
}

/** Everything about the actors that a fold must give again, without words. */
export const publicStates = (actorSystem: ActorSystem): unknown =>
  [...actorSystem.all()]
    .map(([id, state]) => {
      const { tickets, rooms, asks, ...others } = state.snapshot
        .context as Partial<MatchmakerContext>
      const { persons, reports } = others
      const tables = {
        tickets: tickets?.all().map(wordless),
        rooms: rooms?.all(),
        asks: asks?.all().map(({ session, room, partner }) => [session, room, partner]),
        persons: persons?.toJSON() ? [persons.days(), persons.all().toSorted(byId)] : undefined,
        reports: reports?.toJSON() ? reports.all() : undefined,
      }
      return JSON.parse(
        JSON.stringify({ id, kind: state.kind, ...publicStateOf(state), ...tables }),
      )
    })
    .sort(byId)

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1

/** A ticket without words; its order counts only against that of others. */
const wordless = ({ username: _, bio: __, interests: ___, order: ____, ...ticket }: Ticket) =>
  ticket

/** What is watched: the events so far, and what the actors are after them. */
interface Watched {
  readonly played: readonly LogEvent[]
  readonly actorSystem: ActorSystem
  readonly clock: Pick<Clock, 'now'>
}

export class Invariants {
  readonly stage: Watched
  /** Persons and what is between them, as the events so far tell it. */
  persons = new PersonsModel()
  #tickets = new NaiveTickets(this.persons)
  #sessions = new SessionModel()
  #followed = 0

  constructor(stage: Watched) {
    this.stage = stage
  }

  /** What is wrong now; empty if all is well. To be asked after every step. */
  broken(): string[] {
    const { played } = this.stage
    const faults: string[] = []
    const bySeq = (seq: number | null) => (seq === null ? undefined : played[seq - 1])
    for (; this.#followed < played.length; this.#followed += 1) {
      const event = played[this.#followed] as LogEvent
      const isLast = played[this.#followed + 1]?.turn !== event.turn
      faults.push(...this.persons.follow(event, isLast))
      faults.push(...this.#tickets.follow(event, bySeq), ...this.#sessions.follow(event))
    }
    return [
      ...faults,
      ...this.#tickets.overlooked(),
      ...this.#places(),
      ...this.#rooms(),
      ...this.#asks(),
      ...this.#suspended(),
    ]
  }

  /** After a crash: what was not committed has not happened. */
  async restarted(): Promise<void> {
    this.persons = new PersonsModel()
    this.#tickets = new NaiveTickets(this.persons)
    this.#sessions = new SessionModel()
    this.#followed = 0
    expect(this.broken()).toEqual([])
  }

  /** [M8] folding the committed log gives the states that live. */
  async sameAsFold(log: Log): Promise<void> {
    expect(publicStates(succeeded(await fold(log)))).toEqual(publicStates(this.stage.actorSystem))
  }

  /** M2, M6: every session is in exactly one place, and the matchmaker agrees. */
  #places(): string[] {
    const { actorSystem } = this.stage
    const { tickets, rooms } = actorSystem.matchmaker
    const faults: string[] = []
    for (const id of actorSystem.sessionIds()) {
      const context = actorSystem.session(id)
      if (context === null) continue
      const place = actorSystem.placeOf(id)
      const hasTicket = tickets.get(id) !== undefined
      if (hasTicket !== (place === 'waiting' && context.until === null)) {
        faults.push(`M6: ${id} is ${place}, its ticket ${hasTicket}`)
      }
      if ((rooms.roomOf(id) ?? null) !== context.room) faults.push(`M6: ${id} is elsewhere`)
      if (hasTicket && context.room !== null) faults.push(`M2: ${id} waits in a room`)
    }
    const waiting = tickets.all().map(({ session }) => session)
    for (const id of [...waiting, ...rooms.sessions()]) {
      if (actorSystem.session(id) === null) faults.push(`M6: ${id} is gone`)
    }
    if (String(waiting.sort()) !== String(this.#tickets.sessions)) {
      faults.push('M6: the tickets differ from those the log tells of')
    }
    return faults
  }

  /** [M12] whoever asked and is here has an ask; two who ask for each other have met. */
  #asks(): string[] {
    const { actorSystem } = this.stage
    const { asks } = actorSystem.matchmaker
    const asking = actorSystem.sessionIds().flatMap((id) => {
      const context = actorSystem.session(id)
      return context?.parted?.asked && context.until === null ? [context] : []
    })
    const faults: string[] = []
    const lastOf = ({ parted, avoid }: (typeof asking)[number]) => parted?.partner ?? avoid
    for (const context of asking) {
      const { id, gender, seeks, room, parted } = context
      const last = lastOf(context)
      if (room !== null) faults.push(`M12: ${id} asks in ${room}`)
      if (asks.get(id)?.partner !== last) faults.push(`M12: the ask of ${id} is not known`)
      const other = asking.find((them) => them.id === last && lastOf(them) === id)
      const isMutual = other?.parted?.room === parted?.room
      const areContent =
        other !== undefined && accepts(seeks, other.gender) && accepts(other.seeks, gender)
      const areApart =
        other !== undefined && this.persons.areApart(context.person.id, other.person.id)
      if (isMutual && areContent && !areApart)
        faults.push(`M12: ${id} and ${last} both ask, and are apart`)
    }
    if (asks.size !== asking.length) faults.push('M12: somebody is taken to ask who does not')
    return faults
  }

  /** [M10] whoever is not to be matched neither waits nor asks. */
  #suspended(): string[] {
    const { actorSystem, clock } = this.stage
    const { tickets, asks } = actorSystem.matchmaker
    return [...tickets.all(), ...asks.all()]
      .filter(({ session }) => clock.now() < this.persons.suspendedUntil(session))
      .map(({ session }) => `M10: ${session} waits, and is suspended`)
  }

  /** M1, M2: a room has two members, who differ and are in no other. */
  #rooms(): string[] {
    const { actorSystem } = this.stage
    const faults: string[] = []
    const roomOf = new Map<SessionId, RoomId>()
    for (const [room, members] of actorSystem.matchmaker.rooms.all()) {
      if (new Set(members).size !== 2) faults.push(`M1: ${room} has members ${members}`)
      if (actorSystem.room(room) === null) faults.push(`M6: ${room} is closed`)
      for (const member of members) {
        if (roomOf.has(member)) faults.push(`M2: ${member} is in ${roomOf.get(member)} and ${room}`)
        roomOf.set(member, room)
        if (actorSystem.session(member)?.room !== room)
          faults.push(`M6: ${member} is not in ${room}`)
      }
    }
    return faults
  }
}
