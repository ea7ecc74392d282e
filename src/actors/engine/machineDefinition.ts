// A machine's definition as plain functions: guards, actions, choices.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'

/** An event as a machine sees it. */
export interface MachineEvent {
  readonly type: string
}

export interface ActionArgs {
  readonly context: unknown
  readonly event: MachineEvent
}

/** What an action does: gives the changed part of the context, or leaves the context as it is. */
export type CompiledAction =
  | { readonly kind: 'assign'; readonly changes: (args: ActionArgs) => object }
  | { readonly kind: 'plain'; readonly name: string; readonly run: (args: ActionArgs) => void }

/** A transition with its guard and actions as functions. */
export interface CompiledTransition {
  readonly id: number
  readonly guard: ((args: ActionArgs) => boolean) | null
  readonly actions: readonly CompiledAction[]
  /** Whether it neither leaves its state nor assigns. */
  readonly isQuiet: boolean
  /** Whether it stays beside its own state: those of two regions can be taken together. */
  readonly isLocal: boolean
  /** It, as all the transitions that an event takes. */
  readonly alone: readonly [CompiledTransition]
}

/** What an event can do in a state value: inner states are asked first, as XState asks them. */
export interface Candidates {
  readonly inner: readonly Candidates[]
  readonly transitions: readonly CompiledTransition[]
}

/**
 * Reads a machine's definition. It knows what our machines are made of: states in any nesting,
 * guards, assigns by one function or one object, plain actions, an `entry` of the root; it throws
 * at any other machine, since running that without its interpreter would not do the same.
 */
export class MachineDefinition {
  /** What is done when the machine begins. */
  readonly entry: readonly CompiledAction[]
  #machine: AnyStateMachine
  #transitions = new Map<AnyTransitionDefinition, CompiledTransition>()

  constructor(machine: AnyStateMachine) {
    this.#machine = machine
    for (const node of nodesUnder(machine.root)) {
      const strange = strangeness(node)
      if (strange !== null) throw new Error(`${node.id} has ${strange}, which no chart here has`)
      for (const transition of [...node.transitions.values()].flat()) this.#read(transition)
    }
    this.entry = machine.root.entry.map((action) => this.#actionOf(action))
  }

  /** What an event of this type can do in the state value; null if nothing. */
  choiceOf(
    value: unknown,
    type: string,
    node: AnyStateNode = this.#machine.root,
  ): Candidates | null {
    const inner = activeChildren(node, value)
      .map(([child, within]) => this.choiceOf(within, type, child))
      .filter((choice) => choice !== null)
    const transitions = (node.transitions.get(type) ?? [])
      .map((transition) => this.#transitions.get(transition))
      .filter((transition) => transition !== undefined)
    return inner.length === 0 && transitions.length === 0 ? null : { inner, transitions }
  }

  /** Every transition as it is written, by its id. */
  written(): ReadonlyMap<number, AnyTransitionDefinition> {
    return new Map([...this.#transitions].map(([written, { id }]) => [id, written]))
  }

  #read(transition: AnyTransitionDefinition): void {
    const actions = transition.actions.map((action) => this.#actionOf(action))
    const read: Omit<CompiledTransition, 'alone'> = {
      id: this.#transitions.size,
      guard: this.#guardOf(transition.guard),
      actions,
      isQuiet: transition.target === undefined && actions.every(({ kind }) => kind === 'plain'),
      isLocal: (transition.target ?? []).every(
        (target: AnyStateNode) => target.parent === transition.source.parent,
      ),
    }
    this.#transitions.set(transition, alone(read))
  }

  #guardOf(named: unknown): CompiledTransition['guard'] {
    if (named === undefined) return null
    const guard: unknown = this.#machine.implementations.guards[named as string]
    if (typeof guard === 'function' && !('check' in guard))
      return guard as CompiledTransition['guard']
    throw new Error(`${this.#machine.id} has a guard ${named} that is no plain function`)
  }

  #actionOf(named: unknown): CompiledAction {
    const name = named as string
    const action: unknown = this.#machine.implementations.actions[name]
    if (typeof action !== 'function') throw new Error(`${this.#machine.id} has no action ${name}`)
    if (!('resolve' in action)) return { kind: 'plain', name, run: action as () => void }
    const { type, assignment } = action as unknown as Readonly<Record<string, unknown>>
    if (type !== 'xstate.assign') throw new Error(`${name} is an action of XState's own`)
    if (typeof assignment === 'function') {
      return { kind: 'assign', changes: assignment as (args: ActionArgs) => object }
    }
    const changed = assignment as object
    if (Object.values(changed).every((value) => typeof value !== 'function')) {
      return { kind: 'assign', changes: () => changed }
    }
    throw new Error(`${name} assigns field by field`)
  }
}

const alone = (read: Omit<CompiledTransition, 'alone'>): CompiledTransition => {
  const transition = { ...read, alone: [] as unknown as [CompiledTransition] }
  transition.alone.push(transition)
  return transition
}

const nodesUnder = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesUnder),
]

/** What in a state the definition cannot be read for; null if nothing. */
const strangeness = (node: AnyStateNode): string | null => {
  const transitions = [...node.transitions].flatMap(([, list]) => list)
  const isRoot = node.parent === undefined
  if ((node.always?.length ?? 0) > 0) return 'eventless transitions'
  if (node.invoke.length > 0 || node.after.length > 0) return 'invoked actors or delays'
  if (node.type === 'history') return 'history'
  if (node.exit.length > 0 || (!isRoot && node.entry.length > 0)) return 'actions of a state'
  if ((node.initial?.actions?.length ?? 0) > 0) return 'initial actions'
  if (transitions.some(({ reenter }) => reenter)) return 'a transition that enters anew'
  const idle = [...node.transitions].some(
    ([type, list]) =>
      !type.startsWith('xstate.') &&
      list.some(({ target, actions }) => target === undefined && actions.length === 0),
  )
  if (idle) return 'a transition that does nothing'
  const wild = [...node.transitions.keys()].some(
    (type) => type.includes('*') && !type.startsWith('xstate.'),
  )
  return wild ? 'a wildcard' : null
}

/** The active states right under `node`, each with what is active within it. */
const activeChildren = (node: AnyStateNode, value: unknown): [AnyStateNode, unknown][] => {
  const entries =
    typeof value === 'string' ? [[value, undefined] as const] : Object.entries(value ?? {})
  return entries.map(([key, within]) => [node.states[key] as AnyStateNode, within])
}
