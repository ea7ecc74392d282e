// Runs a statechart by what XState's interpreter answered before.
import {
  type AnyActorLogic,
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
  createEmptyActor,
} from 'xstate'
import {
  type ActionArgs,
  type Candidates,
  type CompiledAction,
  type CompiledTransition,
  MachineDefinition,
  type MachineEvent,
} from './machineDefinition.ts'

/** Everything known about one state value. */
interface StateValueCache {
  readonly choices: Map<string, Candidates | null>
  /** By the transitions taken: the snapshot that they led to, good but for its context. */
  readonly next: Map<string, AnyMachineSnapshot>
}

/** What a machine does with an event as it stands. */
interface Choice {
  readonly snapshot: AnyMachineSnapshot
  readonly event: MachineEvent
  readonly chosen: readonly CompiledTransition[]
}

/**
 * A machine whose steps cost a tenth of its interpreter's. For a state value and the transitions
 * that its guards let through, the next state value is always the same: XState is asked once and
 * its answer kept. Guards and actions run each time, in XState's order.
 */
export class CompiledMachine {
  readonly machine: AnyStateMachine
  /** What `createActor` takes: an XState actor lives by it as it would by the machine itself. */
  readonly logic: AnyActorLogic
  #definition: MachineDefinition
  #caches = new Map<string, StateValueCache>()
  /** The same by the object that XState made for the value, which its snapshots share. */
  #cacheOf = new WeakMap<object, StateValueCache>()
  #first: AnyMachineSnapshot | null = null
  /** What was asked last: who is about to move asks once more. */
  #last: Choice | null = null

  /** Throws at a machine that has more to it than `MachineDefinition` can read. */
  constructor(machine: AnyStateMachine) {
    this.machine = machine
    this.#definition = new MachineDefinition(machine)
    this.logic = {
      transition: (snapshot, event, scope) =>
        event.type === 'xstate.stop'
          ? { ...snapshot, status: 'stopped' }
          : this.#step(snapshot, event, scope),
      getInitialSnapshot: (scope, input) => this.#begin(scope, input),
      getPersistedSnapshot: machine.getPersistedSnapshot,
    }
  }

  /** The transitions that the event takes, as XState would choose them; empty if none. */
  chosen(snapshot: AnyMachineSnapshot, event: MachineEvent): readonly CompiledTransition[] {
    const last = this.#last
    if (last?.event === event && last.snapshot === snapshot) return last.chosen
    const chosen = this.#choose(snapshot, event)
    this.#last = { snapshot, event, chosen }
    return chosen
  }

