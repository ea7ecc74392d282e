// What the store runs beside the log: queries with parameters taken from events.
import type { Result } from 'effect'
import type { EventType } from './event.ts'
import type { LogClosed, LogUnreadable } from './log.ts'

/** A value of a query that is not known yet, as the path that it is taken from: `actor`, or `data.by`. */
export class Parameter {
  readonly path: readonly (string | number)[]

  constructor(...path: readonly (string | number)[]) {
    this.path = path
  }

  /** So that `const [one, other] = data.members` names the places of the two. */
  *[Symbol.iterator](): Iterator<Parameter> {
    for (let index = 0; ; index++) yield new Parameter(...this.path, index)
  }
}

/** SQL with its parameters in order: constants, and parameters to be bound. */
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

/** Asks a question by its name; `parameters` are bound by theirs. */
export type Ask = (
  question: string,
  parameters: Readonly<Record<string, string | number>>,
) => Promise<Result.Result<readonly Readonly<Record<string, unknown>>[], LogUnreadable | LogClosed>>
