// Opens the log of a data directory only to read it, whether a server runs there or not.
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Result } from 'effect'
import {
  type Database,
  failureOf,
  isHeld,
  openForReading,
  type StoreFailure,
} from '../connection.ts'
import { passedOverIn } from '../space/writeAheadLog.ts'
import { checkTables, type DatabaseUnfit, recognise } from './databaseFile.ts'

/** A log that can be read. */
export interface FoundLog {
  readonly database: Database
  readonly file: string
  /** Whether a server writes there. */
  readonly isRunning: boolean
  /** What is damaged at its end, where no server writes; null: nothing. */
  readonly damage: string | null
}

/** Nothing can be told of it; `message` says in one line why not, and what to do. */
export interface NothingTold {
  readonly _tag: 'NothingTold'
  readonly message: string
}

export const nothingTold = (message: string): Result.Result<never, NothingTold> =>
  Result.fail({ _tag: 'NothingTold', message })

/** What `look` makes of it, or why it cannot be read. `path` may also be the database itself. */
export const lookInto = <A>(
  path: string,
  look: (found: FoundLog) => Result.Result<A, NothingTold>,
): Result.Result<A, NothingTold> => {
  const at = databaseAt(path)
  if (Result.isFailure(at)) return Result.fail(at.failure)
  const file = at.success
  const open: Database[] = []
  try {
    const isRunning = isHeld(join(dirname(file), 'passerby.lock'))
    const damage = isRunning ? null : passedOverIn(file)
    const database = openForReading(file)
    open.push(database)
    const fault = faultOf(database, file)
    if (fault !== null) return nothingTold(fault)
    return look({ database, file, isRunning, damage })
  } catch (error) {
    return nothingTold(`${file} cannot be read: ${adviceOn(failureOf(error))}.`)
  } finally {
    for (const database of open) database.close()
  }
}

/** What to do where more is to be known of what is wrong with a log. */
export const verifying = (file: string): string => `See npm run replay -- ${file} --verify.`

const faultOf = (database: Database, file: string): string | null => {
  const recognised = recognise(database)
  if (Result.isFailure(recognised)) {
    return `${file} ${recognised.failure.message}${remedies[recognised.failure._tag]}.`
  }
  if (recognised.success === 'former') {
    return `${file} is a log of format 2: start this version once, which carries it over.`
  }
  if (isBlank(database)) return `${file} is empty: no server has run with it yet.`
  const tables = checkTables(database)
  return Result.isFailure(tables) ? `${file} ${tables.failure.message}. ${verifying(file)}` : null
}

const isBlank = (database: Database): boolean =>
  database.prepare('select count(*) from sqlite_schema').pluck().get() === 0

const databaseAt = (path: string): Result.Result<string, NothingTold> => {
  const given = kindOf(path)
  if (given === 'file') return Result.succeed(path)
  if (given === 'nothing') {
    return nothingTold(
      path.includes('://')
        ? `${path} is no data directory: NATS servers are named by nats:// or tls://.`
        : `There is no ${path}: name the data directory, as DATA_DIR of the server does.`,
    )
  }
  const file = join(path, 'passerby.db')
  const found = given === 'directory' ? kindOf(file) : given
  if (found === 'closed') return nothingTold(`${path} may not be looked into: ${asWhom}.`)
  return found === 'file'
    ? Result.succeed(file)
    : nothingTold(`No server has run in ${path} yet: there is no passerby.db in it.`)
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

const remedies: Readonly<Record<DatabaseUnfit['_tag'], string>> = {
  NewerFormat: ': ask with that version',
  OlderFormat: ': ask with that version',
  ForeignDatabase: ': name the data directory, as DATA_DIR of the server does',
  NoWriteAheadLog: '',
  OfAnotherRole: '',
  Damaged: '',
}

const adviceOn = ({ code, message }: StoreFailure): string => {
  if (code.startsWith('SQLITE_CANTOPEN')) return `${message}: ${asWhom}`
  return message
}
