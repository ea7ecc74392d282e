// The one door to better-sqlite3: connections, and what their errors mean.
import Sqlite from 'better-sqlite3'
import { Result } from 'effect'

export type Database = Sqlite.Database
export type Statement = Sqlite.Statement

/** Why SQLite did not do as told. */
export interface StoreFailure {
  readonly _tag: 'StoreFailure'
  /** True where trying again later is safe and may help. */
  readonly isRetryable: boolean
  /** SQLite's own name for it, or `FAULT` for an error of ours. */
  readonly code: string
  /** Half a sentence for an operator. */
  readonly message: string
}

/** Opens the file; waits at most `busyMs` for somebody else's lock. Throws as SQLite does. */
export const openDatabase = (file: string, busyMs: number): Database =>
  new Sqlite(file, { timeout: busyMs })

/** Opens a file that is there already, only to read it. Throws as SQLite does. */
export const openForReading = (file: string): Database =>
  new Sqlite(file, { readonly: true, fileMustExist: true })

/** Whether another process holds the file for itself; a file that is not there nobody holds. */
export const isHeld = (file: string): boolean => {
  const looked = attempt(() => {
    const database = new Sqlite(file, { readonly: true, timeout: 0 })
    try {
      database.prepare('select count(*) from sqlite_schema').get()
    } finally {
      database.close()
    }
  })
  return Result.isFailure(looked) && looked.failure.code.startsWith('SQLITE_BUSY')
}

/** Anything thrown while SQLite was at work, as a value. */
export const failureOf = (error: unknown): StoreFailure => {
  if (!(error instanceof Sqlite.SqliteError)) {
    const name = error instanceof Error ? error.name : typeof error
    const message = `the writer has a fault of its own (${name})`
    return { _tag: 'StoreFailure', isRetryable: false, code: 'FAULT', message }
  }
  const { code } = error
  const known = failures.find(([prefix]) => code === prefix || code.startsWith(`${prefix}_`))
  const [, isRetryable, words] = known ?? ['', false, 'reading or writing the database failed']
  return { _tag: 'StoreFailure', isRetryable, code, message: `${words} (${code})` }
}

/** What `work` gives, or why SQLite did not do as told. */
export const attempt = <A>(work: () => A): Result.Result<A, StoreFailure> => {
  try {
    return Result.succeed(work())
  } catch (error) {
    return Result.fail(failureOf(error))
  }
}

export const hasTable = (database: Database, name: string): boolean =>
  database
    .prepare("select count(*) from sqlite_schema where type = 'table' and name = ?")
    .pluck()
    .get(name) !== 0

/** `work` in one transaction: all of it is stored, or nothing is and the error is thrown. */
export const transactional = <Args extends unknown[], A>(
  database: Database,
  work: (...args: Args) => A,
): ((...args: Args) => A) => database.transaction(work).immediate

/** `work` on the database as it is at one moment, whatever others write meanwhile. */
export const snapshot = <Args extends unknown[], A>(
  database: Database,
  work: (...args: Args) => A,
): ((...args: Args) => A) => database.transaction(work).deferred

/**
 * A sync that failed is not among those that pass: the kernel may have dropped what it could not
 * write, and the next sync would succeed without it.
 */
const failures: readonly (readonly [code: string, isRetryable: boolean, words: string])[] = [
  ['SQLITE_FULL', true, 'the disk is full'],
  ['SQLITE_READONLY', true, 'the database may not be written to'],
  ['SQLITE_CANTOPEN', true, 'the database cannot be opened'],
  ['SQLITE_BUSY', true, 'another program holds the database'],
  ['SQLITE_LOCKED', true, 'another program holds the database'],
  ['SQLITE_NOTADB', false, 'the file is not a database'],
  ['SQLITE_CORRUPT', false, 'the database is damaged'],
  ['SQLITE_IOERR', false, 'reading or writing the disk failed'],
]
