// Gets what was shredded out of the files, soon after and in time.
import { Result } from 'effect'
import { attempt, type Database, type StoreFailure } from '../connection.ts'

/** Time as the writer is handed it. */
export interface WriterClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Runs `wake` after so many milliseconds. */
  readonly after: (ms: number, wake: () => void) => void
}

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
  let last = 0
  let since: number | null = null
  let late = false

  const tryErase = (): void => {
    const erased = attempt(() => erase(database))
    const now = clock.now()
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
    since = clock.now()
    clock.after(Math.max(0, last + eraseEveryMs - since), tryErase)
  }
}

/**
 * Moves what was committed into the database and empties the write-ahead log: until then what
 * was overwritten and deleted is still to be found in both. False if somebody reading is in the
 * way.
 */
export const erase = (database: Database): boolean => {
  const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }]
  return busy === 0
}
