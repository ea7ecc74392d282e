// Every living actor, and the one way in which an event moves it.
import {
  type ActorKind,
  type Command,
  type EventShape,
  type EventType,
  type LogEvent,
  shapes,
} from '../../events/event.ts'
import type { ActorId, SessionId } from '../../events/fields.ts'
import {
  type Collected,
  type Collector,
  foldCollector,
  isForSocket,
  type SocketEffect,
} from '../effect.ts'
import type { MatchmakerContext } from '../matchmaker.ts'
import type { RoomContext } from '../room.ts'
import { type Place, placeOf, type SessionContext } from '../sessionState.ts'
import { ActorCell, type CellState, type Fault } from './actorCell.ts'
import { StateChecksum } from './checksum.ts'
import type { CompiledTransition, MachineEvent } from './machineDefinition.ts'
import { ActiveCells } from './passivation.ts'

/** What a command would do to the actor it is addressed to; nothing has moved yet. */
export interface Move {
  /** Null: the actor begins with it. */
  readonly cell: ActorCell | null
  readonly event: MachineEvent & Collected
  readonly chosen: readonly CompiledTransition[]
}

/** All actors as they stood once; shared parts are never changed. */
export type Checkpoint = ReadonlyMap<ActorId, CellState>

const nothing: readonly CompiledTransition[] = []

/**
 * The matchmaker's table of children. It is kept here and not in XState's own `children`, which
 * every transition of the parent would copy.
 */
export class ActorSystem {
  #matchmaker = ActorCell.folded('matchmaker', null, {})
  #cells = new Map<ActorId, ActorCell>([['matchmaker', this.#matchmaker]])
  #sessions = 0
  /** The supervisor, which is never passivated, is not among them. */
  #active: ActiveCells
  #checksum = new StateChecksum()
  /**
   * Who began, moved or ended since the last checksum. The matchmaker has begun: after a restart on
   * a log in which nobody lives, no event tells of it.
   */
  #movers = new Set<ActorId>(['matchmaker'])

  /** `activeMax`: how many children may be active at a time. */
  constructor(activeMax?: number) {
    this.#active = new ActiveCells(activeMax)
  }

