// A statement that is compiled once, and run with new values each time.
import { type Compilable, sql } from 'kysely'
import type { EventType } from '../events/event.ts'
import type { Query, Question } from '../events/projection.ts'

/** Stands in a query for the value of that name. */
class Parameter {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** As if all values were known: whichever is asked for stands for itself. */
const parameters = new Proxy({}, { get: (_, name) => new Parameter(name as string) })

/** Compiles what is built from parameters; constants stay where they were put. */
export const statement = <V extends object>(build: (parameters: V) => Compilable): Query => {
  const { sql, parameters: places } = build(parameters as V).compile()
  return {
    sql,
    values: (named) =>
      places.map((place) => (place instanceof Parameter ? named[place.name] : place)),
  }
}

/** A question about the actor that the value `of` names; see `Question` for its rows. */
export const question = (
  of: string,
  words: EventType,
  build: (parameters: { readonly events: string; readonly after: number }) => Compilable,
): Question => ({ ...statement(build), of, words })

/** The numbers of a JSON array, as a query gives them. */
export const listed = (numbers: string) => sql<number>`(select value from json_each(${numbers}))`