  #choose(snapshot: AnyMachineSnapshot, event: MachineEvent): readonly CompiledTransition[] {
    if (snapshot.status !== 'active') return none
    const { choices } = this.#cacheAt(snapshot)
    let choice = choices.get(event.type)
    if (choice === undefined) {
      choice = this.#definition.choiceOf(snapshot.value, event.type)
      choices.set(event.type, choice)
    }
    return choice === null ? none : choose(choice, { context: snapshot.context, event })
  }

  /** The snapshot that an actor would begin with, without the actor. */
  first(input: object): AnyMachineSnapshot {
    return unlessThrown({ status: 'error' } as AnyMachineSnapshot, () => this.#begin(alone, input))
  }

  /** The snapshot that an actor would have after the event, without the actor. */
  next(snapshot: AnyMachineSnapshot, event: MachineEvent): AnyMachineSnapshot {
    return unlessThrown(snapshot, () => this.#step(snapshot, event, alone))
  }

  /** Every transition as the machine's definition has it, by the id of the compiled one. */
  written(): ReadonlyMap<number, AnyTransitionDefinition> {
    return this.#definition.written()
  }

  #begin(scope: AnyActorScope, input: unknown): AnyMachineSnapshot {
    const { context: made } = this.machine.config
    this.#first ??= this.machine.getInitialSnapshot(silent(scope), input as never)
    const context = typeof made === 'function' ? made({ input } as never) : made
    return this.#run({ ...this.#first, context } as AnyMachineSnapshot, this.#definition.entry, {
      event: { type: 'xstate.init', input } as MachineEvent,
      scope,
    })
  }

  #step(
    snapshot: AnyMachineSnapshot,
    event: MachineEvent,
    scope: AnyActorScope,
  ): AnyMachineSnapshot {
    const chosen = this.chosen(snapshot, event)
    if (chosen.length === 0) return snapshot
    const { next } = this.#cacheAt(snapshot)
    const taken = chosen.length === 1 ? `${chosen[0]?.id}` : chosen.map(({ id }) => id).join()
    let led = next.get(taken)
    if (led === undefined) {
      if (chosen.length > 1 && !chosen.every(({ isLocal }) => isLocal)) {
        throw new Error(`${event.type} would leave a state that others are taken in`)
      }
      led = this.machine.transition(snapshot, event, silent(scope))
      next.set(taken, led)
    }
    const actions =
      chosen.length === 1 ? chosen[0]?.actions : chosen.flatMap(({ actions }) => actions)
    return this.#run({ ...led, context: snapshot.context } as AnyMachineSnapshot, actions ?? [], {
      event,
      scope,
    })
  }

  /** The snapshot, which is nobody else's yet, after the actions. */
  #run(
    snapshot: AnyMachineSnapshot,
    actions: readonly CompiledAction[],
    { event, scope }: { event: MachineEvent; scope: AnyActorScope },
  ): AnyMachineSnapshot {
    for (const action of actions) {
      const args = { context: snapshot.context, event }
      if (action.kind === 'assign') snapshot.context = { ...args.context, ...action.changes(args) }
      else execute(scope, action, args)
    }
    return snapshot
  }

  #cacheAt({ value }: AnyMachineSnapshot): StateValueCache {
    const known = typeof value === 'object' ? this.#cacheOf.get(value) : this.#caches.get(value)
    if (known !== undefined) return known
    const key = typeof value === 'object' ? JSON.stringify(value) : value
    const cache = this.#caches.get(key) ?? { choices: new Map(), next: new Map() }
    this.#caches.set(key, cache)
    if (typeof value === 'object') this.#cacheOf.set(value, cache)
    return cache
  }
}

const none: readonly CompiledTransition[] = []

/** Of each region the innermost transition whose guard holds; of a state the first in order. */
const choose = (
  { inner, transitions }: Candidates,
  args: ActionArgs,
): readonly CompiledTransition[] => {
  if (inner.length > 0) {
    const chosen =
      inner.length === 1
        ? choose(inner[0] as Candidates, args)
        : inner.flatMap((choice) => choose(choice, args))
    if (chosen.length > 0) return chosen
  }
  for (const transition of transitions) {
    if (transition.guard === null || transition.guard(args)) return transition.alone
  }
  return none
}

/** Runs a plain action when XState would: at once, or at the actor's start. */
const execute = (
  scope: AnyActorScope,
  { name, run }: CompiledAction & { kind: 'plain' },
  args: ActionArgs,
): void =>
  scope.actionExecutor({ type: name, info: args as never, params: undefined, exec: run as never })

/** What becomes of a snapshot; where an action of its own throws, what XState would make of it then. */
const unlessThrown = (
  snapshot: AnyMachineSnapshot,
  move: () => AnyMachineSnapshot,
): AnyMachineSnapshot => {
  try {
    return move()
  } catch (error) {
    return { ...snapshot, status: 'error', error } as AnyMachineSnapshot
  }
}

const nobody = createEmptyActor()

/** What XState asks of an actor, where there is none: plain actions run, and nobody hears of it. */
const alone: AnyActorScope = {
  ...{ self: nobody, system: nobody.system, id: '', sessionId: '' },
  ...{ logger: () => {}, defer: () => {}, stopChild: () => {}, emit: () => {} },
  actionExecutor: ({ exec, info, params }) => exec?.(info, params),
}

/** The actor, as XState sees it when it is only asked where a step leads. */
const silent = (scope: AnyActorScope): AnyActorScope => ({ ...scope, actionExecutor: () => {} })
