// src/writer.ts — the writer's thread: the store put together with its projections.
import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import type { StoreSettings } from './events/sqliteOpen.ts'
import { serveWriter } from './events/sqliteWriter.ts'
import type { WriterPort } from './events/writerMessages.ts'
import { chatRooms } from './projections/chatRooms.ts'
import { messages, transcriptQuestion } from './projections/messages.ts'
import { users } from './projections/users.ts'

serveWriter(parentPort as WriterPort, workerData as StoreSettings, {
  projections: [users, chatRooms, messages],
  questions: { transcript: transcriptQuestion },
  random: randomBytes,
  clock: {
    now: Date.now,
    after: (ms, wake) => {
      setTimeout(wake, ms).unref()
    },
  },
})
