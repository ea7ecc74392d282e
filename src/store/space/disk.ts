// What the log takes of the disk, what is left of it, and whether the files are still ours.
import { closeSync, openSync, readSync, statfsSync, statSync } from 'node:fs'
import { Result } from 'effect'
import { type LogSpace, type SpaceLevel, spaceLevels } from '../../events/log.ts'
import { type Database, failureOf, type StoreFailure } from '../connection.ts'
import { checkpoint, isAsLeft, writtenByOthers } from '../shredding/erasure.ts'
import { frameHeaderBytes, logHeaderBytes } from './writeAheadLog.ts'

/** From this part of what it may take an operator should know; from the whole on nobody comes in. */
const fillingFrom = 0.8

/** So much more than it may take the log takes before messages are refused as well. */
const spentFrom = 1.25

/** What is to be left on the disk where somebody comes in: a day of a hundred people who talk. */
const bytesReservedMax = 256 * 1024 * 1024

/** On a small disk this part of it. */
const reservedPart = 1 / 20

/** Of what is reserved no message takes the last part: erasing needs some room to write in. */
const spentPart = 1 / 8

/** A level is left again once things are better by a twentieth, so that it does not flicker. */
const easing = 1.05

interface Use {
  readonly bytes: number
  readonly bytesMax: number
  readonly bytesFree: number
  readonly bytesReserved: number
}

const fullnessOf = ({ bytes, bytesMax, bytesFree, bytesReserved }: Use): number =>
  Math.max(bytes / bytesMax, bytesReserved / bytesFree)

const levelAt = (use: Use, factor: number): SpaceLevel => {
  const fullness = fullnessOf(use) * factor
  const { bytes, bytesMax, bytesFree, bytesReserved } = use
  const spent = Math.max(bytes / bytesMax / spentFrom, (bytesReserved * spentPart) / bytesFree)
  if (spent * factor >= 1) return 'spent'
  return fullness >= 1 ? 'full' : fullness >= fillingFrom ? 'filling' : 'ample'
}

const rankOf = (level: SpaceLevel): number => spaceLevels.indexOf(level)

/** The level after `before`. */
export const spaceOf = (use: Use, before: SpaceLevel): LogSpace => {
  const [now, eased] = [levelAt(use, 1), levelAt(use, easing)]
  const falling = rankOf(eased) < rankOf(before) ? eased : before
  const { bytesReserved: _, ...known } = use
  return {
    ...known,
    fullness: fullnessOf(use),
    level: rankOf(now) >= rankOf(before) ? now : falling,
  }
}

const megabytes = (bytes: number): string =>
  `${Math.floor(bytes / 1024 / 1024).toLocaleString('en')} MB`

/** What an operator is told when the level changes. */
export const spaceSentence = ({ level, bytes, bytesMax, bytesFree }: LogSpace): string => {
  const taken = `the log takes ${megabytes(bytes)} of ${megabytes(bytesMax)} (LOG_MEGABYTES_MAX)`
  const facts = `${taken}, and its disk has ${megabytes(bytesFree)} left`
  return `${consequences[level]}: ${facts}.`
}

const consequences: Readonly<Record<SpaceLevel, string>> = {
  ample: 'There is space again',
  filling: 'Space runs out',
  full: 'Nobody new is let in',
  spent: 'Nobody new is let in and no message is taken',
}

