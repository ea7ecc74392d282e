// One actor of the system: active, or passivated as its snapshot alone.
import { type Actor, type AnyActorLogic, type AnyMachineSnapshot, createActor } from 'xstate'
import type { ActorKind } from '../../events/event.ts'
import { matchmaker } from '../matchmaker.ts'
import { room } from '../room.ts'
import { session } from '../session.ts'
import { CompiledMachine } from './compiledMachine.ts'
import type { CompiledTransition, MachineEvent } from './machineDefinition.ts'

/** The machine of each kind of actor. */
export const machines: Readonly<Record<ActorKind, CompiledMachine>> = {
  session: new CompiledMachine(session),
  room: new CompiledMachine(room),
  matchmaker: new CompiledMachine(matchmaker),
}

/** What became of a move: nothing, or what the actor threw. */
export type Fault = { readonly error: unknown } | null

/** An actor as it stood once. */
export interface CellState {
  readonly kind: ActorKind
  readonly snapshot: AnyMachineSnapshot
}

export class ActorCell implements CellState {
  readonly kind: ActorKind
  /** The hash of its checked state at the last checksum. */
  hash = 0
  #parent: ActorCell | null
  /** Null while passivated: an XState actor takes three times the memory of what it stands for. */
  #actor: Actor<AnyActorLogic> | null = null
  /** How it stands; null while it is active. */
  #passivated: AnyMachineSnapshot | null = null
  /** Whether that is shared with whoever it was restored from: it is copied before it moves. */
  #isShared = false
  /** How it stood when it was last asked for its state; null if it has moved since. */
  #state: CellState | null = null

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

  /** The same where only how it stands is asked for: passivated from the beginning. */
  static folded(kind: ActorKind, parent: ActorCell | null, input: object): ActorCell {
    const cell = new ActorCell(kind, parent)
    cell.#passivated = machines[kind].first(input)
    return cell
  }

  /** One that stands as that one did; nothing that happens to it changes that. */
  static restored(state: CellState, parent: ActorCell | null): ActorCell {
    const cell = new ActorCell(state.kind, parent)
    cell.#passivated = state.snapshot
    cell.#isShared = true
    cell.#state = state
    return cell
  }

  /** How it stands, to be kept: nothing that happens to it changes this. */
  state(): CellState {
    this.#state ??= { kind: this.kind, snapshot: copied(this.snapshot) }
    return this.#state
  }

  get snapshot(): AnyMachineSnapshot {
    return this.#actor === null
      ? (this.#passivated as AnyMachineSnapshot)
      : (this.#actor.getSnapshot() as AnyMachineSnapshot)
  }

  /** The XState actor; a passivated one becomes active. */
  get actor(): Actor<AnyActorLogic> {
    this.#own()
    this.#actor ??= start(this.kind, this.#parent, { snapshot: this.#passivated })
    this.#passivated = null
    return this.#actor
  }

  get isActive(): boolean {
    return this.#actor !== null
  }

  /** Lets go of the XState actor until an event moves it again. */
  passivate(): void {
    const { snapshot } = this
    if (this.#actor === null || snapshot.status !== 'active') return
    this.stop()
    this.#passivated = snapshot
    this.#actor = null
  }

  /** What its statechart does with the event as it stands; empty if it does not take it. */
  chosen(event: MachineEvent): readonly CompiledTransition[] {
    return machines[this.kind].chosen(this.snapshot, event)
  }

  /** Moves it by what it has just chosen. What its own actions throw is its fault, not ours. */
  take(event: MachineEvent, chosen: readonly CompiledTransition[]): Fault {
    this.#state = null
    this.#own()
    // These move no chart: what is to be done needs no actor to do it.
    if (chosen.every(({ isQuiet }) => isQuiet)) return runQuietly(this.snapshot, event, chosen)
    this.actor.send(event)
    return this.fault()
  }

  /** The same where only how it stands then is asked for: a passivated one stays so. */
  fold(event: MachineEvent, chosen: readonly CompiledTransition[]): Fault {
    if (this.#actor !== null || chosen.every(({ isQuiet }) => isQuiet)) {
      return this.take(event, chosen)
    }
    this.#state = null
    this.#own()
    this.#passivated = machines[this.kind].next(this.snapshot, event)
    return this.fault()
  }

  /** What it changes in place is its own from now on. */
  #own(): void {
    if (!this.#isShared) return
    this.#passivated = copied(this.snapshot)
    this.#isShared = false
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

const runQuietly = (
  { context }: AnyMachineSnapshot,
  event: MachineEvent,
  chosen: readonly CompiledTransition[],
): Fault => {
  try {
    for (const { actions } of chosen) {
      for (const action of actions) if (action.kind === 'plain') action.run({ context, event })
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
