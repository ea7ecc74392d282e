// What the store runs beside the log: queries with places to fill in.
import type { EventType } from './event.ts'

/** A place that a query's parameter is taken from, as a path: `actor`, or `data.by`. */
export class Slot {
  readonly path: readonly (string | number)[]

  constructor(...path: readonly (string | number)[]) {
    this.path = path
  }

  /** So that `const [one, other] = data.members` names the places of the two. */
  *[Symbol.iterator](): Iterator<Slot> {
    for (let index = 0; ; index++) yield new Slot(...this.path, index)
  }
}

/** SQL with its parameters in order: constants, and slots to be filled in. */
export interface Query {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/**
 * A fold of the log into a temporary table. An event may touch only rows of its own actor, and an
 * event that ends an actor removes that actor's rows: so whoever is over need not be folded at all.
 */
export interface Projection {
  readonly name: string
  readonly table: Query
  readonly on: { readonly [T in EventType]?: Query }
}

/**
 * Something to ask of the projections. Where `words` is given, each row's `sealed` is opened
 * with the key of its `actor` as the words of event `event_seq` of that type, and these stand in
 * the row instead of the three.
 */
export interface Question extends Query {
  readonly words: EventType | null
}

/** Asks a question by its name; `facts` fill in its slots. */
export type Ask = (
  question: string,
  facts: Readonly<Record<string, string | number>>,
) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** Fills in the query's slots from `facts`; the array is the same one each time. */
export const filled = (query: Query): ((facts: object) => readonly unknown[]) => {
  const values: unknown[] = query.parameters.map(storable)
  const slots = query.parameters.flatMap((parameter, index) =>
    parameter instanceof Slot ? [{ index, path: parameter.path }] : [],
  )
  return (facts) => {
    for (const { index, path } of slots) {
      let value: unknown = facts
      for (const step of path) value = (value as Record<string | number, unknown>)[step]
      values[index] = storable(value)
    }
    return values
  }
}

const storable = (value: unknown): unknown => {
  if (value === undefined) return null
  return typeof value === 'boolean' ? Number(value) : value
}
