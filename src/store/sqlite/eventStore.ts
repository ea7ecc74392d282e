// The log in an open database: commits, reads and answers, at once.
import { Result } from 'effect'
import { ends, type LogEvent, shapes } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { type Head, type LogUnreadable, logUnreadable } from '../../events/log.ts'
import type { Projection, Question } from '../../events/projection.ts'
import { attempt, type Database, type StoreFailure, transactional } from '../connection.ts'
import { type EventRow, eventOf, insertEvent, rowOf, selectEvents } from '../shredding/eventRow.ts'
import type { Keys } from '../shredding/keys.ts'
import { type Random, sealWith } from '../shredding/keys.ts'
import type { Ciphertext } from '../space/ciphertext.ts'
import { type LivingPage, livingPages } from './livingEvents.ts'
import { type Answer, answersTo, projectionsOf } from './projectionTables.ts'

/** How many events `read` gives at a time: about 10 ms of the writer's time. */
export const readEventsMax = 2_000

/** What the store is made of besides the database: handed in by the composition root. */
export interface Parts {
  readonly projections: readonly Projection[]
  readonly questions: Readonly<Record<string, Question>>
  readonly random: Random
}

/** A stored batch. */
export interface Stored {
  readonly head: Head
  /** Whether somebody's words are to be erased from the files now. */
  readonly ended: boolean
}

export interface SqliteStore {
  readonly database: Database
  readonly keys: Keys
  readonly ciphertext: Ciphertext
  readonly head: () => Head
  /** Stores whole turns in one transaction with all that follows from them, or nothing. */
  readonly commit: (events: readonly LogEvent[]) => Result.Result<Stored, StoreFailure>
  /** The next events from `from` up to `upTo`, readEventsMax at most. */
  readonly read: (from: number, upTo: number) => Result.Result<readonly LogEvent[], LogUnreadable>
  /** Answers a question of the projections. */
  readonly ask: (question: string, parameters: object) => Answer
  /** The next of the events that whoever lives needs; the first for null. */
  readonly living: (from: number | null) => Result.Result<LivingPage, LogUnreadable>
}

/** Events may have been pruned up to the last: its time is then lost with it, and long ago. */
const selectHead = `select seq, turn,
  coalesce((select at from events order by seq desc limit 1), 0) as at from head`

/** Where the log in the database stands. */
export const headOf = (database: Database): Head => database.prepare(selectHead).get() as Head

/** The store over a database whose projections are up to date with its log. */
export const sqliteStore = (
  database: Database,
  { keys, ciphertext }: Pick<SqliteStore, 'keys' | 'ciphertext'>,
  parts: Parts,
): SqliteStore => {
  const select = database.prepare(selectEvents).raw()
  const append = transactional(database, appending(database, keys, parts))
  const keyOf = (actor: ActorId) => keys.of(actor)
  let head = headOf(database)
  return {
    database,
    keys,
    ciphertext,
    head: () => head,
    commit: (events) => {
      const stored = attempt(() => append(events))
      if (Result.isSuccess(stored)) {
        keys.settle()
        ciphertext.stored(events)
        head = stored.success.head
      } else keys.undo()
      return stored
    },
    read: (from, upTo) => {
      const rows = attempt(() => select.all(from, upTo, readEventsMax) as EventRow[])
      if (Result.isSuccess(rows)) return Result.all(rows.success.map((row) => eventOf(row, keyOf)))
      return logUnreadable(from, `or one soon after it cannot be read: ${rows.failure.message}`)
    },
    ask: answersTo(database, parts.questions, keyOf),
    living: livingPages(database, keys, keyOf),
  }
}

/**
 * What is done to the tables when events are appended. Whoever begins and ends within these
 * events never has a key, and words of whoever ends within them are not written at all.
 */
const appending = (database: Database, keys: Keys, parts: Parts) => {
  const advance = database.prepare('update head set seq = ?, turn = ?')
  const insert = database.prepare(insertEvent)
  const fold = projectionsOf(database, parts.projections)
  const seal = sealWith(parts.random)
  return (events: readonly LogEvent[]): Stored => {
    const ended = new Set<ActorId | null>()
    for (const event of events) if (shapes.get(event.type)?.ends) ended.add(ends(event))
    for (const { type, actor, seq } of events) {
      if (shapes.get(type)?.begins && !ended.has(actor)) keys.begin(actor, seq)
    }
    const keyOf = (actor: ActorId) => (ended.has(actor) ? undefined : keys.of(actor))
    for (const event of events) insert.run(...rowOf(event, seal, keyOf))
    fold(events)
    for (const actor of ended) if (actor !== null) keys.end(actor)
    const { seq, turn, at } = events.at(-1) as LogEvent
    advance.run(seq, turn)
    return { head: { seq, turn, at }, ended: ended.size > 0 }
  }
}
