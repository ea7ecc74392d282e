// The log in an open database: commits, reads and answers, at once.
import { Result } from 'effect'
import type { LogEvent, Owner } from '../../events/event.ts'
import type { Head, LogUnreadable } from '../../events/log.ts'
import type { Projection, Question } from '../../events/projection.ts'
import { eventsIn } from '../batches/batchReader.ts'
import { appending, type ChainEnd } from '../batches/batchRow.ts'
import { checkedRows, headLink } from '../batches/batchRows.ts'
import { livingPagesOfWhole } from '../batches/livingEvents.ts'
import { type Followed, type FollowedLot, noting, positionIn } from '../batches/position.ts'
import { endedIn, type SealBatch, sealingBatches } from '../batches/sealBatch.ts'
import { rowReceived } from '../batches/sentRow.ts'
import { attempt, type Database, type StoreFailure, transactional } from '../connection.ts'
import { FiledKeys, filedIn } from '../shredding/filedKeys.ts'
import type { Key, KeyOf, Keys, Random } from '../shredding/keys.ts'
import type { Ciphertext } from '../space/ciphertext.ts'
import { becomePresent, versionBefore } from './databaseFile.ts'
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
  /** The same with what another has sealed; `keep` is told of its events before they are folded. */
  readonly follow: (lot: FollowedLot, keep: Fold) => Result.Result<Stored, StoreFailure>
  /** For a log that follows a stream: how far it is, and what takes keys of those who live. */
  readonly followed: () => Followed | null
  readonly give: (owner: Owner, key: Key) => void
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
  const pages = livingPagesOfWhole(database, keys, keyOf)
  return {
    database,
    keys,
    ciphertext,
    ...refolding(database, ciphertext, parts.projections, pages),
    ...committing(database, { keys, ciphertext }, parts),
    followed: () =>
      keys instanceof FiledKeys
        ? { position: positionIn(database), living: filedIn(database) }
        : null,
    give: (owner, key) => {
      if (keys instanceof FiledKeys) keys.give(owner, key)
      keys.settle()
    },
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
): Pick<SqliteStore, 'head' | 'commit' | 'follow'> => {
  const fold = projectionsOf(database, projections, (of) => kept.ciphertext.eventsOf(of))
  const store = appendingOwn(database, kept.keys, { seal: sealingBatches(random), fold })
  const followed =
    kept.keys instanceof FiledKeys ? appendingFollowed(database, kept.keys, fold) : null
  let log: Ending = { head: headOf(database), end: headLink(database) }
  let isPresent = versionBefore(database) === null
  const acknowledged = (work: () => Appended): Result.Result<Stored, StoreFailure> => {
    const appended = attempt(() => {
      if (!isPresent) becomePresent(database)
      isPresent = true
      return work()
    })
    if (Result.isFailure(appended)) {
      kept.keys.undo()
      return Result.fail(appended.failure)
    }
    const { head, end, events, ended } = appended.success
    kept.keys.settle()
    kept.ciphertext.stored(events)
    log = { head, end }
    return Result.succeed({ head, ended: ended.size > 0 })
  }
  return {
    head: () => log.head,
    commit: (events) => acknowledged(() => store(events, log)),
    follow: (lot, keep) => {
      if (followed === null) throw new Error('A log of our own follows no stream')
      return acknowledged(() => followed(lot, log, keep))
    },
  }
}

/** Takes events, as into what is folded of the log beside it. */
type Fold = (events: readonly LogEvent[]) => void

/** Where the log ends. */
interface Ending {
  readonly head: Head
  readonly end: ChainEnd
}

/** What was appended, and where the log ends with it. */
interface Appended extends Ending {
  readonly events: readonly LogEvent[]
  readonly ended: ReadonlySet<Owner>
}

/** Seals events, appends them and folds them; whoever is over loses its key. */
const appendingOwn = (
  database: Database,
  keys: Keys,
  { seal, fold }: { readonly seal: SealBatch; readonly fold: Fold },
) => {
  const append = appending(database)
  const advance = advancing(database, keys)
  return transactional(database, (events: readonly LogEvent[], before: Ending): Appended => {
    const { rows, ended } = seal(events, keys)
    const end = rows.reduce((until, row) => append(row, until), before.end)
    fold(events)
    for (const owner of ended) keys.end(owner)
    const { seq, turn, at } = events.at(-1) as LogEvent
    advance({ seq, turn, at }, end)
    return { head: { seq, turn, at }, end, events, ended }
  })
}

/** Appends what was sealed elsewhere, and folds it, which SQLite acknowledges together with how far that is. */
const appendingFollowed = (database: Database, keys: FiledKeys, fold: Fold) => {
  const append = appending(database)
  const note = noting(database)
  const advance = advancing(database, keys)
  return transactional(database, (lot: FollowedLot, before: Ending, keep: Fold): Appended => {
    const { rows, begun, position } = lot
    let { head, end } = before
    for (const one of begun) keys.file(one)
    const events: LogEvent[] = []
    for (const sent of rows) {
      const row = rowReceived(sent)
      if (row.first !== head.seq + 1) throw new Error('A row does not follow the log')
      for (const event of Result.getOrThrow(eventsIn(row, (owner) => keys.of(owner)))) {
        events.push(event)
      }
      end = append(row, end)
      head = { seq: row.last, turn: row.turn, at: row.at }
    }
    keep(events)
    fold(events)
    const ended = endedIn(events)
    for (const owner of ended) keys.end(owner)
    if (rows.length > 0) advance(head, end)
    note(position)
    return { head, end, events, ended }
  })
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

/** Stores where the log ends, and how many live then. */
const advancing = (database: Database, keys: Keys) => {
  const advance = database.prepare(
    'update head set seq = ?, turn = ?, at = ?, link = ?, living = ?',
  )
  return ({ seq, turn, at }: Head, { link }: ChainEnd): void => {
    advance.run(seq, turn, at, link, keys.count)
  }
}
