// A machine's definition as something to draw: states and transitions.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'

export interface DrawnState {
  /** `session.here.place.idle`: the names of the states around it, outermost first. */
  readonly id: string
  readonly name: string
  /** The id of the state around it; null for the machine itself. */
  readonly parent: string | null
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final'
  /** Whether the state around it begins with it. */
  readonly isInitial: boolean
}

export interface DrawnTransition {
  readonly id: number
  readonly from: string
  /** Null: it stays where it is. */
  readonly to: string | null
  readonly event: string
  readonly guard: string | null
  readonly actions: readonly string[]
}

export interface Drawing {
  readonly states: readonly DrawnState[]
  readonly transitions: readonly DrawnTransition[]
}

/** `written`: the machine's transitions by their ids. */
export const drawingOf = (
  machine: AnyStateMachine,
  written: ReadonlyMap<number, AnyTransitionDefinition>,
): Drawing => ({
  states: statesUnder(machine.root),
  transitions: [...written]
    .filter(([, { eventType }]) => !eventType.startsWith('xstate.'))
    .map(([id, { source, target, eventType, guard, actions }]) => ({
      id,
      from: source.id,
      to: target?.[0]?.id ?? null,
      event: eventType,
      guard: typeof guard === 'string' ? guard : null,
      actions: actions.map((action) => `${action}`),
    })),
})

const statesUnder = (node: AnyStateNode): DrawnState[] => [
  {
    id: node.id,
    name: node.key,
    parent: node.parent?.id ?? null,
    kind: node.type as DrawnState['kind'],
    isInitial: node.parent?.initial?.target[0] === node,
  },
  ...Object.values<AnyStateNode>(node.states).flatMap(statesUnder),
]
