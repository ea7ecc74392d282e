// Opens the store of a data directory: its log and its projections, written by a thread.
import { Result } from 'effect'
import type { WriterLoading } from '../writerThread.ts'
import type { StoreSettings, StoreUnusable } from './open.ts'
import { connect, type Store, type StorePorts } from './sqliteLog.ts'

const cannotRun: StoreUnusable = {
  _tag: 'StoreUnusable',
  message: "The writer's program cannot run.",
}

/** The store, once the writer's thread has opened it. */
export const openStore = async (
  options: StoreSettings & StorePorts & { readonly writer: WriterLoading },
): Promise<Result.Result<Store, StoreUnusable>> => {
  const { directory, durability, retentionMs, logBytesMax } = options
  const thread = await options.writer
  if (thread === null) return Result.fail(cannotRun)
  const settings: StoreSettings = { directory, durability, retentionMs, logBytesMax }
  thread.postMessage(settings)
  return connect(thread, options)
}
