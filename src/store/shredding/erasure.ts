// Gets what was shredded out of the files, soon after and in time.
import { statSync } from 'node:fs'
import { Result } from 'effect'
import type { After, Clock } from '../../events/ports.ts'
import { attempt, type Database, type StoreFailure } from '../connection.ts'

/** Time as the writer is handed it. */
export type WriterClock = Pick<Clock, 'now' | 'monotonic'> & { readonly after: After }

/** Erasing costs two syncs, so it is done once for all who end within this time: 2 s are due. */
const eraseEveryMs = 900

/** How soon to try again while somebody reading is in the way. */
const retryMs = 200

/** From then on an operator should know. */
const lateMs = 2_000

/** Says that erasing is late, and why; once, until it has succeeded. */
type Late = (why: string) => void

/**
 * Gives what to call when something was erased in the database. `failed` is called if the disk
 * fails in a way that nothing can be trusted after.
 */
export const erasing = (
  database: Database,
  clock: WriterClock,
  told: { readonly late: Late; readonly failed: (failure: StoreFailure) => void },
): (() => void) => {
  let last = Number.NEGATIVE_INFINITY
  let since: number | null = null
  let late = false

  const tryErase = (): void => {
    // Whoever looks after the disk notices it too, and says so; nothing may be made worse until then.
    if (!isAsLeft(database)) {
      clock.after(retryMs, tryErase)
      return
    }
    const erased = attempt(() => erase(database))
    const now = clock.monotonic()
    if (Result.isSuccess(erased) && erased.success) {
      last = now
      since = null
      late = false
    } else if (Result.isFailure(erased) && !erased.failure.isRetryable) {
      told.failed(erased.failure)
    } else {
      if (!late && now - (since ?? now) >= lateMs) {
        late = true
        told.late(
          Result.isFailure(erased)
            ? erased.failure.message
            : 'another program is reading the database',
        )
      }
      clock.after(retryMs, tryErase)
    }
  }

  return () => {
    if (since !== null) return
    since = clock.monotonic()
    clock.after(Math.max(0, last + eraseEveryMs - since), tryErase)
  }
}

/**
 * Moves what was committed into the database and empties the write-ahead log: until then what
 * was overwritten and deleted is still to be found in both. False if somebody reading is in the
 * way.
 */
export const erase = (database: Database): boolean => checkpoint(database, 'TRUNCATE')

/** How the last checkpoint left the file of each database. */
const lefts = new WeakMap<Database, string>()

/** Moves what was committed into the database; PASSIVE: as far as nobody reading is in the way. */
export const checkpoint = (database: Database, mode: 'TRUNCATE' | 'PASSIVE'): boolean => {
  const [{ busy }] = database.pragma(`wal_checkpoint(${mode})`) as [{ readonly busy: number }]
  lefts.set(database, stampOf(database))
  return busy === 0
}

/** Whether the file is as our last checkpoint left it: between two of them nobody writes there. */
export const isAsLeft = (database: Database): boolean => {
  const left = lefts.get(database)
  return left === undefined || left === stampOf(database)
}

/** Another program has written over the database: what memory holds is no longer what it has. */
export const writtenByOthers = ({ name }: Database): StoreFailure => ({
  _tag: 'StoreFailure',
  isRetryable: false,
  code: 'GONE',
  message: `the file ${name} was written by another program`,
})

const stampOf = ({ name }: Database): string => {
  const { mtimeNs, size } = statSync(name, { bigint: true, throwIfNoEntry: false }) ?? {}
  return `${mtimeNs} ${size}`
}
