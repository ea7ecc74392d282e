// A statement that is compiled once, and run with new values each time.
import type { Compilable } from 'kysely'
import type { EventType } from '../events/event.ts'
import type { Named, Query, Question } from '../events/projection.ts'

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

/** A question that is built from parameters; see `Question` for its rows. */
export const question = <V extends Named>(
  build: (parameters: V) => Compilable,
  words: EventType | null = null,
): Question => ({ ...statement(build), words })
