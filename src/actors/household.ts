// src/actors/household.ts — every living actor, and the one way in which an event moves it.
import { type Actor, type AnyActorLogic, type AnyMachineSnapshot, createActor } from 'xstate'
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
import { Chart } from './chart.ts'
import type { Taken, Transition } from './definition.ts'
import { digestOf, Tally } from './digest.ts'
import { type MatchmakerContext, matchmaker } from './matchmaker.ts'
import { portraitOf } from './portrait.ts'
import { type RoomContext, room } from './room.ts'
import { session } from './session.ts'
import type { SessionContext } from './sessionSays.ts'

/** The chart of each kind of actor. */
const charts: Readonly<Record<ActorKind, Chart>> = {
  session: new Chart(session),
  room: new Chart(room),
  matchmaker: new Chart(matchmaker),
}

interface Member {
  readonly kind: ActorKind
  readonly ref: Actor<AnyActorLogic>
  /** The digest of its portrait when it was last attested. */
  digest: number
}

/** What became of an event: nothing, or what the actor threw. */
export type Fault = { readonly error: unknown } | null

const kindOf = (type: EventType): ActorKind => shapes.get(type)?.kind as ActorKind

/** A command as the actor's chart sees it. */
const seenBy = (command: Command, at: number) => ({
  ...command.data,
  type: shapes.get(command.type)?.name as string,
  at,
})

/**
 * The matchmaker's table of children. It is kept here and not in XState's own `children`, which
 * every transition of the parent would copy. All children share the parent's actor system and,
 * by kind, one XState id: XState remembers every distinct event name that a child's end makes.
 */
export class Household {
  #parent = createActor(charts.matchmaker.logic).start()
  #members = new Map<ActorId, Member>([
    ['matchmaker', { kind: 'matchmaker', ref: this.#parent, digest: 0 }],
  ])
  #sessions = 0
  /** Who has moved since the last attestation, and the digest of all as of then. */
  #moved = new Set<ActorId>()
  #tally = new Tally()

  /** How many sessions are alive. */
  get sessions(): number {
    return this.#sessions
  }

  get matchmaker(): MatchmakerContext {
    return this.#parent.getSnapshot().context
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

  /** Every living actor with its kind and snapshot. */
  *snapshots(): Iterable<{ id: ActorId; kind: ActorKind; snapshot: AnyMachineSnapshot }> {
    for (const [id, member] of this.#members) {
      yield { id, kind: member.kind, snapshot: snapshotOf(member) }
    }
  }

  /** Whether the actor's statechart can take the command now. */
  accepts(command: Command, at: number): boolean {
    const member = this.#members.get(command.actor)
    if (member === undefined) return begins(command) !== null
    if (begins(command) !== null || member.kind !== kindOf(command.type)) return false
    return charts[member.kind].chosen(snapshotOf(member), seenBy(command, at)).length > 0
  }

  /** Moves the actor by an event it accepted. An event of an actor that is gone moves nothing. */
  apply(event: LogEvent): Fault {
    if (event.type === 'matchmaker.faulted') this.#remove(event.data.actor)
    if (begins(event) !== null) return this.#create(event)
    const member = this.#members.get(event.actor)
    if (member === undefined) return null
    this.#moved.add(event.actor)
    const taken = seenBy(event, event.at)
    const snapshot = snapshotOf(member)
    const chosen = charts[member.kind].chosen(snapshot, taken)
    if (chosen.every(({ isQuiet }) => isQuiet)) return act(snapshot, taken, chosen)
    member.ref.send(taken)
    return this.#settle(event.actor, member)
  }

  /** What the actors are now, as the log is told; from here on moves are counted anew. */
  attest(): DataOf<'matchmaker.attested'> {
    const moved: Record<ActorId, string | null> = {}
    for (const id of this.#moved) {
      const member = this.#members.get(id)
      moved[id] = member === undefined ? null : this.#attestTo(id, member)
    }
    this.#moved.clear()
    return { digest: this.#tally.toJSON(), moved }
  }

  #attestTo(id: ActorId, member: Member): string {
    const portrait = JSON.stringify(portraitOf(snapshotOf(member)))
    this.#tally.remove(member.digest)
    member.digest = digestOf(`${id} ${portrait}`)
    this.#tally.add(member.digest)
    return portrait
  }

  #create(event: LogEvent): Fault {
    const kind = kindOf(event.type) as 'session' | 'room'
    const ref = createActor(charts[kind].logic, {
      id: kind,
      parent: this.#parent,
      input: { id: event.actor, ...event.data },
    })
    const member = { kind, ref, digest: 0 }
    this.#members.set(event.actor, member)
    this.#moved.add(event.actor)
    if (kind === 'session') this.#sessions += 1
    ref.start()
    return this.#settle(event.actor, member)
  }

  /** Lets go of an actor that has ended; one that threw stays until its fault is an event. */
  #settle(id: ActorId, member: Member): Fault {
    const snapshot = snapshotOf(member)
    if (snapshot.status === 'error') return { error: snapshot.error }
    if (snapshot.status === 'done') this.#remove(id)
    return null
  }

  #remove(id: ActorId): void {
    const member = this.#members.get(id)
    if (member === undefined) return
    if (member.kind === 'session') this.#sessions -= 1
    this.#members.delete(id)
    this.#moved.add(id)
    this.#tally.remove(member.digest)
    // One that failed outside its interpreter would stay in XState's actor system.
    if (snapshotOf(member).status === 'active') member.ref.send({ type: 'xstate.stop' })
  }

  #contextOf(kind: ActorKind, id: ActorId): unknown {
    const member = this.#members.get(id)
    if (member?.kind !== kind) return null
    return snapshotOf(member).context
  }
}

const snapshotOf = ({ ref }: Member): AnyMachineSnapshot => ref.getSnapshot() as AnyMachineSnapshot

/** What events do that move no chart: like an actor's own, what they throw is its fault. */
const act = (
  { context }: AnyMachineSnapshot,
  event: Taken,
  chosen: readonly Transition[],
): Fault => {
  try {
    for (const { acts } of chosen) {
      for (const step of acts) if (step.kind === 'plain') step.run({ context, event })
    }
    return null
  } catch (error) {
    return { error }
  }
}
