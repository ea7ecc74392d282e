// A log of events as a server would have stored it.
import { randomBytes } from 'node:crypto'
import type { LogEvent } from '../src/events/event.ts'
import { openSqlite } from '../src/store/sqlite/open.ts'
import { succeeded } from '../test/kit/succeeded.ts'

const batchEvents = 4_096

const parts = { projections: [], questions: {}, random: randomBytes }

const settings = { durability: 'process', retentionMs: 0, logBytesMax: 1e12 } as const

/** Stores them in the directory, as a database. */
export const storeEvents = (directory: string, events: readonly LogEvent[]): void => {
  const store = succeeded(openSqlite({ ...settings, directory }, parts))
  for (let at = 0; at < events.length; at += batchEvents) {
    store.commit(events.slice(at, at + batchEvents))
  }
  store.close()
}
