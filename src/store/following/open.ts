// Opens the log of a data directory that follows a stream, written by a thread.
import { Result } from 'effect'
import type { After } from '../../events/ports.ts'
import type { Followed } from '../batches/position.ts'
import type { StoreSettings, StoreUnusable } from '../sqlite/open.ts'
import { connected } from '../sqlite/sqliteLog.ts'
import type { WriterLoading } from '../writerThread.ts'
import { FollowedLog, type FollowedLogParts } from './followedLog.ts'

const cannotRun: StoreUnusable = {
  _tag: 'StoreUnusable',
  message: "The writer's program cannot run.",
}

interface OpeningParts extends Pick<FollowedLogParts, 'warn'> {
  readonly writer: WriterLoading
  readonly clock: { readonly after: After<unknown> }
}

/** The log, once the writer's thread has opened it. */
export const openFollowed = async (
  { directory, durability, retentionMs, logBytesMax }: Omit<StoreSettings, 'follows'>,
  { writer, clock, warn }: OpeningParts,
): Promise<Result.Result<FollowedLog, StoreUnusable>> => {
  const thread = await writer
  if (thread === null) return Result.fail(cannotRun)
  const settings = { directory, durability, retentionMs, logBytesMax, follows: true }
  thread.postMessage(settings satisfies StoreSettings)
  return connected(thread, warn, ({ head, followed }) => {
    const opened = { head, followed: followed as Followed }
    return new FollowedLog({ thread, after: clock.after, warn }, opened)
  })
}
