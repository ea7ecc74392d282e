// Stores in directories of their own, in this thread or in a writer's.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { Result } from 'effect'
import type { Reading } from '../../src/events/projection.ts'
import { chatRooms } from '../../src/projections/chatRooms.ts'
import { messages, transcriptQuestion } from '../../src/projections/messages.ts'
import { users } from '../../src/projections/users.ts'
import type { Followed } from '../../src/store/batches/position.ts'
import { FollowedLog } from '../../src/store/following/followedLog.ts'
import type { WriterClock } from '../../src/store/shredding/erasure.ts'
import type { Parts } from '../../src/store/sqlite/eventStore.ts'
import { type OpenStore, openSqlite, type StoreSettings } from '../../src/store/sqlite/open.ts'
import { connect, connected } from '../../src/store/sqlite/sqliteLog.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { serveWriter } from '../../src/store/sqlite/writer.ts'
import type { WriterPort } from '../../src/store/sqlite/writerMessages.ts'
import type { WriterThread } from '../../src/store/sqlite/writerRequests.ts'
import { startWriter } from '../../src/store/writerThread.ts'
import { passingFolder } from '../kit/passingFolder.ts'
import { filesIn, writerProgram } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'

/** A path where nothing is yet. */
export const freshDirectory = (): string => join(passingFolder(), 'data')

export const parts: Parts = {
  projections: [users, chatRooms, messages],
  questions: { transcript: transcriptQuestion },
  random: randomBytes,
}

const hour = 3_600_000

export const settingsFor = (directory: string): StoreSettings => ({
  directory,
  durability: 'process',
  retentionMs: 24 * hour,
  logBytesMax: 1 << 30,
})

/** Opens a store in this thread, up to date with its log; fails if it cannot be. */
export const openHere = (directory: string, other: Partial<Parts> = {}): OpenStore => {
  const store = succeeded(openSqlite(settingsFor(directory), { ...parts, ...other }))
  succeeded(store.catchUp())
  return store
}

/** Why a store in that directory cannot be opened; fails if it can. */
export const refusalOf = (directory: string): string => {
  const store = openSqlite(settingsFor(directory), parts)
  if (Result.isFailure(store)) return store.failure.message
  const caughtUp = store.success.catchUp()
  store.success.close()
  if (Result.isFailure(caughtUp)) return caughtUp.failure.message
  throw new Error('The store was opened')
}

/** Time that passes only when told to. */
export interface HandClock extends WriterClock {
  /** Lets so many milliseconds pass, and what was due in them happen. */
  readonly pass: (ms: number) => void
}

export const handClock = (start = 1_795_000_000_000): HandClock => {
  let now = start
  let alarms: { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    monotonic: () => now,
    after: (ms, wake) => alarms.push({ at: now + ms, wake }),
    pass: (ms) => {
      const end = now + ms
      for (;;) {
        const [next] = alarms.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        alarms = alarms.filter((alarm) => alarm !== next)
        now = Math.max(now, next.at)
        next.wake()
      }
      now = end
    },
  }
}

/** The main thread's own clock. */
export const mainClock: WriterClock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after: (ms, wake) => {
    setTimeout(wake, ms)
  },
}

/** The whole store, main thread's side and writer's, in one thread: a test sees both. */
export const openBoth = async (
  store: OpenStore,
  clock: WriterClock = handClock(),
  retentionMs = 24 * hour,
) => {
  const { port1, port2 } = new MessageChannel()
  const warnings: string[] = []
  const opening = connect(port1 as unknown as WriterThread, {
    soon: setImmediate,
    clock: mainClock,
    warn: (message) => warnings.push(message),
  })
  serveWriter(port2 as unknown as WriterPort, Result.succeed(store), {
    retentionMs,
    clock,
    soon: setImmediate,
  })
  return { ...succeeded(await opening), warnings }
}

/** In the same way a log that follows a stream, in a directory of its own or that one. */
export const openFollowing = async (
  directory: string,
  clock: WriterClock = handClock(),
): Promise<{ log: FollowedLog; store: OpenStore; warnings: readonly string[] }> => {
  const settings = { ...settingsFor(directory), follows: true }
  const store = succeeded(openSqlite(settings, parts))
  const { port1, port2 } = new MessageChannel()
  const warnings: string[] = []
  const warn = (message: string) => warnings.push(message)
  const thread = port1 as unknown as WriterThread
  const opening = connected(thread, warn, ({ head, followed }) => {
    const opened = { head, followed: followed as Followed }
    return new FollowedLog({ thread, after: mainClock.after, warn }, opened)
  })
  const { retentionMs } = settings
  serveWriter(port2 as unknown as WriterPort, Result.succeed(store), {
    ...{ retentionMs, clock, soon: setImmediate },
  })
  return { log: succeeded(await opening), store, warnings }
}

/** The store as the server has it, with its writer in a thread. */
export const openThread = async (directory: string, warn: (message: string) => void = () => {}) =>
  succeeded(
    await openStore({
      ...settingsFor(directory),
      writer: startWriter(writerProgram),
      soon: setImmediate,
      clock: mainClock,
      warn,
    }),
  )

/** All rows of an answer; fails where it cannot be read. */
export const allOf = async <Row>({ next }: Reading<Row>): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (;;) {
    const page = succeeded(await next())
    rows.push(...page.rows)
    if (page.isLast) return rows
  }
}

/**
 * All bytes of all files in the directory, read by another process: closing a file here would
 * make the system forget the locks that SQLite holds on it for this one.
 */
export const bytesIn = (directory: string): Buffer => {
  const files = filesIn(directory).map((name) => join(directory, name))
  const { stdout, status } = spawnSync('cat', files, { maxBuffer: 1 << 30 })
  if (status !== 0) throw new Error('The files cannot be read')
  return stdout
}
