// The store as the main thread has it: a log and its projections, in a thread.
import { Worker } from 'node:worker_threads'
import type { Log } from '../events/log.ts'
import type { Ask } from '../events/projection.ts'
import type { StoreFault, StoreSettings } from './sqlite/open.ts'
import { type LogEdge, SqliteLog } from './sqlite/sqliteLog.ts'
import type { FromWriter } from './sqlite/writerMessages.ts'
import { Requests, type WriterThread } from './sqlite/writerRequests.ts'

/** What a batch leaves behind is garbage at once, so that room for a few is enough. */
const youngMegabytesMax = 8

export interface StoreEdge extends LogEdge {
  /** The program of the writer's thread. */
  readonly writer: URL
  /** Something for the operator to know. */
  readonly warn: (message: string) => void
}

/** A log in a data directory, with its projections. Closing the log closes it all. */
export interface Store {
  readonly _tag: 'Store'
  readonly log: Log
  /** Asks the projections as of all turns appended by now. Rejects once the writer is gone. */
  readonly ask: Ask
}

/** Opens the store of a data directory, in a thread of its own. */
export const openStore = (options: StoreSettings & StoreEdge): Promise<Store | StoreFault> => {
  const { directory, durability, retentionMs, writer } = options
  const settings: StoreSettings = { directory, durability, retentionMs }
  const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytesMax }
  const thread = new Worker(writer, { name: 'writer', workerData: settings, resourceLimits })
  return connect(thread, options)
}

/** The store that a writer serves; waits until the writer has opened it. */
export const connect = (
  thread: WriterThread,
  edge: Omit<StoreEdge, 'writer'>,
): Promise<Store | StoreFault> =>
  new Promise((resolve) => {
    const requests = new Requests(thread)
    let log: SqliteLog | null = null
    const gone = (why: string): void => {
      const message = `The writer is gone: ${why}`
      if (log === null) resolve({ _tag: 'StoreFault', message: `${message}.` })
      requests.fail(message)
      log?.gone(`${message}; restart Passerby.`)
    }
    thread.on('error', (error) => gone(error instanceof Error ? error.name : 'it threw'))
    thread.on('exit', () => gone('its thread ended'))
    thread.on('message', (message: FromWriter) => {
      if (message.kind === 'fault') {
        resolve({ _tag: 'StoreFault', message: message.message })
      } else if (message.kind === 'opened') {
        const opened = new SqliteLog(thread, requests, edge, message.head)
        log = opened
        resolve({ _tag: 'Store', log, ask: (...asked) => opened.ask(...asked) })
      } else if (message.kind === 'warning') {
        edge.warn(message.message)
      } else {
        requests.hear(message)
        log?.hear(message)
      }
    })
  })
