// What does a restart cost beside open reports, in time and memory, with what they say and without?
// Usage: node bench/reports.ts [REPORTS] [CHARACTERS]. Each start is a process of its own.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEvent } from '../src/events/event.ts'
import { openReports } from '../src/moderation/reports.ts'
import { chatRooms } from '../src/projections/chatRooms.ts'
import { messages } from '../src/projections/messages.ts'
import { users } from '../src/projections/users.ts'
import { type OpenStore, openSqlite } from '../src/store/sqlite/open.ts'
import { succeeded } from '../test/kit/succeeded.ts'

const [count = 2_000, characters = 88_000] = process.argv.slice(2).map(Number)
const parts = { projections: [users, chatRooms, messages], questions: {}, random: randomBytes }

const open = (directory: string): OpenStore =>
  succeeded(
    openSqlite({ directory, durability: 'process', retentionMs: 1e12, logBytesMax: 1e12 }, parts),
  )

const timed = <A>(what: () => A): [result: A, ms: number] => {
  const before = performance.now()
  const result = what()
  return [result, performance.now() - before]
}

/** A start: opens the store and reads what the living need, page by page, as the server does. */
const start = (directory: string): void => {
  const [store, openMs] = timed(() => open(directory))
  let [events, longestMs] = [0, 0]
  for (let from: number | null = null; ; ) {
    const [page, ms]: [ReturnType<OpenStore['living']>, number] = timed(() => store.living(from))
    const { events: read, next } = succeeded(page)
    events += read.length
    longestMs = Math.max(longestMs, ms)
    from = next
    if (from === null) break
  }
  const { maxRSS } = process.resourceUsage()
  const [found, listMs] = timed(() => succeeded(openReports(directory)))
  store.close()
  const measured = { openMs, events, longestMs, listMs, listed: found.reports.length, maxRSS }
  process.stdout.write(JSON.stringify(measured))
}

const person = { id: 'p', day: '2026-11-29' }

const report = (seq: number, sealed: string | null): LogEvent => ({
  ...{ seq, turn: seq, cause: null, at: seq, actor: 'matchmaker', type: 'matchmaker.reported' },
  data: {
    ...{ session: 's', partner: 't', room: 'r', person, other: { ...person, id: `o${seq % 500}` } },
    ...{ reason: 'spam', proven: true, counted: true, place: `p${seq % 9}` },
    ...(sealed === null ? {} : { report: `x${seq}`, until: 1e15, sealed }),
  },
})

const began: LogEvent = {
  ...{ seq: 1, turn: 1, cause: null, at: 1, actor: 'matchmaker', type: 'matchmaker.day_began' },
  data: { day: person.day, until: 1e15 },
}

const measure = (name: string, sealedOf: () => string | null): number => {
  const directory = mkdtempSync(join(tmpdir(), 'passerby-bench-'))
  const store = open(directory)
  succeeded(store.commit([began]))
  for (let seq = 2; seq < count + 2; seq++) succeeded(store.commit([report(seq, sealedOf())]))
  store.close()
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, '--start', directory])
  rmSync(directory, { recursive: true, force: true })
  const { openMs, events, longestMs, listMs, listed, maxRSS } = JSON.parse(`${stdout}`)
  const ms = (value: number) => `${value.toFixed(0).padStart(6)} ms`
  const megabytes = `${(maxRSS / 1_024).toFixed(0).padStart(5)} MB at most`
  console.log(
    `${name.padEnd(26)}${ms(openMs)} to open, ${megabytes}; ${events} events needed,`,
    `page${ms(longestMs)} at most; ${listed} listed for moderators in${ms(listMs)}`,
  )
  return openMs
}

if (process.argv[2] === '--start') start(process.argv[3] as string)
else {
  console.log(`${count} reports of ${characters} characters`)
  const bare = measure('without what they say', () => null)
  const words = measure('with what they say', () =>
    randomBytes((characters * 3) / 4).toString('base64'),
  )
  console.log(`with what they say a start takes ${(words / bare).toFixed(1)} times as long`)
}
