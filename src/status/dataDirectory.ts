// Reads how things stand from a data directory, whether a server runs there or not.
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Result } from 'effect'
import type { Head, LogUnreadable } from '../events/log.ts'
import type { Projection } from '../events/projection.ts'
import { chatRooms } from '../projections/chatRooms.ts'
import { messages } from '../projections/messages.ts'
import { type Standing, standingIn } from '../projections/standing.ts'
import { users } from '../projections/users.ts'
import { beginners, checkChain } from '../store/batches/batchRows.ts'
import { livingPages } from '../store/batches/livingEvents.ts'
import {
  type Database,
  failureOf,
  isHeld,
  openForReading,
  type StoreFailure,
} from '../store/connection.ts'
import { type KeysDamaged, livingOf } from '../store/shredding/keys.ts'
import { type DatabaseUnfit, recognise } from '../store/sqlite/databaseFile.ts'
import { headOf } from '../store/sqlite/eventStore.ts'
import { projectionsOf } from '../store/sqlite/projectionTables.ts'

/** What a data directory tells. */
export interface Told extends Standing {
  readonly file: string
  /** The last event that it is told of. */
  readonly head: Head
  /** Whether a server writes there. */
  readonly isRunning: boolean
}

/** Nothing can be told of it; `message` says in one line why not, and what to do. */
export interface NothingTold {
  readonly _tag: 'NothingTold'
  readonly message: string
}

/** Reads it; of waits and rooms come `limit` at most. `path` may also be the database itself. */
export const standingOf = (path: string, limit: number): Result.Result<Told, NothingTold> => {
  const file = databaseAt(path)
  if (Result.isFailure(file)) return Result.fail(file.failure)
  const open: Database[] = []
  try {
    const database = openForReading(file.success)
    open.push(database)
    return tell(database, file.success, limit)
  } catch (error) {
    return nothing(`${file.success} cannot be read: ${adviceOn(failureOf(error))}.`)
  } finally {
    for (const database of open) database.close()
  }
}

const nothing = (message: string): Result.Result<never, NothingTold> =>
  Result.fail({ _tag: 'NothingTold', message })

const databaseAt = (path: string): Result.Result<string, NothingTold> => {
  const given = kindOf(path)
  if (given === 'file') return Result.succeed(path)
  if (given === 'nothing') {
    return nothing(`There is no ${path}: name the data directory, as DATA_DIR of the server does.`)
  }
  const file = join(path, 'passerby.db')
  const found = given === 'directory' ? kindOf(file) : given
  if (found === 'closed') return nothing(`${path} may not be looked into: ${asWhom}.`)
  return found === 'file'
    ? Result.succeed(file)
    : nothing(`No server has run in ${path} yet: there is no passerby.db in it.`)
}

const asWhom = 'ask as the user that the server runs as'

/** What is at a path, or whether the system lets nobody see it. */
const kindOf = (path: string): 'file' | 'directory' | 'nothing' | 'closed' => {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'file'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'EACCES' || code === 'EPERM' ? 'closed' : 'nothing'
  }
}

const tell = (
  database: Database,
  file: string,
  limit: number,
): Result.Result<Told, NothingTold> => {
  const recognised = recognise(database)
  if (Result.isFailure(recognised)) {
    return nothing(`${file} ${recognised.failure.message}${remedies[recognised.failure._tag]}.`)
  }
  if (recognised.success === 'former') {
    return nothing(`${file} is a log of format 2: start this version once, which carries it over.`)
  }
  if (isBlank(database)) return nothing(`${file} is empty: no server has run with it yet.`)
  const head = foldLiving(database, [users, chatRooms, messages])
  if (Result.isFailure(head)) {
    const { _tag, message } = head.failure
    const what = _tag === 'KeysDamaged' ? `${file} ${message}.` : message
    return nothing(`${what} See npm run replay -- ${file} --verify.`)
  }
  const all = (sql: string, values: readonly unknown[]) => database.prepare(sql).all(...values)
  const isRunning = isHeld(join(dirname(file), 'passerby.lock'))
  return Result.succeed({ file, head: head.success, isRunning, ...standingIn(all, limit) })
}

/**
 * Folds whoever lives into temporary tables of this connection, page by page as the debugger reads:
 * between two pages nothing of the file is held, so that a server can erase. Gives where the log
 * stood when it began, as of which the tables are.
 */
const foldLiving = (
  database: Database,
  projections: readonly Projection[],
): Result.Result<Head, LogUnreadable | KeysDamaged> => {
  database.pragma('temp_store = MEMORY')
  for (const { table } of projections) database.exec(table)
  const fold = projectionsOf(database, projections, () => [])
  const asOfNow = database.transaction(() =>
    Result.gen(function* () {
      // The last row; those before it that whoever lives is in are held to it when they are read.
      yield* checkChain(database, Number.MAX_SAFE_INTEGER)
      return { head: headOf(database), living: yield* livingOf(database, beginners(database)) }
    }),
  )
  const found = asOfNow()
  if (Result.isFailure(found)) {
    // Where a beginning is missing, it is told which.
    const chain = checkChain(database)
    return Result.fail(Result.isFailure(chain) ? chain.failure : found.failure)
  }
  const { head, living } = found.success
  const pageFrom = livingPages(database, living, keyless)
  let from: number | null = null
  do {
    const page = pageFrom(from)
    if (Result.isFailure(page)) return Result.fail(page.failure)
    const { events, next } = page.success
    fold(events.filter(({ seq }) => seq <= head.seq))
    from = next !== null && next <= head.seq ? next : null
  } while (from !== null)
  return Result.succeed(head)
}

const isBlank = (database: Database): boolean =>
  database.prepare('select count(*) from sqlite_schema').pluck().get() === 0

/** Whoever looks how things stand has no keys. */
const keyless = () => undefined

const remedies: Readonly<Record<DatabaseUnfit['_tag'], string>> = {
  NewerFormat: ': ask with that version',
  OlderFormat: ': ask with that version',
  ForeignDatabase: ': name the data directory, as DATA_DIR of the server does',
  NoWriteAheadLog: '',
  Damaged: '',
}

const adviceOn = ({ code, message }: StoreFailure): string => {
  if (code.startsWith('SQLITE_CANTOPEN')) return `${message}: ${asWhom}`
  return message
}
