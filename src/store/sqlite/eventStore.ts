// The log in an open database: commits, reads and answers, at once.
import { Result } from 'effect'
import type { LogEvent, Owner } from '../../events/event.ts'
import type { Head, LogUnreadable } from '../../events/log.ts'
import type { Projection, Question } from '../../events/projection.ts'
import { eventsIn } from '../batches/batchReader.ts'
import { appending, type ChainEnd } from '../batches/batchRow.ts'
import { checkedRows, headLink } from '../batches/batchRows.ts'
import { livingPages } from '../batches/livingEvents.ts'
import { sealingBatches } from '../batches/sealBatch.ts'
import { attempt, type Database, type StoreFailure, transactional } from '../connection.ts'
import type { KeyOf, Keys, Random } from '../shredding/keys.ts'
import type { Ciphertext } from '../space/ciphertext.ts'
import {
  type Answer,
  answersTo,
  projectionsOf,
  type Refold,
  refolding,
} from './projectionTables.ts'

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

export interface SqliteStore extends Refold {
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
}

type Kept = Pick<SqliteStore, 'keys' | 'ciphertext'>

/** Where the log in the database stands. */
export const headOf = (database: Database): Head =>
  database.prepare('select seq as seq, turn as turn, at as at from head').get() as Head

/** The store over a sound database; its projections are to catch up with its log before anything else. */
export const sqliteStore = (
  database: Database,
  { keys, ciphertext }: Kept,
  parts: Parts,
): SqliteStore => {
  const keyOf = (owner: Owner) => keys.of(owner)
  const pages = livingPages(database, keys, keyOf)
  return {
    database,
    keys,
    ciphertext,
    ...refolding(database, ciphertext, parts.projections, pages),
    ...committing(database, { keys, ciphertext }, parts),
    read: reading(database, keyOf),
    ask: answersTo(database, parts.questions, { keyOf, eventsOf: (of) => ciphertext.eventsOf(of) }),
  }
}

/**
 * The one way into the log: seal, append, follow, which SQLite acknowledges together or not at all.
 * Only what was acknowledged is told, by whoever has it commit (`BatchQueue` of `writer.ts`).
 */
const committing = (
  database: Database,
  kept: Kept,
  { random, projections }: Parts,
): Pick<SqliteStore, 'head' | 'commit'> => {
  const seal = sealingBatches(random)
  const append = appending(database)
  const follow = following(database, kept, projections)
  const advance = advancing(database, kept.keys)
  let head = headOf(database)
  let end = headLink(database)
  const store = transactional(database, (events: readonly LogEvent[]) => {
    const { rows, ended } = seal(events, kept.keys)
    const appended = rows.reduce((before, row) => append(row, before), end)
    follow(events, ended)
    const { seq, turn, at } = events.at(-1) as LogEvent
    advance({ seq, turn, at }, appended)
    return { head: { seq, turn, at }, ended: ended.size > 0, end: appended }
  })
  return {
    head: () => head,
    commit: (events) => {
      const acknowledged = attempt(() => store(events))
      if (Result.isFailure(acknowledged)) {
        kept.keys.undo()
        return Result.fail(acknowledged.failure)
      }
      kept.keys.settle()
      kept.ciphertext.stored(events)
      end = acknowledged.success.end
      head = acknowledged.success.head
      return acknowledged
    },
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

/** Takes events into what is folded of the log beside it; whoever is over loses its key. */
const following = (
  database: Database,
  { keys, ciphertext }: Kept,
  projections: readonly Projection[],
) => {
  const fold = projectionsOf(database, projections, (of) => ciphertext.eventsOf(of))
  return (events: readonly LogEvent[], ended: ReadonlySet<Owner>): void => {
    fold(events)
    for (const owner of ended) keys.end(owner)
  }
}

/** Stores where the log ends, and how many live then. */
const advancing = (database: Database, keys: Keys) => {
  const advance = database.prepare(
    'update head set seq = ?, turn = ?, at = ?, link = ?, living = ?',
  )
  return ({ seq, turn, at }: Head, { link }: ChainEnd): void => {
    advance.run(seq, turn, at, link, keys.count)
  }
}
