// The statechart of each kind of actor as something to draw: states and transitions.
import type { AnyStateNode } from 'xstate'
import { machines } from '../../actors/engine/actorCell.ts'
import { type ActorSystem, machineEvent } from '../../actors/engine/actorSystem.ts'
import type { CompiledMachine } from '../../actors/engine/compiledMachine.ts'
import { type ActorKind, type LogEvent, shapes } from '../../events/event.ts'

export interface StatechartState {
  /** `session.here.place.idle`: the names of the states around it, outermost first. */
  readonly id: string
  readonly name: string
  /** The id of the state around it; null for the machine itself. */
  readonly parent: string | null
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final'
  /** Whether the state around it begins with it. */
  readonly isInitial: boolean
}

export interface StatechartTransition {
  readonly id: number
  readonly from: string
  /** Null: it stays where it is. */
  readonly to: string | null
  readonly event: string
  readonly guard: string | null
  readonly actions: readonly string[]
}

export interface StatechartGraph {
  readonly states: readonly StatechartState[]
  readonly transitions: readonly StatechartTransition[]
}

export const statecharts = (): Readonly<Record<ActorKind, StatechartGraph>> => ({
  session: statechartOf(machines.session),
  room: statechartOf(machines.room),
  matchmaker: statechartOf(machines.matchmaker),
})

/** The transitions that the event takes in these actors, by their ids in the statechart. */
export const transitionsOf = (actorSystem: ActorSystem, event: LogEvent): number[] => {
  const cell = shapes.get(event.type)?.begins ? null : actorSystem.find(event.actor)
  if (cell === null) return []
  const chosen = machines[cell.kind].chosen(cell.snapshot, machineEvent(event, event.at))
  return chosen.map(({ id }) => id)
}

const statechartOf = (compiled: CompiledMachine): StatechartGraph => ({
  states: statesUnder(compiled.machine.root),
  transitions: [...compiled.written()]
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

const statesUnder = (node: AnyStateNode): StatechartState[] => [
  {
    id: node.id,
    name: node.key,
    parent: node.parent?.id ?? null,
    kind: node.type as StatechartState['kind'],
    isInitial: node.parent?.initial?.target[0] === node,
  },
  ...Object.values<AnyStateNode>(node.states).flatMap(statesUnder),
]
