// Every living actor, and the one way in which an event moves it.
import type { AnyMachineSnapshot } from 'xstate'
import {
  type ActorKind,
  begins,
  type Command,
  type DataOf,
  type EventType,
  type LogEvent,
  shapes,
} from '../../events/event.ts'
import type { ActorId, SessionId } from '../../events/fields.ts'
import type { MatchmakerContext } from '../matchmaker.ts'
import type { RoomContext } from '../room.ts'
import type { SessionContext } from '../sessionSays.ts'
import { ActorCell, type Fault, type Frozen } from './actorCell.ts'
import { StateChecksum } from './checksum.ts'
import type { Taken, Transition } from './compileMachine.ts'
import { ActiveCells } from './passivation.ts'
import { type PublicState, publicStateOf } from './publicState.ts'

const kindOf = (type: EventType): ActorKind => shapes.get(type)?.kind as ActorKind

/** A command as the actor's chart sees it. */
const seenBy = (command: Command, at: number) => ({
  ...command.data,
  type: shapes.get(command.type)?.name as string,
  at,
})

interface Choice {
  readonly cell: ActorCell
  readonly data: object
  readonly taken: Taken
  readonly chosen: readonly Transition[]
}

/** All actors as they stood once. */
export type FrozenActors = ReadonlyMap<ActorId, Frozen>

/**
 * The matchmaker's table of children. It is kept here and not in XState's own `children`, which
 * every transition of the parent would copy.
 */
export class ActorSystem {
  #matchmaker = ActorCell.born('matchmaker', null, {})
  /** Those that nobody has asked for since a thaw are still as they were frozen. */
  #cells = new Map<ActorId, ActorCell | Frozen>([['matchmaker', this.#matchmaker]])
  #sessions = 0
  /** Those active; the supervisor, which never rests, is not among them. */
  #active: ActiveCells
  /** What was asked about last: if it is applied next, it need not be chosen again. */
  #choice: Choice | null = null
  #attestation = new StateChecksum()

  /** `activeMax`: how many children may be active at a time. */
  constructor(activeMax?: number) {
    this.#active = new ActiveCells(activeMax)
  }

  /** How many sessions are alive. */
  get sessions(): number {
    return this.#sessions
  }

