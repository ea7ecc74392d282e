// Gets what was erased out of the files, soon after and in time.
import { type Database, type Trouble, troubleOf } from '../sqlite/connection.ts'
import { erase } from '../sqlite/databaseFile.ts'

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
 * Gives what to call when something was erased in the database. `broken` is called if the disk
 * fails in a way that nothing can be trusted after.
 */
export const erasing = (
  database: Database,
  clock: WriterClock,
  told: { readonly late: Late; readonly broken: (trouble: Trouble) => void },
): (() => void) => {
  let last = 0
  let since: number | null = null
  let late = false

  const attempt = (): void => {
    const hindrance = tryErase(database)
    const now = clock.now()
    if (hindrance === null) {
      last = now
      since = null
      late = false
    } else if (typeof hindrance !== 'string' && !hindrance.passing) {
      told.broken(hindrance)
    } else {
      if (!late && now - (since ?? now) >= lateMs) {
        late = true
        told.late(typeof hindrance === 'string' ? hindrance : hindrance.message)
      }
      clock.after(retryMs, attempt)
    }
  }

  return () => {
    if (since !== null) return
    since = clock.now()
    clock.after(Math.max(0, last + eraseEveryMs - since), attempt)
  }
}

/** What hindered it: null, somebody reading, or SQLite. */
const tryErase = (database: Database): Trouble | string | null => {
  try {
    return erase(database) ? null : 'another program is reading the database'
  } catch (error) {
    return troubleOf(error)
  }
}
