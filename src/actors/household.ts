// src/actors/household.ts — every living actor, and the one way in which an event moves it.
import type { AnyMachineSnapshot } from 'xstate'
import {
  type ActorKind,
  begins,
  type Command,
  type DataOf,
  type EventType,
  type LogEvent,
  shapes,
} from '../events/event.ts'
import type { ActorId, SessionId } from '../events/fields.ts'
import { Attestation } from './attestation.ts'
import { Awake } from './awake.ts'
import type { Taken, Transition } from './definition.ts'
import type { MatchmakerContext } from './matchmaker.ts'
import { type Fault, type Frozen, Member } from './member.ts'
import { type Portrait, portraitOf } from './portrait.ts'
import type { RoomContext } from './room.ts'
import type { SessionContext } from './sessionSays.ts'

const kindOf = (type: EventType): ActorKind => shapes.get(type)?.kind as ActorKind

/** A command as the actor's chart sees it. */
const seenBy = (command: Command, at: number) => ({
  ...command.data,
  type: shapes.get(command.type)?.name as string,
  at,
})

interface Choice {
  readonly member: Member
  readonly data: object
  readonly taken: Taken
  readonly chosen: readonly Transition[]
}

/** All actors as they stood once. */
export type FrozenHousehold = ReadonlyMap<ActorId, Frozen>

/**
 * The matchmaker's table of children. It is kept here and not in XState's own `children`, which
 * every transition of the parent would copy.
 */
export class Household {
  #matchmaker = Member.born('matchmaker', null, {})
  /** Those that nobody has asked for since a thaw are still as they were frozen. */
  #members = new Map<ActorId, Member | Frozen>([['matchmaker', this.#matchmaker]])
  #sessions = 0
  /** Those awake; the supervisor, which never rests, is not among them. */
  #awake: Awake
  /** What was asked about last: if it is applied next, it need not be chosen again. */
  #choice: Choice | null = null
  #attestation = new Attestation()

  /** `awakeMax`: how many children may be awake at a time. */
  constructor(awakeMax?: number) {
    this.#awake = new Awake(awakeMax)
  }

  /** How many sessions are alive. */
  get sessions(): number {
    return this.#sessions
  }

  /** How many actors are alive, the matchmaker included. */
  get size(): number {
    return this.#members.size
  }

  get matchmaker(): MatchmakerContext {
    return this.#matchmaker.snapshot.context
  }

  session(id: SessionId): SessionContext | null {
    return this.#contextOf('session', id) as SessionContext | null
  }

  room(id: ActorId): RoomContext | null {
    return this.#contextOf('room', id) as RoomContext | null
  }