  /** Actors that stand as those did; they know no checksum of the past. */
  static restored(checkpoint: Checkpoint): ActorSystem {
    const system = new ActorSystem()
    for (const [id, state] of checkpoint) {
      const isSupervisor = id === 'matchmaker'
      const cell = ActorCell.restored(state, isSupervisor ? null : system.#matchmaker)
      if (isSupervisor) system.#matchmaker = cell
      if (cell.kind === 'session') system.#sessions += 1
      system.#cells.set(id, cell)
    }
    return system
  }

  /** The actors as they stand, the matchmaker first; costs a copy of those that moved since. */
  checkpoint(): Checkpoint {
    const states = new Map<ActorId, CellState>()
    for (const [id, cell] of this.#cells) states.set(id, cell.state())
    return states
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

  /** Where a session is; null if it is not alive. */
  placeOf(id: SessionId): Place | null {
    const cell = this.#cells.get(id)
    return cell?.kind === 'session' ? placeOf(cell.snapshot.value) : null
  }

  room(id: ActorId): RoomContext | null {
    return this.#contextOf('room', id) as RoomContext | null
  }

  /** The ids of all living sessions, in the order in which they joined. */
  sessionIds(): SessionId[] {
    return [...this.#cells].filter(([, { kind }]) => kind === 'session').map(([id]) => id)
  }

  /** A living actor, only to be looked at; null if there is none of this id. */
  find(id: ActorId): CellState | null {
    return this.#cells.get(id) ?? null
  }

  /** Every living actor, only to be looked at. */
  all(): Iterable<[ActorId, CellState]> {
    return this.#cells
  }

  /** What the command would do at time `at`; null if the actor's statechart does not take it. */
  accepts(command: Command, at: number, collector?: Collector): Move | null {
    const cell = this.#cells.get(command.actor)
    const { kind, begins } = shapeOf(command.type)
    if (cell === undefined) {
      return begins
        ? { cell: null, event: machineEvent(command, at, collector), chosen: nothing }
        : null
    }
    if (begins || cell.kind !== kind) return null
    const event = machineEvent(command, at, collector)
    const chosen = cell.chosen(event)
    return chosen.length === 0 ? null : { cell, event, chosen }
  }

  /** Makes the move that `accepts` gave for the command that has become this event. */
  apply(event: LogEvent, move: Move): Fault {
    return this.#move(event, move, 'take')
  }

  #move(event: LogEvent, { cell, event: taken, chosen }: Move, how: 'take' | 'fold'): Fault {
    if (event.type === 'matchmaker.faulted') this.#remove(event.data.actor)
    if (cell === null) return this.#create(event, taken.collector, how)
    this.#movers.add(event.actor)
    const wasActive = cell.isActive
    const fault = cell[how](taken, chosen)
    if (!wasActive && cell.isActive && cell !== this.#matchmaker) this.#active.add(cell)
    return this.#settle(event.actor, cell, fault)
  }

  /** Moves the actors by an event of the log, effects muted. Whoever is gone is not moved. */
  fold(event: LogEvent, collector?: Collector): Fault {
    const cell = shapeOf(event.type).begins ? null : this.#cells.get(event.actor)
    if (cell === undefined) return null
    const taken = machineEvent(event, event.at, collector)
    return this.#move(event, { cell, event: taken, chosen: cell?.chosen(taken) ?? nothing }, 'fold')
  }

  /** The same; gives what was said to sockets once its turn was committed. */
  foldAloud(event: LogEvent): readonly SocketEffect[] {
    const collector = foldCollector()
    const fault = this.fold(event, collector)
    // What a failed move had led to is dropped, as it was then.
    return fault === null ? collector.outcomes.filter(isForSocket) : []
  }

  /** The digest of what the actors are now, as the log is told. */
  checksum(): string {
    const digest = this.#checksum.make(this.#movers, (id) => this.#cells.get(id))
    this.#movers.clear()
    return digest
  }

  #create(event: LogEvent, collector: Collector | undefined, how: 'take' | 'fold'): Fault {
    const kind = shapeOf(event.type).kind as 'session' | 'room'
    const input = { id: event.actor, ...event.data, collector }
    const cell = ActorCell[how === 'take' ? 'born' : 'folded'](kind, this.#matchmaker, input)
    this.#cells.set(event.actor, cell)
    if (cell.isActive) this.#active.add(cell)
    this.#movers.add(event.actor)
    if (kind === 'session') this.#sessions += 1
    return this.#settle(event.actor, cell, cell.fault())
  }

  /** Lets go of an actor that has ended; one that threw stays until its fault is an event. */
  #settle(id: ActorId, cell: ActorCell, fault: Fault): Fault {
    if (cell.snapshot.status === 'done') this.#remove(id)
    return fault
  }

  #remove(id: ActorId): void {
    const cell = this.#cells.get(id)
    if (cell === undefined) return
    if (cell.kind === 'session') this.#sessions -= 1
    this.#cells.delete(id)
    this.#movers.add(id)
    this.#checksum.ended(cell)
    this.#active.remove(cell)
    cell.stop()
  }

  #contextOf(kind: ActorKind, id: ActorId): unknown {
    const cell = this.#cells.get(id)
    return cell?.kind === kind ? cell.snapshot.context : null
  }
}

const shapeOf = (type: EventType): EventShape => shapes.get(type) as EventShape

/** A command as the machine sees it: its own name, when (ms of Unix time), and its data. */
export const machineEvent = (
  { type, data }: Command,
  at: number,
  collector?: Collector,
): MachineEvent & Collected & { readonly at: number } => ({
  ...data,
  type: shapeOf(type).name,
  at,
  collector,
})
