// Whom events name as persons: the holders of passes.
import type { Person } from '../../events/fields.ts'
import type { History } from './history.ts'

/** The persons that an event names; a session without a pass is none. */
export const personsAt = (history: History, index: number): Person[] => {
  const json = history.json(index)
  // Most events name nobody so, and are long.
  return json.includes('"day":') ? personsIn(JSON.parse(json)) : []
}

/** Those that an event's data name. */
export const personsIn = (data: unknown): Person[] => {
  const { person, other, persons } = data as {
    readonly person?: Person
    readonly other?: Person
    readonly persons?: readonly Person[]
  }
  return [person, other, ...(persons ?? [])].filter(
    (one) => one !== undefined && one.day !== '',
  ) as Person[]
}