  /** How many actors are alive, the matchmaker included. */
  get size(): number {
    return this.#cells.size
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
    return [...this.#cells].filter(([, { kind }]) => kind === 'session').map(([id]) => id)
  }

  /** The actor's state as data; null if it is not alive. */
  portrait(id: ActorId): PublicState | null {
    const cell = this.#cell(id)
    return cell === undefined ? null : publicStateOf(cell.snapshot)
  }

  /** Every living actor with its kind and snapshot. */
  *snapshots(): Iterable<{ id: ActorId; kind: ActorKind; snapshot: AnyMachineSnapshot }> {
    for (const [id, cell] of this.#cells) {
      yield { id, kind: cell.kind, snapshot: cell.snapshot }
    }
  }

  /** A living actor, only to be looked at; null if there is none of this id. */
  find(id: ActorId): { kind: ActorKind; snapshot: AnyMachineSnapshot } | null {
    const cell = this.#cells.get(id)
    return cell === undefined ? null : { kind: cell.kind, snapshot: cell.snapshot }
  }

  /** The transitions that the event takes here, by their ids in the drawing of the actor's chart. */
  taken(event: LogEvent): number[] {
    return begins(event) === null
      ? (this.#cell(event.actor)?.taken(seenBy(event, event.at)) ?? [])
      : []
  }

  /** Whether the actor's statechart can take the command now. */
  accepts(command: Command, at: number): boolean {
    const cell = this.#cell(command.actor)
    if (cell === undefined) return begins(command) !== null
    if (begins(command) !== null || cell.kind !== kindOf(command.type)) return false
    const taken = seenBy(command, at)
    const chosen = cell.chosen(taken)
    this.#choice = { cell, data: command.data, taken, chosen }
    return chosen.length > 0
  }

  /** Moves the actor by an event it accepted. An event of an actor that is gone moves nothing. */
  apply(event: LogEvent): Fault {
    if (event.type === 'matchmaker.faulted') this.#remove(event.data.actor)
    if (begins(event) !== null) return this.#create(event)
    const { cell, taken, chosen } = this.#chosen(event)
    if (cell === undefined) return null
    this.#attestation.moved(event.actor)
    const rested = !cell.isActive
    const fault = cell.take(taken, chosen)
    if (rested && cell.isActive && cell !== this.#matchmaker) this.#active.woke(cell)
    return this.#settle(event.actor, cell, fault)
  }

  /** Who moves by the event and how: as it was asked about just before, or chosen now. */
  #chosen(event: LogEvent): Choice | { cell: undefined; taken: null; chosen: null } {
    const choice = this.#choice
    this.#choice = null
    if (choice?.data === event.data) return choice
    const cell = this.#cell(event.actor)
    if (cell === undefined) return { cell, taken: null, chosen: null }
    const taken = seenBy(event, event.at)
    return { cell, data: event.data, taken, chosen: cell.chosen(taken) }
  }

  /** What the actors are now, as the log is told; from here on moves are counted anew. */
  attest(): DataOf<'matchmaker.attested'> {
    return this.#attestation.make((id) => this.#cell(id))
  }

  /** The actors as they stand; costs a look at each, and a copy of those that moved since. */
  freeze(): FrozenActors {
    const frozen = new Map<ActorId, Frozen>()
    for (const [id, cell] of this.#cells) {
      frozen.set(id, cell instanceof ActorCell ? cell.freeze() : cell)
    }
    return frozen
  }

  /** Actors that stand as those did, to be looked at and moved; they do not attest to the past. */
  static thaw(frozen: FrozenActors): ActorSystem {
    const actorSystem = new ActorSystem()
    actorSystem.#matchmaker = ActorCell.thawed(frozen.get('matchmaker') as Frozen, null)
    actorSystem.#cells = new Map<ActorId, ActorCell | Frozen>(frozen).set(
      'matchmaker',
      actorSystem.#matchmaker,
    )
    for (const { kind } of frozen.values()) if (kind === 'session') actorSystem.#sessions += 1
    return actorSystem
  }

  #cell(id: ActorId): ActorCell | undefined {
    const cell = this.#cells.get(id)
    if (cell === undefined || cell instanceof ActorCell) return cell
    const thawed = ActorCell.thawed(cell, this.#matchmaker)
    this.#cells.set(id, thawed)
    return thawed
  }

  #create(event: LogEvent): Fault {
    const kind = kindOf(event.type) as 'session' | 'room'
    const cell = ActorCell.born(kind, this.#matchmaker, { id: event.actor, ...event.data })
    this.#cells.set(event.actor, cell)
    this.#active.woke(cell)
    this.#attestation.moved(event.actor)
    if (kind === 'session') this.#sessions += 1
    return this.#settle(event.actor, cell, cell.fault())
  }

  /** Lets go of an actor that has ended; one that threw stays until its fault is an event. */
  #settle(id: ActorId, cell: ActorCell, fault: Fault): Fault {
    if (cell.snapshot.status === 'done') this.#remove(id)
    return fault
  }

  #remove(id: ActorId): void {
    const cell = this.#cell(id)
    if (cell === undefined) return
    if (cell.kind === 'session') this.#sessions -= 1
    this.#cells.delete(id)
    this.#attestation.ended(id, cell)
    this.#active.ended(cell)
    cell.stop()
  }

  #contextOf(kind: ActorKind, id: ActorId): unknown {
    const cell = this.#cell(id)
    if (cell?.kind !== kind) return null
    return cell.snapshot.context
  }
}
