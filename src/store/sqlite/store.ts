// The store as the main thread has it: a log and its projections, in a thread.
import { Worker } from 'node:worker_threads'
import { Result } from 'effect'
import type { Log } from '../../events/log.ts'
import type { Ask } from '../../events/projection.ts'
import type { StoreSettings, StoreUnusable } from './open.ts'
import { type LogPorts, SqliteLog } from './sqliteLog.ts'
import type { FromWriter } from './writerMessages.ts'
import { WriterRequests, type WriterThread } from './writerRequests.ts'

/** What a batch leaves behind is garbage at once, so that room for a few is enough. */
const youngMegabytesMax = 8

export interface StorePorts extends LogPorts {
  /** The program of the writer's thread. */
  readonly writer: URL
  /** Something for the operator to know. */
  readonly warn: (message: string) => void
}

/** A log in a data directory, with its projections. Closing the log closes it all. */
export interface Store {
  readonly log: Log
  /** Asks the projections as of all turns appended by now. */
  readonly ask: Ask
}

/** Opens the store of a data directory, in a thread of its own. */
export const openStore = (
  options: StoreSettings & StorePorts,
): Promise<Result.Result<Store, StoreUnusable>> => {
  const { directory, durability, retentionMs, writer } = options
  const settings: StoreSettings = { directory, durability, retentionMs }
  const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytesMax }
  const thread = new Worker(writer, { name: 'writer', workerData: settings, resourceLimits })
  return connect(thread, options)
}

/** The store that a writer serves; waits until the writer has opened it. */
export const connect = (
  thread: WriterThread,
  ports: Omit<StorePorts, 'writer'>,
): Promise<Result.Result<Store, StoreUnusable>> =>
  new Promise((resolve) => {
    const requests = new WriterRequests(thread)
    let log: SqliteLog | null = null
    const gone = (why: string): void => {
      const message = `The writer is gone: ${why}`
      if (log === null) resolve(Result.fail({ _tag: 'StoreUnusable', message: `${message}.` }))
      requests.fail(message)
      log?.gone(`${message}; restart Passerby.`)
    }
    thread.on('error', (error) => gone(error instanceof Error ? error.name : 'it threw'))
    thread.on('exit', () => gone('its thread ended'))
    thread.on('message', (message: FromWriter) => {
      if (message.kind === 'unusable') {
        resolve(Result.fail(message.failure))
      } else if (message.kind === 'opened') {
        const opened = new SqliteLog(thread, requests, ports, message.head)
        log = opened
        resolve(Result.succeed({ log, ask: (...asked) => opened.ask(...asked) }))
      } else if (message.kind === 'warning') {
        ports.warn(message.message)
      } else {
        requests.hear(message)
        log?.hear(message)
      }
    })
  })
