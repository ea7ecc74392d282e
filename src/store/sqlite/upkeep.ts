// What the writer does beside storing: empties, prunes, and looks after the disk.
import { Result } from 'effect'
import type { LogSpace } from '../../events/log.ts'
import type { StoreFailure } from '../connection.ts'
import type { WriterClock } from '../shredding/erasure.ts'
import { spaceSentence } from '../space/disk.ts'
import type { SqliteStore } from './eventStore.ts'
import { pruning } from './retention.ts'

/** How soon what failed is tried again. */
const retryMs = 1_000

/**
 * What nobody can read is gathered for so long, since a row is written anew for all of it at once;
 * it is gone within a minute.
 */
const gatherMs = 30_000

/** Between two steps of emptying: 20 MB a second, and four fifths of the time for others. */
const emptyGapMs = 10

/** The events that have grown old in a minute are few. */
const pruneEveryMs = 60_000

/** Between two steps of a pass, so that many batches are stored to one step. */
const pruneGapMs = 50

/** At 2 MB a second, the most that one address may write, the log is past a bound by as much. */
const measureEveryMs = 1_000

/**
 * Beside it, while something is stored: measuring moves the write-ahead log into the database where
 * that is due, and the less there is to move, the shorter the next batch waits. Where it takes long,
 * as on a slow disk, so many times as long passes before the next, which leaves the rest to storing.
 */
const measureSoonMs = 50
const timesAsLong = 30

/** To be called where nothing can be trusted any more, or nothing stored now. */
type Failed = (failure: StoreFailure) => void

/**
 * Empties at once what a crash left; gives what to call when there is something more to empty. Until
 * somebody erases what was emptied is still in the files, so that is called once all of it is done.
 */
export const emptying = (
  { ciphertext }: SqliteStore,
  clock: WriterClock,
  { done, failed }: { readonly done: () => void; readonly failed: Failed },
): (() => void) => {
  let isGathering = false
  const empty = (): void => {
    const emptied = ciphertext.empty()
    if (Result.isFailure(emptied) && !emptied.failure.isRetryable) failed(emptied.failure)
    else if (Result.isFailure(emptied)) clock.after(retryMs, empty)
    else if (emptied.success) clock.after(emptyGapMs, empty)
    else done()
  }
  clock.after(emptyGapMs, empty)
  return () => {
    if (isGathering) return
    isGathering = true
    clock.after(gatherMs, () => {
      isGathering = false
      ciphertext.gather()
      empty()
    })
  }
}

/** Deletes what is older than the retention, for ever. */
export const pruneForever = (
  store: SqliteStore,
  retentionMs: number,
  clock: WriterClock,
  failed: Failed,
): void => {
  const step = pruning(store)
  const prune = (): void => {
    const outcome = step(clock.now() - retentionMs)
    if (Result.isFailure(outcome) && !outcome.failure.isRetryable) {
      failed(outcome.failure)
      return
    }
    const goesOn = Result.isSuccess(outcome) && outcome.success
    clock.after(goesOn ? pruneGapMs : pruneEveryMs, prune)
  }
  clock.after(pruneEveryMs, prune)
}

/** Who is told of the disk. */
interface DiskWatcher {
  readonly measured: (space: LogSpace) => void
  readonly warn: (message: string) => void
  readonly failed: Failed
}

/** Measures the disk now and every second, and soon after what it gives is called: something was stored. */
export const watchDisk = (
  measure: () => Result.Result<LogSpace, StoreFailure>,
  clock: WriterClock,
  { measured, warn, failed }: DiskWatcher,
): (() => void) => {
  let level: LogSpace['level'] = 'ample'
  let took = 0
  let isDue = false
  /** False where nothing can be trusted any more. */
  const look = (): boolean => {
    const began = clock.monotonic()
    const space = measure()
    took = clock.monotonic() - began
    if (Result.isFailure(space) && !space.failure.isRetryable) {
      failed(space.failure)
      return false
    }
    if (Result.isFailure(space)) return true
    measured(space.success)
    if (space.success.level !== level) warn(spaceSentence(space.success))
    level = space.success.level
    return true
  }
  const forever = (): void => {
    if (look()) clock.after(measureEveryMs, forever)
  }
  forever()
  return () => {
    if (isDue) return
    isDue = true
    clock.after(Math.max(measureSoonMs, timesAsLong * took), () => {
      isDue = !look()
    })
  }
}
