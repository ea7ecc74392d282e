// Tells our database file from others, and makes it fit for use.
import { Result } from 'effect'
import { batchesTable, chainStart } from '../batches/batchRow.ts'
import { positionTable } from '../batches/position.ts'
import { type Database, transactional } from '../connection.ts'
import { setAside } from '../format2/carryOver.ts'
import { hasFormerEvents } from '../format2/formerEvents.ts'
import { hasFormerTables } from '../format2/formerLog.ts'
import { erase } from '../shredding/erasure.ts'
import { filedTable, isFollower } from '../shredding/filedKeys.ts'
import { carryKeys, keysTable } from '../shredding/sqliteKeys.ts'

/** `Pass` in the header of the file, so that no other program's database is taken for ours. */
const applicationId = 0x50617373

/** The version of the store's own tables and of the events in them. */
export const formatVersion = 4

/** Since that version tables are as now; until 4 all words were sealed by another cipher, and some still are. */
const tablesSince = 3

/** The version that had others, which is carried over where it is to be written to. */
const formerVersion = 2

/** Why a file cannot be our database. */
export interface DatabaseUnfit {
  readonly _tag:
    | 'NewerFormat'
    | 'OlderFormat'
    | 'ForeignDatabase'
    | 'NoWriteAheadLog'
    | 'OfAnotherRole'
    | 'Damaged'
  /** What is said of the file, to go on after its name. */
  readonly message: string
}

/** Where the log stands, so that it is noticed where its last row is missing, or a key. */
const headTable = `create table head (
  one integer primary key check (one = 1),
  seq integer not null,
  turn integer not null,
  at integer not null,
  link blob not null,
  living integer not null -- how many have a key
) strict`

const tables = [batchesTable, keysTable, headTable]

/** What a log has besides that follows a stream. */
const followerTables = [positionTable, filedTable]

/** Whether the log is as this version keeps it, or to be carried over, wholly or the rest of it. */
export type Format = 'present' | 'former'

/** Whether the database is ours, and of which format. */
export const recognise = (database: Database): Result.Result<Format, DatabaseUnfit> => {
  const version = number(database, 'user_version')
  switch (number(database, 'application_id')) {
    case applicationId:
      if (version === formerVersion) return former
      if (version > formatVersion)
        return unfit(
          'NewerFormat',
          `was written by a newer version of Passerby ${formatsOf(version)}`,
        )
      if (version >= tablesSince) return hasFormerEvents(database) ? former : present
      return unfit(
        'OlderFormat',
        `was written by an older version of Passerby ${formatsOf(version)}`,
      )
    case 0:
      return version === 0 && isEmpty(database) ? present : foreign
    default:
      return foreign
  }
}

/** Whether whoever opens it writes as those did who opened it before: into a log that follows a stream, or its own. */
export const checkRole = (
  database: Database,
  follows: boolean,
): Result.Result<void, DatabaseUnfit> => {
  if (isEmpty(database) || isFollower(database) === follows) return Result.void
  return follows
    ? unfit(
        'OfAnotherRole',
        'is of a server that runs alone: a world begins with an empty directory, or a copy of the file of another world',
      )
    : unfit('OfAnotherRole', 'is of a world of a cluster, and opened by ROLE=world only')
}

const present: Result.Result<Format> = Result.succeed('present')
const former: Result.Result<Format> = Result.succeed('former')

const unfit = (_tag: DatabaseUnfit['_tag'], message: string): Result.Result<never, DatabaseUnfit> =>
  Result.fail({ _tag, message })

const foreign = unfit('ForeignDatabase', 'belongs to another program')

const formatsOf = (version: number): string => `(format ${version}, not ${formatVersion})`

/**
 * Of the file's pages so much is kept in memory: whoever appends needs the last ones, and a page read
 * again comes from the system's cache within microseconds. SQLite would keep 16 MB here.
 */
const cacheKilobytes = 1_024

