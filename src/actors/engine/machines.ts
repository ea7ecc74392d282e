// The compiled machine of each kind of actor, and an event as it sees it.
import { type ActorKind, type Command, type EventType, shapes } from '../../events/event.ts'
import type { Collected, Collector } from '../effect.ts'
import { matchmaker } from '../matchmaker.ts'
import { room } from '../room.ts'
import { session } from '../session.ts'
import { CompiledMachine } from './compiledMachine.ts'
import type { MachineEvent } from './machineDefinition.ts'

export const machines: Readonly<Record<ActorKind, CompiledMachine>> = {
  session: new CompiledMachine(session),
  room: new CompiledMachine(room),
  matchmaker: new CompiledMachine(matchmaker),
}

/** The kind of actor that takes events of this type. */
export const kindOf = (type: EventType): ActorKind => shapes.get(type)?.kind as ActorKind

/** A command as the machine sees it: its own name, when (ms since the epoch), and its data. */
export const machineEvent = (
  { type, data }: Command,
  at: number,
  collector?: Collector,
): MachineEvent & Collected & { readonly at: number } => ({
  ...data,
  type: shapes.get(type)?.name as string,
  at,
  collector,
})
