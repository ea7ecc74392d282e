// An actor's state as data, without anything that people wrote.

import type { CellState } from '../../actors/engine/actorCell.ts'
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { Persons } from '../../actors/matchmaking/persons.ts'
import type { ActorId } from '../../events/fields.ts'

/** The state value and the context, less `words`, the id and what is null. */
export type PublicState = Readonly<Record<string, unknown>> & { readonly value: unknown }

export const publicStateOf = ({ snapshot: { value, context } }: CellState): PublicState => {
  const state: Record<string, unknown> & { value: unknown } = { value }
  for (const field in context) {
    const part: unknown = context[field]
    const isShown = field !== 'words' && field !== 'id' && part !== null && !isEmptyTable(part)
    if (isShown) state[field] = part instanceof Persons ? shownOf(part) : part
  }
  return state
}

interface Table {
  readonly toJSON?: () => unknown
}

/** A table says itself that it has nothing to show. */
const isEmptyTable = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && (part as Table).toJSON?.() === null

/** What the matchmaker knows of persons, as numbers. */
const shownOf = (persons: Persons): object => ({
  ...(persons.toJSON() as object),
  days: persons.days().map(({ day }) => day),
  ...persons.counts(),
})

/** The actor's state as plain data that stays as it is; null if it does not live. */
export const publicStateAt = (actorSystem: ActorSystem, actor: ActorId): PublicState | null => {
  const cell = actorSystem.find(actor)
  return cell === null ? null : JSON.parse(JSON.stringify(publicStateOf(cell)))
}
