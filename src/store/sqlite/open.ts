// Opens the store in a data directory, or says in a sentence why not.

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Result } from 'effect'
import type { LogUnreadable } from '../../events/log.ts'
import { checkChain } from '../batches/batchRows.ts'
import {
  attempt,
  type Database,
  failureOf,
  openDatabase,
  type StoreFailure,
} from '../connection.ts'
import { carryOver } from '../format2/carryOver.ts'
import { checkFormer, type FormerUnsound, formerEventsIn } from '../format2/formerLog.ts'
import { FiledKeys } from '../shredding/filedKeys.ts'
import type { Keys } from '../shredding/keys.ts'
import { type KeysDamaged, keysOf } from '../shredding/sqliteKeys.ts'
import { Ciphertext } from '../space/ciphertext.ts'
import { diskOf } from '../space/disk.ts'
import { passedOverIn } from '../space/writeAheadLog.ts'
import {
  checkPages,
  checkRole,
  type DatabaseUnfit,
  formatVersion,
  isWhollyFormer,
  prepare,
  recognise,
  versionBefore,
} from './databaseFile.ts'
import { headOf, type Parts, type SqliteStore, sqliteStore } from './eventStore.ts'

/** What the store needs to know; from the settings of the server. */
export interface StoreSettings {
  /** Where the database is; made if it is not there, for its owner only. */
  readonly directory: string
  /** What a committed turn survives: a power cut, or the end of the process. */
  readonly durability: 'power' | 'process'
  /** How long the events of those who are over are kept. */
  readonly retentionMs: number
  /** How many bytes the log may take before nobody new is let in. */
  readonly logBytesMax: number
  /** Whether the log follows a stream, which keeps what a power cut takes from the file. */
  readonly follows?: boolean
}

/** Why a store cannot be opened, in one sentence for an operator. */
export interface StoreUnusable {
  readonly _tag: 'StoreUnusable'
  readonly message: string
}

export type OpenStore = SqliteStore & {
  readonly measure: ReturnType<typeof diskOf>
  /** Gives its directory free for another server. */
  readonly close: () => void
}

/** How long to wait for somebody else's lock: a row's time, too short to be felt in a chat. */
const busyMs = 20

/**
 * How long a start waits for the lock of the directory: whoever looks whether a server runs there
 * holds it for a moment, and on a busy machine for a long one.
 */
const lockMs = 1_000

/** Tells the operator something while the store is opened. */
type Tell = (message: string) => void

/**
 * Opens the store, nothing being left to erase, or says why not. Whether its log is sound, and what its
 * projections show, is known once the living are read or it has caught up.
 */
export const openSqlite = (
  settings: StoreSettings,
  parts: Parts,
  tell: Tell = () => {},
): Result.Result<OpenStore, StoreUnusable> => {
  const { directory } = settings
  const file = join(directory, 'passerby.db')
  const open: Database[] = []
  const close = () => {
    for (const database of open.reverse()) database.close()
  }
  const refuse = (message: string): Result.Result<never, StoreUnusable> => {
    close()
    return Result.fail({ _tag: 'StoreUnusable', message })
  }
  try {
    makeDirectory(directory)
    const lock = join(directory, 'passerby.lock')
    open.push(openDatabase(privately(lock), lockMs))
    const locked = takeLock(open[0] as Database)
    if (Result.isFailure(locked)) {
      const isInUse = locked.failure.code.startsWith('SQLITE_BUSY')
      return refuse(
        isInUse ? `${directory} is in use by another server.` : unusable(file, locked.failure),
      )
    }
    const passedOver = passedOverIn(file)
    if (passedOver !== null) tell(`${passedOver}.`)
    const database = openDatabase(privately(file), busyMs)
    open.push(database)
    const sound = soundLog(database, settings, parts, tell)
    if (Result.isFailure(sound)) return refuse(faultSentence(file, sound.failure))
    const measure = diskOf(database, { database: file, lock }, settings.logBytesMax)
    const store = sqliteStore(database, sound.success, parts)
    const told = <A>(read: Result.Result<A, LogUnreadable>) =>
      Result.mapError(read, (failure) => ({ ...failure, message: faultSentence(file, failure) }))
    return Result.succeed({
      ...store,
      living: (from) => told(store.living(from)),
      catchUp: () => told(store.catchUp()),
      ...{ measure, close },
    })
  } catch (error) {
    return refuse(sentence(error, directory, file))
  }
}

