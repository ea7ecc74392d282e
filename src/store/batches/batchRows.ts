// The rows of the log, each held against the one before.
import { Result } from 'effect'
import type { EventType, Owner } from '../../events/event.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { attempt, type Database } from '../connection.ts'
import type { BeginnerOf } from '../shredding/keys.ts'
import { beginningsIn, storedIn } from './batchReader.ts'
import { type BatchRow, batchColumns, type ChainEnd, chainStart, checked } from './batchRow.ts'
import { type Sealed, sealedIn } from './sealedWords.ts'

/**
 * Gives the rows from the one on that holds `from`, in order, and beyond the end the last of all; ends
 * with the first failure. Rows that were packed with some that were given already, while nothing was
 * held, are given as they are now: they begin before what was not given yet.
 */
export type ReadRows = (from: number) => Generator<Result.Result<BatchRow, LogUnreadable>>

/**
 * How many rows are taken from the table at a time, between which nothing is held: at first as many full
 * ones as a page is looked for in, since whoever reads a page takes no more, then twice as many.
 */
const readRowsMin = 8
const readRowsMax = 64

export const checkedRows = (database: Database): ReadRows => {
  const page = rowsAndBefore(database)
  return function* (from) {
    let rowsMax = readRowsMin
    for (let next = from; ; ) {
      const taken = attempt(() => page(next, rowsMax))
      if (Result.isFailure(taken)) {
        yield unreadable(next, taken.failure.message)
        return
      }
      const { rows, before } = taken.success
      let end = before
      for (const row of rows) {
        const checkedEnd = checked(row, end)
        if (Result.isFailure(checkedEnd)) {
          yield Result.fail(checkedEnd.failure)
          return
        }
        end = checkedEnd.success
        if (next > from && end.seq < next) continue
        next = end.seq + 1
        yield Result.succeed(row)
      }
      if (rows.length < rowsMax) return
      rowsMax = Math.min(readRowsMax, 2 * rowsMax)
    }
  }
}

/** Some rows, and where the chain stood before them. */
interface RowsAndBefore {
  readonly rows: readonly BatchRow[]
  readonly before: ChainEnd
}

/** From the row that holds an event; together with the one before in one statement: as of one moment. */
const rowsAndBefore = (database: Database): ((from: number, rowsMax: number) => RowsAndBefore) => {
  const select = database.prepare(
    `select ${batchColumns} from batches where first >= coalesce((
       select max(first) from batches where first < (
         select max(first) from batches where first <= ?
       )
     ), 0) order by first limit ? + 1`,
  )
  return (from, rowsMax) => {
    const rows = select.all(from, rowsMax) as BatchRow[]
    const [before, holder] = rows
    if (before === undefined || holder === undefined || holder.first > from) {
      return { rows: rows.slice(0, rowsMax), before: chainStart }
    }
    return { rows: rows.slice(1), before: { seq: before.last, link: before.link } }
  }
}

/** Where the chain stands before the row that holds an event. */
export const standingBefore = (database: Database): ((seq: number) => ChainEnd) => {
  const select = database.prepare(
    `select last as seq, link as link from batches where first < (
       select coalesce(max(first), 0) from batches where first <= ?
     ) order by first desc limit 1`,
  )
  return (seq) => (select.get(seq) as ChainEnd | undefined) ?? chainStart
}

/** Where the log ends by its own account, held against its last row. */
interface Ending extends ChainEnd {
  /** Whether the last row has the turn and the time that the log says it ends with. */
  readonly isOfLastRow: 0 | 1
}

const endingOf = (database: Database): Ending | undefined =>
  database
    .prepare(
      `select head.seq as seq, head.link as link,
         (head.turn, head.at) = (coalesce(last.turn, 0), coalesce(last.at, 0)) as isOfLastRow
       from head left join (select turn, at from batches order by first desc limit 1) as last`,
    )
    .get() as Ending | undefined

/** Where the log ends, by its own account. */
export const headLink = (database: Database): ChainEnd =>
  database.prepare('select seq as seq, link as link from head').get() as ChainEnd

/** Checks all rows, or those from the one that holds `from`, and that they end where the log ends. */
export const checkChain = (database: Database, from = 1): Result.Result<void, LogUnreadable> => {
  let end = chainStart
  for (const row of checkedRows(database)(from)) {
    if (Result.isFailure(row)) return Result.fail(row.failure)
    const { last: seq, link } = row.success
    end = { seq, link }
  }
  return checkEnd(database, end)
}

/** Checks that the log ends where its last row does. */
export const checkEnd = (database: Database, end: ChainEnd): Result.Result<void, LogUnreadable> => {
  const ending = attempt(() => endingOf(database))
  if (Result.isFailure(ending)) return unreadable(end.seq, ending.failure.message)
  if (ending.success === undefined) {
    return logUnreadable(end.seq + 1, 'may be missing: the log does not say where it ends')
  }
  const { seq, link, isOfLastRow } = ending.success
  if (seq > end.seq) return logUnreadable(end.seq + 1, 'is missing')
  if (seq < end.seq || !Buffer.from(link).equals(end.link) || isOfLastRow === 0) {
    return logUnreadable(end.seq, 'is not the one that the log ends with')
  }
  return Result.void
}

const unreadable = (seq: number, why: string): Result.Result<never, LogUnreadable> =>
  logUnreadable(seq, `or one soon after it cannot be read: ${why}`)

/** Finds by its seq who began with an event; the row looked at last is kept at hand. */
export const beginners = (database: Database): BeginnerOf => {
  const select = database.prepare(
    `select first as first, last as last, events as events from batches
     where first <= ? order by first desc limit 1`,
  )
  let last = 0
  let begun: ReadonlyMap<number, Owner> = new Map()
  return (seq) => {
    if (seq > last || !begun.has(seq)) {
      const row = select.get(seq) as Pick<BatchRow, 'first' | 'last' | 'events'> | undefined
      last = row?.last ?? 0
      begun = row === undefined ? new Map() : beginningsIn(row)
    }
    return begun.get(seq) ?? null
  }
}

/** Finds the type of an event by its seq; null where there is none, or its row is torn. */
export const typesIn = (database: Database): ((seq: number) => EventType | null) => {
  const select = database.prepare(
    'select first as first, events as events from batches where first <= ? order by first desc limit 1',
  )
  return (seq) => {
    const row = select.get(seq) as Pick<BatchRow, 'first' | 'events'> | undefined
    const found = attempt(() => row && storedIn(row).find((event) => event.seq === seq))
    const stored = Result.isSuccess(found) ? found.success : undefined
    return (stored?.type as EventType | undefined) ?? null
  }
}

/** Finds the sealed words of an event by its seq; the row looked at last is kept at hand. */
export const sealedWords = (database: Database): ((seq: number) => Sealed | null) => {
  const select = database.prepare(
    `select first as first, last as last, words as words from batches
     where first <= ? order by first desc limit 1`,
  )
  let row: Pick<BatchRow, 'first' | 'last' | 'words'> | undefined
  let sealed: ReadonlyMap<number, Sealed> = new Map()
  return (seq) => {
    if (row === undefined || seq < row.first || seq > row.last) {
      row = select.get(seq) as typeof row
      sealed = row === undefined ? new Map() : sealedIn(row)
    }
    return sealed.get(seq) ?? null
  }
}
