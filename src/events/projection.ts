// What the store keeps beside the log, and what can be asked of it.
import type { Result } from 'effect'
import type { EventType, LogEvent } from './event.ts'
import type { ActorId } from './fields.ts'
import type { LogClosed, LogUnreadable } from './log.ts'

export type Named = Readonly<Record<string, string | number | null>>

/** The events so far that hold the words of somebody who lives, by their seqs, in order. */
export type EventsOf = (actor: ActorId) => readonly number[]

/** Prepares SQL on the connection that has the tables; gives what runs it, a query with all its rows. */
export type Prepare = (sql: string) => (...values: readonly unknown[]) => unknown

/**
 * A fold of the log into a temporary table. An event may touch only rows of its own actor, and an
 * event that ends an actor removes that actor's rows: so whoever is over need not be folded at all.
 */
export interface Projection {
  readonly name: string
  /** The SQL that makes its table. */
  readonly table: string
  /**
   * Prepares its statements; gives what folds the next events of the log into the table. However
   * the log is cut, the table comes out the same. `eventsOf` tells of those before them.
   */
  readonly on: (prepare: Prepare, eventsOf: EventsOf) => (events: readonly LogEvent[]) => void
}

/**
 * Something to ask of the projections about an actor, answered page by page: its rows come in the
 * order of their `seq`, those above the value `after`. It is asked with the value `events`, some of the
 * events that hold words under the actor's key, as a JSON array; the row of an event, where it has
 * one, has the `actor`, its `event_seq`, and a `seq` that counts rows from 1. The words of an event, which
 * is of type `words`, are opened and stand in the row instead of the first two.
 */
export interface Question {
  readonly sql: string
  /** What it is asked with, in order. */
  readonly values: (named: Named) => readonly unknown[]
  /** The name of the value that names the actor. */
  readonly of: string
  readonly words: EventType
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
 * Asks a question by its name; `named` are its values by theirs. The answer is as of all turns
 * appended by now, or later ones too; and what is over by then is still read to its end.
 */
export type Ask = (question: string, named: Named) => Reading