interface SoundLog {
  readonly keys: Keys
  readonly ciphertext: Ciphertext
}

type Fault = DatabaseUnfit | LogUnreadable | KeysDamaged | FormerUnsound

/** What is kept of a log that is sound, once all of it is as this version keeps it; or what is wrong. */
const soundLog = (
  database: Database,
  { durability, follows = false }: StoreSettings,
  { random }: Parts,
  tell: Tell,
): Result.Result<SoundLog, Fault> =>
  Result.gen(function* () {
    yield* recognise(database)
    yield* checkRole(database, follows)
    if (isWhollyFormer(database)) {
      tellOfCarryOver(formerEventsIn(database), tell)
      // Nothing is begun with what may be lost by it.
      yield* checkPages(database)
      yield* checkFormer(database)
    }
    yield* prepare(database, follows ? 'process' : durability, follows)
    const carried = yield* carryOver(database)
    if (carried > 0) tell(`The log of format 2 was carried over: ${carried} events.`)
    const before = versionBefore(database)
    if (before !== null) {
      tell(
        `The log is of format ${before}: with the first thing that is stored it becomes one of format ${formatVersion}, which the version before does not open.`,
      )
    }
    const pages = checkPages(database)
    // Where an event cannot be read, it is told which.
    if (Result.isFailure(pages)) yield* checkChain(database)
    yield* pages
    const own = yield* keysOf(database, random)
    const keys = follows ? new FiledKeys(database, random) : own
    const ciphertext = new Ciphertext(database, keys, headOf(database).seq)
    return { keys, ciphertext }
  })

/** Fewer are carried over within seconds. */
const untoldEventsMax = 100_000

/** Whoever waits for the server should know why. The file grows by little: its pages are used again. */
const tellOfCarryOver = (events: number, tell: Tell): void => {
  if (events <= untoldEventsMax) return
  tell(
    `The log of format 2 is checked and carried over within its file: ${events} events; this takes up to a minute for each million.`,
  )
}

/** What is wrong, and what whoever finds a damaged log can do. */
const faultSentence = (file: string, fault: Fault): string => {
  const nextStep = `Move ${file} away to begin anew; npm run replay -- FILE shows what of it is sound.`
  switch (fault._tag) {
    case 'LogUnreadable':
      return `${fault.message} ${nextStep}`
    case 'FormerUnsound': {
      const { _tag, message } = fault.fault
      const what = _tag === 'LogUnreadable' ? message : `${file} ${message}.`
      return `${what} Nothing was changed: the version before still opens it as it did. ${nextStep}`
    }
    case 'KeysDamaged':
    case 'Damaged':
      return `${file} ${fault.message}. ${nextStep}`
    default:
      return `${file} ${fault.message}.`
  }
}

/** As `recursive` would, which never returns where the system makes nothing, as in `/proc`. */
const makeDirectory = (directory: string): void => {
  if (existsSync(directory)) return
  makeDirectory(dirname(directory))
  mkdirSync(directory, { mode: 0o700 })
}

/** Makes the file for its owner only; SQLite gives its companions the same rights. */
const privately = (file: string): string => {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  return file
}

/** Takes the lock, which the system gives back when this process is gone, however it goes. */
const takeLock = (lock: Database): Result.Result<void, StoreFailure> =>
  attempt(() => {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('begin exclusive')
  })

const sentence = (error: unknown, directory: string, file: string): string => {
  if (error instanceof Error && 'syscall' in error) {
    const { code } = error as NodeJS.ErrnoException
    const words = systemFaults[code ?? ''] ?? 'the system refused it'
    return `The data directory ${directory} cannot be used: ${words} (${code}).`
  }
  return unusable(file, failureOf(error))
}

/** What SQLite says of the file; of one that it cannot even open as its own nothing can be shown. */
const unusable = (file: string, { code, message }: StoreFailure): string => {
  const isDamaged = damages.some((damage) => code.startsWith(damage))
  const nextStep = isDamaged ? ` Move ${file} away to begin anew.` : ''
  return `${file} cannot be used: ${message}.${nextStep}`
}

/** The last is an error without a name of its own: a file head that SQLite makes no sense of. */
const damages = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_ERROR']

const systemFaults: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its disk is read-only',
  ENOTDIR: 'it, or a part of its path, is a file',
  ENOENT: 'it cannot be made there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
}
