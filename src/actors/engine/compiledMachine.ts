// Runs a statechart by what XState's interpreter answered before.
import type { AnyActorLogic, AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import { type Drawing, drawingOf } from '../../replay/timeline/drawing.ts'
import {
  type Act,
  type Args,
  type Choice,
  Definition,
  type Taken,
  type Transition,
} from './compileMachine.ts'

/** Everything known about one state value. */
interface Place {
  readonly choices: Map<string, Choice | null>
  /** By the transitions taken: the snapshot that they led to, good but for its context. */
  readonly next: Map<string, AnyMachineSnapshot>
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
  #definition: Definition
  #places = new Map<string, Place>()
  /** The same by the object that XState made for the value, which its snapshots share. */
  #placeOf = new WeakMap<object, Place>()
  #first: AnyMachineSnapshot | null = null

  /** Throws at a machine that has more to it than `Definition` can read. */
  constructor(machine: AnyStateMachine) {
    this.machine = machine
    this.#definition = new Definition(machine)
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
  chosen(snapshot: AnyMachineSnapshot, event: Taken): readonly Transition[] {
    if (snapshot.status !== 'active') return none
    const { choices } = this.#placeAt(snapshot)
    let choice = choices.get(event.type)
    if (choice === undefined) {
      choice = this.#definition.choiceOf(snapshot.value, event.type)
      choices.set(event.type, choice)
    }
    return choice === null ? none : choose(choice, { context: snapshot.context, event })
  }

  /** The machine's states and transitions, to be drawn. */
  drawing(): Drawing {
    return drawingOf(this.machine, this.#definition.written())
  }

  #begin(scope: AnyActorScope, input: unknown): AnyMachineSnapshot {
    const { context: made } = this.machine.config
    this.#first ??= this.machine.getInitialSnapshot(silent(scope), input as never)
    const context = typeof made === 'function' ? made({ input } as never) : made
    return this.#acted({ ...this.#first, context } as AnyMachineSnapshot, this.#definition.entry, {
      event: { type: 'xstate.init' },
      scope,
    })
  }

  #step(snapshot: AnyMachineSnapshot, event: Taken, scope: AnyActorScope): AnyMachineSnapshot {
    const chosen = this.chosen(snapshot, event)
    if (chosen.length === 0) return snapshot
    const { next } = this.#placeAt(snapshot)
    const taken = chosen.length === 1 ? `${chosen[0]?.id}` : chosen.map(({ id }) => id).join()
    let led = next.get(taken)
    if (led === undefined) {
      if (chosen.length > 1 && !chosen.every(({ isLocal }) => isLocal)) {
        throw new Error(`${event.type} would leave a state that others are taken in`)
      }
      led = this.machine.transition(snapshot, event, silent(scope))
      next.set(taken, led)
    }
    const acts = chosen.length === 1 ? chosen[0]?.acts : chosen.flatMap(({ acts }) => acts)
    return this.#acted({ ...led, context: snapshot.context } as AnyMachineSnapshot, acts ?? [], {
      event,
      scope,
    })
  }

  /** The snapshot, which is nobody else's yet, after the acts. */
  #acted(
    snapshot: AnyMachineSnapshot,
    acts: readonly Act[],
    { event, scope }: { event: Taken; scope: AnyActorScope },
  ): AnyMachineSnapshot {
    for (const act of acts) {
      const args = { context: snapshot.context, event }
      if (act.kind === 'assign') snapshot.context = { ...args.context, ...act.changes(args) }
      else execute(scope, act, args)
    }
    return snapshot
  }

  #placeAt({ value }: AnyMachineSnapshot): Place {
    const known = typeof value === 'object' ? this.#placeOf.get(value) : this.#places.get(value)
    if (known !== undefined) return known
    const key = typeof value === 'object' ? JSON.stringify(value) : value
    const place = this.#places.get(key) ?? { choices: new Map(), next: new Map() }
    this.#places.set(key, place)
    if (typeof value === 'object') this.#placeOf.set(value, place)
    return place
  }
}

const none: readonly Transition[] = []

/** Of each region the innermost transition whose guard holds; of a state the first in order. */
const choose = ({ inner, transitions }: Choice, args: Args): readonly Transition[] => {
  if (inner.length > 0) {
    const chosen =
      inner.length === 1
        ? choose(inner[0] as Choice, args)
        : inner.flatMap((choice) => choose(choice, args))
    if (chosen.length > 0) return chosen
  }
  for (const transition of transitions) {
    if (transition.guard === null || transition.guard(args)) return transition.alone
  }
  return none
}

/** Runs a plain action when XState would: at once, or at the actor's start. */
const execute = (scope: AnyActorScope, { name, run }: Act & { kind: 'plain' }, args: Args): void =>
  scope.actionExecutor({ type: name, info: args as never, params: undefined, exec: run as never })

/** The actor, as XState sees it when it is only asked where a step leads. */
const silent = (scope: AnyActorScope): AnyActorScope => ({ ...scope, actionExecutor: () => {} })
