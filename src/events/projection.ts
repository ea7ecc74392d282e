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
 * Something to ask of the projections, answered page by page: its rows come in the order of their
 * `seq`, those above the parameter `after`. Where `words` is given, the words of each row's
 * `event_seq`, an event of that type, are opened with the key of its `actor`, and stand in the row
 * instead of the two.
 */
export interface Question extends Query {
  readonly words: EventType | null
}

/**
 * Bytes of words in one page of an answer, of which one may be read between two commits: about 2 ms
 * of the writer's time, and of the main thread's. A single row may have more.
 */
export const pageBytesMax = 64 * 1024

/** Rows of one page: what they are beside their words adds up to as much again. */
export const pageRowsMax = 500

/** Some rows of an answer, in order. */
export interface Page<Row = Readonly<Record<string, unknown>>> {
  readonly rows: readonly Row[]
  /** Whether the answer ends with these. */
  readonly isLast: boolean
}

/** An answer being read. */
export interface Reading<Row = Readonly<Record<string, unknown>>> {
  /**
   * The next page, once the one before is there; the first is asked for by whoever asks the
   * question. Not to be asked for after the last.
   */
  readonly next: () => Promise<Result.Result<Page<Row>, LogUnreadable | LogClosed>>
  /** Nothing more of it is wanted: what was asked for is not read, if it has not been yet. */
  readonly drop: () => void
}

/**
 * Asks a question by its name; `parameters` are bound by theirs. The answer is as of all turns
 * appended by now, or later ones too; and what is over by then is still read to its end.
 */
export type Ask = (
  question: string,
  parameters: Readonly<Record<string, string | number>>,
) => Reading
