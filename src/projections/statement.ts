// A question that is compiled once, and asked with new values each time.
import { type Compilable, sql } from 'kysely'
import type { EventType } from '../events/event.ts'
import type { Question } from '../events/projection.ts'

/** Stands in a query for the value of that name. */
class Parameter {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** As if all values were known: whichever is asked for stands for itself. */
const parameters = new Proxy({}, { get: (_, name) => new Parameter(name as string) })

/**
 * A question about the actor that the value `of` names; see `Question` for its rows. Constants stay where
 * they were put.
 */
export const question = (
  of: string,
  words: EventType,
  build: (parameters: { readonly events: string; readonly after: number }) => Compilable,
): Question => {
  const { sql, parameters: places } = build(
    parameters as { readonly events: string; readonly after: number },
  ).compile()
  return {
    sql,
    values: (named) =>
      places.map((place) => (place instanceof Parameter ? named[place.name] : place)),
    ...{ of, words },
  }
}

/** The numbers of a JSON array, as a query gives them. */
export const listed = (numbers: string) => sql<number>`(select value from json_each(${numbers}))`