/** Measures the disk; fails for good where a file of the log is no longer the one that was opened. */
export const diskOf = (
  database: Database,
  files: { readonly database: string; readonly lock: string },
  bytesMax: number,
): (() => Result.Result<LogSpace, StoreFailure>) => {
  const log = `${files.database}-wal`
  const ours = [files.database, log, files.lock]
  const identities = ours.map(identityOf)
  const number = (pragma: string) => database.pragma(pragma, { simple: true }) as number
  let level: SpaceLevel = 'ample'
  let sizeBefore = 0
  return () => {
    const foreign = ours.find((file, index) => identityOf(file) !== identities[index])
    if (foreign !== undefined) return gone(foreign, 'deleted or replaced')
    try {
      // It never gets smaller by our doing.
      const { size } = statSync(files.database)
      if (size < sizeBefore) return gone(files.database, 'cut off')
      sizeBefore = size
      if (!isAsLeft(database)) return Result.fail(writtenByOthers(database))
      const { frames, moved } = framesIn(database)
      if (!isWhole(log, frames, number('page_size'))) return gone(log, 'cut off')
      if (frames - moved > framesMax) checkpoint(database, 'PASSIVE')
      // What is free within the file is used before the file grows. Of the write-ahead log there are a
      // few MB, and nothing in it stays.
      const [pageSize, pagesFree] = [number('page_size'), number('freelist_count')]
      const bytes = (number('page_count') - pagesFree) * pageSize
      const disk = diskBeside(files.database)
      const bytesFree = disk.bytesFree + pagesFree * pageSize
      const space = spaceOf({ ...disk, bytes, bytesMax, bytesFree }, level)
      level = space.level
      return Result.succeed(space)
    } catch (error) {
      return Result.fail(failureOf(error))
    }
  }
}

/**
 * From so many pages of the write-ahead log on they are moved into the database: nothing is stored
 * meanwhile, for a millisecond or two. Erasing does it with less.
 */
const framesMax = 64

/** What every write-ahead log begins with. */
const logMagic: ReadonlySet<number> = new Set([0x377f0682, 0x377f0683])

/** The frames of the write-ahead log that count, and how many of them the database has by now. */
interface Frames {
  readonly frames: number
  readonly moved: number
}

/**
 * Asked of SQLite: whoever reads the index of the write-ahead log from the file (`passerby.db-shm`)
 * and closes that again loses this process's locks on it, and the next program to open the database
 * cuts the index off under us.
 */
const framesIn = (database: Database): Frames => {
  const [{ log, checkpointed }] = database.pragma('wal_checkpoint(NOOP)') as [
    { readonly log: number; readonly checkpointed: number },
  ]
  return { frames: log, moved: checkpointed }
}

/**
 * Whether the write-ahead log has all frames that SQLite counts on; nothing else would notice
 * before they are read. What is written after it was cut off leaves a hole at its beginning.
 * The file's format: sqlite.org/walformat.html.
 */
const isWhole = (log: string, frames: number, pageBytes: number): boolean => {
  if (frames === 0) return true
  const sizeMin = logHeaderBytes + frames * (frameHeaderBytes + pageBytes)
  return statSync(log).size >= sizeMin && logMagic.has(beginningOf(log))
}

/** The first four bytes of a file; zero beyond its end. */
const beginningOf = (name: string): number => {
  const file = openSync(name, 'r')
  try {
    const bytes = Buffer.alloc(4)
    readSync(file, bytes, 0, bytes.length, 0)
    return bytes.readUInt32BE()
  } finally {
    closeSync(file)
  }
}

const gone = (file: string, how: string): Result.Result<never, StoreFailure> =>
  Result.fail({
    _tag: 'StoreFailure',
    isRetryable: false,
    code: 'GONE',
    message: `the file ${file} was ${how}`,
  })

/** Which file it is, whatever its name; null where none can be found. */
const identityOf = (file: string): string | null => {
  try {
    const { dev, ino } = statSync(file)
    return `${dev} ${ino}`
  } catch {
    return null
  }
}

/** As much as can be wished for where the system cannot tell. */
const diskBeside = (file: string): Pick<Use, 'bytesFree' | 'bytesReserved'> => {
  try {
    const { bavail, blocks, bsize } = statfsSync(file)
    const bytesReserved = Math.min(bytesReservedMax, blocks * bsize * reservedPart)
    return { bytesFree: bavail * bsize, bytesReserved }
  } catch {
    return { bytesFree: Number.MAX_SAFE_INTEGER, bytesReserved: 0 }
  }
}
