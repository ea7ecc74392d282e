// The writer's thread: the store put together with its projections.
import { randomBytes } from 'node:crypto'
import { type MessagePort, parentPort } from 'node:worker_threads'
import { Result } from 'effect'
import { SteadyClock, systemTime } from './clock.ts'
import { chatRooms } from './projections/chatRooms.ts'
import { messages, transcriptQuestion } from './projections/messages.ts'
import { users } from './projections/users.ts'
import { openSqlite, type StoreSettings } from './store/sqlite/open.ts'
import { serveWriter } from './store/sqlite/writer.ts'
import type { WriterPort } from './store/sqlite/writerMessages.ts'

const port = parentPort as MessagePort

/** Opens the store that the first message tells of, and serves it. */
const open = (settings: StoreSettings): void => {
  const parts = {
    projections: [users, chatRooms, messages],
    questions: { transcript: transcriptQuestion },
    random: randomBytes,
  }
  const opened = openSqlite(settings, parts, (message) =>
    (port as WriterPort).postMessage({ kind: 'warning', message }),
  )
  const clock = new SteadyClock(systemTime)
  if (Result.isSuccess(opened)) clock.startFrom(opened.success.head().at)
  serveWriter(port as WriterPort, opened, {
    retentionMs: settings.retentionMs,
    soon: setImmediate,
    clock: {
      now: clock.now,
      monotonic: clock.monotonic,
      after: (ms, wake) => {
        setTimeout(wake, ms).unref()
      },
    },
  })
}

port.once('message', open)
port.postMessage('loaded')
