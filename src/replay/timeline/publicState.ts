// An actor's state as data, without anything that people wrote.
import type { CellState } from '../../actors/engine/actorCell.ts'
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import type { ActorId } from '../../events/fields.ts'

/** The state value and the context, less `words`, the id and what is null. */
export type PublicState = Readonly<Record<string, unknown>> & { readonly value: unknown }

export const publicStateOf = ({ snapshot: { value, context } }: CellState): PublicState => {
  const state: Record<string, unknown> & { value: unknown } = { value }
  for (const field in context) {
    const part: unknown = context[field]
    if (field !== 'words' && field !== 'id' && part !== null) state[field] = part
  }
  return state
}

/** The actor's state as plain data that stays as it is; null if it does not live. */
export const publicStateAt = (actorSystem: ActorSystem, actor: ActorId): PublicState | null => {
  const cell = actorSystem.find(actor)
  return cell === null ? null : JSON.parse(JSON.stringify(publicStateOf(cell)))
}
