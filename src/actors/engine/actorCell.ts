// One actor of the actorSystem: active, or at rest as its snapshot alone.
import { type Actor, type AnyActorLogic, type AnyMachineSnapshot, createActor } from 'xstate'
import type { ActorKind } from '../../events/event.ts'
import type { Drawing } from '../../replay/timeline/drawing.ts'
import { matchmaker } from '../matchmaker.ts'
import { room } from '../room.ts'
import { session } from '../session.ts'
import { CompiledMachine } from './compiledMachine.ts'
import type { Taken, Transition } from './compileMachine.ts'

/** The chart of each kind of actor. */
const machines: Readonly<Record<ActorKind, CompiledMachine>> = {
  session: new CompiledMachine(session),
  room: new CompiledMachine(room),
  matchmaker: new CompiledMachine(matchmaker),
}

/** The chart of each kind of actor, to be drawn. */
export const drawings = (): Readonly<Record<ActorKind, Drawing>> => ({
  session: machines.session.drawing(),
  room: machines.room.drawing(),
  matchmaker: machines.matchmaker.drawing(),
})

/** What became of an event: nothing, or what the actor threw. */
export type Fault = { readonly error: unknown } | null

/** An actor as it stood once. */
export interface Frozen {
  readonly kind: ActorKind
  readonly snapshot: AnyMachineSnapshot
}

export class ActorCell {
  readonly kind: ActorKind
  /** The digest of its portrait when it was last attested. */
  digest = 0
  #parent: ActorCell | null
  /** Null while it rests: an XState actor takes three times the memory of what it stands for. */
  #actor: Actor<AnyActorLogic> | null = null
  /** How it rests; null while it is active. */
  #resting: AnyMachineSnapshot | null = null
  /** How it stood when it was frozen last; null if it has moved since. */
  #frozen: Frozen | null = null

  private constructor(kind: ActorKind, parent: ActorCell | null) {
    this.kind = kind
    this.#parent = parent
  }

  /** A new actor, started. */
  static born(kind: ActorKind, parent: ActorCell | null, input: object): ActorCell {
    const cell = new ActorCell(kind, parent)
    cell.#actor = start(kind, parent, { input })
    return cell
  }

  /** One that stands as it was frozen; what it changes in place is its own. */
  static thawed({ kind, snapshot }: Frozen, parent: ActorCell | null): ActorCell {
    const cell = new ActorCell(kind, parent)
    cell.#resting = copied(snapshot)
    return cell
  }

  freeze(): Frozen {
    this.#frozen ??= { kind: this.kind, snapshot: copied(this.snapshot) }
    return this.#frozen
  }

  get snapshot(): AnyMachineSnapshot {
    return this.#actor === null
      ? (this.#resting as AnyMachineSnapshot)
      : (this.#actor.getSnapshot() as AnyMachineSnapshot)
  }

  /** The actor; one at rest wakes. */
  get actor(): Actor<AnyActorLogic> {
    this.#actor ??= start(this.kind, this.#parent, { snapshot: this.#resting })
    this.#resting = null
    return this.#actor
  }

  get isActive(): boolean {
    return this.#actor !== null
  }

  /** Lets go of the actor until an event moves it again; what it stood for stays. */
  rest(): void {
    const { snapshot } = this
    if (this.#actor === null || snapshot.status !== 'active') return
    this.stop()
    this.#resting = snapshot
    this.#actor = null
  }

  /** What its statechart does with the event as it stands; empty if it does not take it. */
  chosen(event: Taken): readonly Transition[] {
    return machines[this.kind].chosen(this.snapshot, event)
  }

  /** The transitions that the event would take, by their ids in the chart's drawing. */
  taken(event: Taken): number[] {
    return this.chosen(event).map(({ id }) => id)
  }

  /** Moves it by what it has just chosen. What its own actions throw is its fault, not ours. */
  take(event: Taken, chosen: readonly Transition[]): Fault {
    this.#frozen = null
    // These move no chart: what is to be done needs no actor to do it.
    if (chosen.every(({ isQuiet }) => isQuiet)) return act(this.snapshot, event, chosen)
    this.actor.send(event)
    return this.fault()
  }

  fault(): Fault {
    const { status, error } = this.snapshot
    return status === 'error' ? { error } : null
  }

  /** One that failed outside its interpreter would else stay in XState's actor system. */
  stop(): void {
    if (this.snapshot.status === 'active') this.#actor?.send({ type: 'xstate.stop' })
  }
}

/**
 * All children share the parent's actor system and, by kind, one XState id: XState remembers every
 * distinct event name that a child's end makes.
 */
const start = (kind: ActorKind, parent: ActorCell | null, given: object): Actor<AnyActorLogic> => {
  const { logic } = machines[kind]
  const actor =
    parent === null
      ? createActor(logic, given)
      : createActor(logic, { id: kind, parent: parent.actor, ...given })
  // XState keeps what an actor was made of for its whole life, and never looks at it again.
  ;(actor.options as { input?: unknown }).input = undefined
  return actor.start()
}

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

/** The snapshot, with a table of its own wherever the context holds one changed in place. */
const copied = (snapshot: AnyMachineSnapshot): AnyMachineSnapshot => {
  let context = snapshot.context
  for (const field in context) {
    const part: unknown = context[field]
    if (!isTable(part)) continue
    if (context === snapshot.context) context = { ...context }
    context[field] = part.copy()
  }
  return context === snapshot.context ? snapshot : ({ ...snapshot, context } as AnyMachineSnapshot)
}

const isTable = (part: unknown): part is { readonly copy: () => unknown } =>
  typeof part === 'object' && part !== null && 'copy' in part