/**
 * Makes the tables of a new file, and of any file sure that it can be written and that what was
 * erased before a crash is gone from it.
 */
export const prepare = (
  database: Database,
  durability: 'power' | 'process',
  follows = false,
): Result.Result<void, DatabaseUnfit> => {
  const tablesFit = checkTables(database)
  if (Result.isFailure(tablesFit)) return tablesFit
  const mode = database.pragma('journal_mode = WAL', { simple: true })
  if (mode !== 'wal')
    return unfit('NoWriteAheadLog', 'is on a disk that cannot hold a write-ahead log')
  database.pragma('secure_delete = ON')
  database.pragma('temp_store = MEMORY')
  database.pragma(`cache_size = ${-cacheKilobytes}`)
  database.pragma(`synchronous = ${durability === 'power' ? 'FULL' : 'NORMAL'}`)
  // Only our own checkpoints write into the file, so that a foreign hand in it is noticed.
  database.pragma('wal_autocheckpoint = 0')
  const isFormer = number(database, 'user_version') === formerVersion
  const begin = transactional(database, () => {
    const isNew = isEmpty(database)
    if (isFormer) setAside(database)
    if (isFormer || isNew) {
      for (const table of tables) database.exec(table)
      for (const table of follows ? followerTables : []) database.exec(table)
      const living = isFormer ? carryKeys(database) : 0
      database.prepare('insert into head values (1, 0, 0, 0, ?, ?)').run(chainStart.link, living)
    }
    database.pragma(`application_id = ${applicationId}`)
    // One with these tables already becomes it with the first thing that is stored.
    if (isFormer || isNew) database.pragma(`user_version = ${formatVersion}`)
  })
  begin()
  erase(database)
  return Result.void
}

/** Whether it has the tables of its version; of others SQLite would only say that it failed. */
export const checkTables = (database: Database): Result.Result<void, DatabaseUnfit> => {
  const version = number(database, 'user_version')
  // It is empty, and they are about to be made.
  if (version === 0) return Result.void
  if (version === formerVersion) {
    return hasFormerTables(database, { begun: false })
      ? Result.void
      : unfit('Damaged', `is damaged: its tables are not those of format ${formerVersion}`)
  }
  const made = database.prepare('select sql from sqlite_schema').pluck().all()
  // SQLite writes the first two words itself.
  const areOurs = tables.every((table) =>
    made.includes(table.replace(/^create table/, 'CREATE TABLE')),
  )
  if (!areOurs || (hasFormerEvents(database) && !hasFormerTables(database, { begun: true }))) {
    return unfit('Damaged', 'is damaged: its tables are not ours')
  }
  return database.prepare('select count(*) from head').pluck().get() === 1
    ? Result.void
    : unfit('Damaged', 'is damaged: it does not say where its log ends')
}

/** The version of a log that has the tables of now, and becomes one of this version; null: it is. */
export const versionBefore = (database: Database): number | null => {
  const version = number(database, 'user_version')
  return version === formatVersion ? null : version
}

/** Makes it one of this version, before anything is stored that the version before could not read. */
export const becomePresent = (database: Database): void => {
  database.pragma(`user_version = ${formatVersion}`)
}

/** Whether the log is as format 2 kept it, all of it. */
export const isWhollyFormer = (database: Database): boolean =>
  number(database, 'user_version') === formerVersion && hasFormerTables(database, { begun: false })

/** Whether all pages are in order, those that are free included. */
export const checkPages = (database: Database): Result.Result<void, DatabaseUnfit> => {
  const [first] = database.pragma('quick_check(1)') as { readonly quick_check: string }[]
  return first?.quick_check === 'ok' ? Result.void : unfit('Damaged', 'is damaged')
}

const number = (database: Database, pragma: string): number =>
  database.pragma(pragma, { simple: true }) as number

const isEmpty = (database: Database): boolean =>
  database.prepare('select count(*) from sqlite_schema').pluck().get() === 0
