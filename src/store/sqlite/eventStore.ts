// The log in an open database: commits, reads and answers, at once.
import { Result } from 'effect'
import { begins, ends, type LogEvent, type Owner } from '../../events/event.ts'
import type { Head, LogUnreadable } from '../../events/log.ts'
import type { Projection, Question } from '../../events/projection.ts'
import { eventsIn } from '../batches/batchReader.ts'
import { type ChainEnd, inserting } from '../batches/batchRow.ts'
import { checkedRows, headLink } from '../batches/batchRows.ts'
import { BatchWriter } from '../batches/batchWriter.ts'
import { type LivingPage, livingPages } from '../batches/livingEvents.ts'
import { attempt, type Database, type StoreFailure, transactional } from '../connection.ts'
import type { KeyOf, Keys, Random } from '../shredding/keys.ts'
import { sealWith } from '../shredding/sealing.ts'
import type { Ciphertext } from '../space/ciphertext.ts'
import { type Answer, answersTo, projectionsOf } from './projectionTables.ts'

/** How many events `read` gives at a time: about 10 ms of the writer's time. */
export const readEventsMax = 2_000

/** How many bytes of words it passes, which reports make long. */
export const readBytesMax = 1024 * 1024

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

interface Appended extends Stored {
  /** Where the chain of rows stands by now. */
  readonly end: ChainEnd
}

export interface SqliteStore {
  readonly database: Database
  readonly keys: Keys
  readonly ciphertext: Ciphertext
  readonly head: () => Head
  /** Stores whole turns in one transaction with all that follows from them, or nothing. */
  readonly commit: (events: readonly LogEvent[]) => Result.Result<Stored, StoreFailure>
  /** The next events from `from` up to `upTo`, readEventsMax at most, and few that are long. */
  readonly read: (from: number, upTo: number) => Result.Result<readonly LogEvent[], LogUnreadable>
  /** Answers a question of the projections. */
  readonly ask: (question: string, parameters: object) => Answer
  /** The next of the events that whoever lives needs; the first for null. */
  readonly living: (from: number | null) => Result.Result<LivingPage, LogUnreadable>
}

/** Where the log in the database stands. */
export const headOf = (database: Database): Head =>
  database.prepare('select seq as seq, turn as turn, at as at from head').get() as Head

/** The store over a database whose projections are up to date with its log. */
export const sqliteStore = (
  database: Database,
  { keys, ciphertext }: Pick<SqliteStore, 'keys' | 'ciphertext'>,
  parts: Parts,
): SqliteStore => {
  const append = transactional(database, appending(database, { keys, ciphertext }, parts))
  const keyOf = (owner: Owner) => keys.of(owner)
  let head = headOf(database)
  let end = headLink(database)
  return {
    database,
    keys,
    ciphertext,
    head: () => head,
    commit: (events) => {
      const stored = attempt(() => append(events, end))
      if (Result.isFailure(stored)) {
        keys.undo()
        return Result.fail(stored.failure)
      }
      keys.settle()
      ciphertext.stored(events)
      end = stored.success.end
      head = stored.success.head
      return stored
    },
    read: reading(database, keyOf),
    ask: answersTo(database, parts.questions, { keyOf, eventsOf: (of) => ciphertext.eventsOf(of) }),
    living: livingPages(database, keys, keyOf),
  }
}

const reading = (database: Database, keyOf: KeyOf): SqliteStore['read'] => {
  const rows = checkedRows(database)
  return (from, upTo) => {
    const read: LogEvent[] = []
    let bytes = 0
    for (const row of rows(from)) {
      if (Result.isFailure(row)) return Result.fail(row.failure)
      const events = eventsIn(row.success, keyOf, ({ seq }) => seq >= from && seq <= upTo)
      if (Result.isFailure(events)) return Result.fail(events.failure)
      for (const event of events.success) {
        read.push(event)
        if (read.length === readEventsMax) return Result.succeed(read)
      }
      bytes += row.success.words.length
      if (row.success.last >= upTo || bytes >= readBytesMax) break
    }
    return Result.succeed(read)
  }
}

/**
 * What is done to the tables when events are appended. Whoever begins and ends within these
 * events never has a key, and words of whoever ends within them are not written at all.
 */
const appending = (
  database: Database,
  { keys, ciphertext }: Pick<SqliteStore, 'keys' | 'ciphertext'>,
  parts: Parts,
) => {
  const advance = database.prepare(
    'update head set seq = ?, turn = ?, at = ?, link = ?, living = ?',
  )
  const insert = inserting(database)
  const fold = projectionsOf(database, parts.projections, (of) => ciphertext.eventsOf(of))
  const writer = new BatchWriter(sealWith(parts.random))
  const write = (events: readonly LogEvent[], keyOf: KeyOf, before: ChainEnd): ChainEnd => {
    let end = before
    const store = () => {
      const row = writer.row()
      insert(row)
      end = { seq: row.last, link: row.link }
    }
    writer.begin(end)
    for (const event of events) {
      if (writer.isFull) {
        store()
        writer.begin(end)
      }
      writer.add(event, keyOf)
    }
    store()
    return end
  }
  return (events: readonly LogEvent[], before: ChainEnd): Appended => {
    const ended = new Set<Owner>()
    for (const event of events) {
      const over = ends(event)
      if (over !== null) ended.add(over)
    }
    for (const event of events) {
      const begun = begins(event)
      if (begun !== null && !ended.has(begun)) keys.begin(begun, event.seq)
    }
    const end = write(events, (owner) => (ended.has(owner) ? undefined : keys.of(owner)), before)
    fold(events)
    for (const owner of ended) keys.end(owner)
    const { seq, turn, at } = events.at(-1) as LogEvent
    advance.run(seq, turn, at, end.link, keys.count)
    return { head: { seq, turn, at }, ended: ended.size > 0, end }
  }
}
