// src/actors/quiet.ts — events that never move a statechart, recognised from its definition.
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate'

interface Taken {
  readonly type: string
}

type Act = (args: { context: unknown; event: Taken }) => void
type Guard = (args: { context: unknown; event: Taken }) => boolean

interface QuietTransition {
  readonly guard: Guard | null
  readonly actions: readonly Act[]
}

/** An event that only one state takes, and that changes no state and assigns no context. */
interface QuietEvent {
  /** Where it is taken; empty for the root, in which the machine always is. */
  readonly state: string
  readonly transitions: readonly QuietTransition[]
}

/**
 * The events of a machine that need no interpreter: no transition of theirs has a target, and
 * their actions are plain functions. For these, finding the transition and calling its actions is
 * all that XState would do, in a tenth of its time.
 */
export class QuietEvents {
  #events = new Map<string, QuietEvent>()

  constructor(machine: AnyStateMachine) {
    const nodes = nodesUnder(machine.root)
    // An eventless transition could follow any event, even one that only acts.
    if (nodes.some(({ always }) => (always?.length ?? 0) > 0)) return
    for (const node of nodes) {
      for (const type of node.transitions.keys()) {
        const isAlone = nodes.every((other) => other === node || !other.transitions.has(type))
        const quiet = isAlone ? quietTransitions(node, type) : null
        if (quiet !== null) {
          this.#events.set(type, { state: node.path.join('.'), transitions: quiet })
        }
      }
    }
  }

  has(type: string): boolean {
    return this.#events.has(type)
  }

  /** The actions of the transition that the event takes; null if it takes none. */
  actionsOf(snapshot: AnyMachineSnapshot, event: Taken): readonly Act[] | null {
    const quiet = this.#events.get(event.type)
    if (quiet === undefined || snapshot.status !== 'active') return null
    if (quiet.state !== '' && !isIn(snapshot, quiet.state)) return null
    const { context } = snapshot
    for (const { guard, actions } of quiet.transitions) {
      if (guard === null || guard({ context, event })) return actions
    }
    return null
  }
}

const nodesUnder = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesUnder),
]

const isIn = (snapshot: AnyMachineSnapshot, state: string): boolean => {
  // The common case first: a state at the top, with or without states of its own.
  const { value } = snapshot
  if (value === state || (typeof value === 'object' && state in value)) return true
  return state.includes('.') && snapshot.matches(state as never)
}

/** The node's transitions on `type` as plain functions; null if one of them is more than that. */
const quietTransitions = (node: AnyStateNode, type: string): QuietTransition[] | null => {
  const { guards, actions } = node.machine.implementations
  const found: QuietTransition[] = []
  for (const transition of node.transitions.get(type) ?? []) {
    const guard = transition.guard === undefined ? null : plain<Guard>(guards, transition.guard)
    const acts = transition.actions.map((action) => plain<Act>(actions, action))
    const isQuiet = transition.target === undefined && guard !== undefined
    if (!isQuiet || acts.length === 0 || acts.includes(undefined)) return null
    found.push({ guard, actions: acts as Act[] })
  }
  return found
}

/** A named implementation, unless it is one of XState's own, which only its interpreter can run. */
const plain = <F>(implementations: object, named: unknown): F | undefined => {
  const found =
    typeof named === 'string'
      ? (implementations as Readonly<Record<string, unknown>>)[named]
      : named
  if (typeof found !== 'function' || 'resolve' in found || 'check' in found) return undefined
  return found as F
}