  /** The ids of all living sessions, in the order in which they joined. */
  sessionIds(): SessionId[] {
    return [...this.#members].filter(([, { kind }]) => kind === 'session').map(([id]) => id)
  }

  /** The actor's state as data; null if it is not alive. */
  portrait(id: ActorId): Portrait | null {
    const member = this.#member(id)
    return member === undefined ? null : portraitOf(member.snapshot)
  }

  /** Every living actor with its kind and snapshot. */
  *snapshots(): Iterable<{ id: ActorId; kind: ActorKind; snapshot: AnyMachineSnapshot }> {
    for (const [id, member] of this.#members) {
      yield { id, kind: member.kind, snapshot: member.snapshot }
    }
  }

  /** A living actor, only to be looked at; null if there is none of this id. */
  find(id: ActorId): { kind: ActorKind; snapshot: AnyMachineSnapshot } | null {
    const member = this.#members.get(id)
    return member === undefined ? null : { kind: member.kind, snapshot: member.snapshot }
  }

  /** The transitions that the event takes here, by their ids in the drawing of the actor's chart. */
  taken(event: LogEvent): number[] {
    return begins(event) === null
      ? (this.#member(event.actor)?.taken(seenBy(event, event.at)) ?? [])
      : []
  }

  /** Whether the actor's statechart can take the command now. */
  accepts(command: Command, at: number): boolean {
    const member = this.#member(command.actor)
    if (member === undefined) return begins(command) !== null
    if (begins(command) !== null || member.kind !== kindOf(command.type)) return false
    const taken = seenBy(command, at)
    const chosen = member.chosen(taken)
    this.#choice = { member, data: command.data, taken, chosen }
    return chosen.length > 0
  }

  /** Moves the actor by an event it accepted. An event of an actor that is gone moves nothing. */
  apply(event: LogEvent): Fault {
    if (event.type === 'matchmaker.faulted') this.#remove(event.data.actor)
    if (begins(event) !== null) return this.#create(event)
    const { member, taken, chosen } = this.#chosen(event)
    if (member === undefined) return null
    this.#attestation.moved(event.actor)
    const rested = !member.isAwake
    const fault = member.take(taken, chosen)
    if (rested && member.isAwake && member !== this.#matchmaker) this.#awake.woke(member)
    return this.#settle(event.actor, member, fault)
  }

  /** Who moves by the event and how: as it was asked about just before, or chosen now. */
  #chosen(event: LogEvent): Choice | { member: undefined; taken: null; chosen: null } {
    const choice = this.#choice
    this.#choice = null
    if (choice?.data === event.data) return choice
    const member = this.#member(event.actor)
    if (member === undefined) return { member, taken: null, chosen: null }
    const taken = seenBy(event, event.at)
    return { member, data: event.data, taken, chosen: member.chosen(taken) }
  }

  /** What the actors are now, as the log is told; from here on moves are counted anew. */
  attest(): DataOf<'matchmaker.attested'> {
    return this.#attestation.make((id) => this.#member(id))
  }

  /** The actors as they stand; costs a look at each, and a copy of those that moved since. */
  freeze(): FrozenHousehold {
    const frozen = new Map<ActorId, Frozen>()
    for (const [id, member] of this.#members) {
      frozen.set(id, member instanceof Member ? member.freeze() : member)
    }
    return frozen
  }

  /** Actors that stand as those did, to be looked at and moved; they do not attest to the past. */
  static thaw(frozen: FrozenHousehold): Household {
    const household = new Household()
    household.#matchmaker = Member.thawed(frozen.get('matchmaker') as Frozen, null)
    household.#members = new Map<ActorId, Member | Frozen>(frozen).set(
      'matchmaker',
      household.#matchmaker,
    )
    for (const { kind } of frozen.values()) if (kind === 'session') household.#sessions += 1
    return household
  }

  #member(id: ActorId): Member | undefined {
    const member = this.#members.get(id)
    if (member === undefined || member instanceof Member) return member
    const thawed = Member.thawed(member, this.#matchmaker)
    this.#members.set(id, thawed)
    return thawed
  }

  #create(event: LogEvent): Fault {
    const kind = kindOf(event.type) as 'session' | 'room'
    const member = Member.born(kind, this.#matchmaker, { id: event.actor, ...event.data })
    this.#members.set(event.actor, member)
    this.#awake.woke(member)
    this.#attestation.moved(event.actor)
    if (kind === 'session') this.#sessions += 1
    return this.#settle(event.actor, member, member.fault())
  }

  /** Lets go of an actor that has ended; one that threw stays until its fault is an event. */
  #settle(id: ActorId, member: Member, fault: Fault): Fault {
    if (member.snapshot.status === 'done') this.#remove(id)
    return fault
  }

  #remove(id: ActorId): void {
    const member = this.#member(id)
    if (member === undefined) return
    if (member.kind === 'session') this.#sessions -= 1
    this.#members.delete(id)
    this.#attestation.ended(id, member)
    this.#awake.ended(member)
    member.stop()
  }

  #contextOf(kind: ActorKind, id: ActorId): unknown {
    const member = this.#member(id)
    if (member?.kind !== kind) return null
    return member.snapshot.context
  }
}
