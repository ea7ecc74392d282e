// Opens the store of a data directory: its log and its projections, written by a thread.
import { Worker } from 'node:worker_threads'
import type { Result } from 'effect'
import type { StoreSettings, StoreUnusable } from './open.ts'
import { connect, type Store, type StorePorts } from './sqliteLog.ts'

/** What a batch leaves behind is garbage at once, so that room for a few is enough. */
const youngMegabytesMax = 8

/** The store, once the thread that runs the program `writer` has opened it. */
export const openStore = (
  options: StoreSettings & StorePorts & { readonly writer: URL },
): Promise<Result.Result<Store, StoreUnusable>> => {
  const { directory, durability, retentionMs, logBytesMax, writer } = options
  const settings: StoreSettings = { directory, durability, retentionMs, logBytesMax }
  const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytesMax }
  const thread = new Worker(writer, { name: 'writer', workerData: settings, resourceLimits })
  return connect(thread, options)
}
