// src/writer.ts — the writer's thread: the store put together with its projections.
import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { openSqlite, type StoreSettings } from './events/sqliteOpen.ts'
import { serveWriter } from './events/sqliteWriter.ts'
import type { WriterPort } from './events/writerMessages.ts'
import { chatRooms } from './projections/chatRooms.ts'
import { messages, transcriptQuestion } from './projections/messages.ts'
import { users } from './projections/users.ts'

const settings = workerData as StoreSettings

const opened = openSqlite(settings, {
  projections: [users, chatRooms, messages],
  questions: { transcript: transcriptQuestion },
  random: randomBytes,
})

serveWriter(parentPort as WriterPort, opened, {
  retentionMs: settings.retentionMs,
  clock: {
    now: Date.now,
    after: (ms, wake) => {
      setTimeout(wake, ms).unref()
    },
  },
})
