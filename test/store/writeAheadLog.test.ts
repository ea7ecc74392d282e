// A write-ahead log that is damaged: SQLite opens the database without what follows, and somebody says so.
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSource } from '../../src/replay/source/openSource.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { standingOf } from '../../src/status/standingOf.ts'
import { openForReading } from '../../src/store/connection.ts'
import { commitsPassedOver } from '../../src/store/space/writeAheadLog.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'
import { succeeded } from '../kit/succeeded.ts'
import { freshDirectory, openHere, parts, settingsFor } from './stores.ts'
import { joins, Tale } from './tale.ts'

const commits = 12
const frameBytes = 24 + 4_096

describe('a write-ahead log', () => {
  /** Of a server that was killed: so many are in the log, and none in the database yet. */
  let killed: string
  let walBytes: number

  beforeAll(() => {
    const store = openHere(freshDirectory())
    const tale = new Tale()
    for (let n = 0; n < commits; n += 1) succeeded(store.commit(tale.turn(joins(`visitor ${n}`))))
    killed = copyOf(store.database.name)
    store.close()
    walBytes = statSync(`${killed}-wal`).size
  })

  const copyOf = (file: string): string => {
    const directory = freshDirectory()
    mkdirSync(directory, { recursive: true })
    const copy = join(directory, 'passerby.db')
    for (const end of ['', '-wal']) copyFileSync(file + end, copy + end)
    return copy
  }

  const flipped = (offset: number, bit = 0): string => {
    const copy = copyOf(killed)
    const bytes = readFileSync(`${copy}-wal`)
    bytes[offset] = (bytes[offset] as number) ^ (1 << bit)
    writeFileSync(`${copy}-wal`, bytes)
    return copy
  }

  const rowsIn = (file: string): number => {
    const database = openForReading(file)
    const table = "select count(*) from sqlite_schema where name = 'batches'"
    const isThere = database.prepare(table).pluck().get() === 1
    const rows = isThere ? database.prepare('select count(*) from batches').pluck().get() : 0
    database.close()
    return rows as number
  }

  it('that is whole, or ends anywhere, has nothing that is passed over', () => {
    expect([commitsPassedOver(killed), rowsIn(killed)]).toEqual([0, commits])
    expect(commitsPassedOver(join(freshDirectory(), 'passerby.db'))).toBe(0)
    const ends = fc.integer({ min: 0, max: walBytes })
    fc.assert(
      fc.property(ends, (end) => {
        const copy = copyOf(killed)
        truncateSync(`${copy}-wal`, end)
        expect(commitsPassedOver(copy)).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  it('of which any bit before the last frame is another has all that SQLite passes over told', () => {
    const offsets = fc.integer({ min: 0, max: walBytes - frameBytes - 1 })
    let lost = 0
    fc.assert(
      fc.property(offsets, fc.integer({ min: 0, max: 7 }), (offset, bit) => {
        const copy = flipped(offset, bit)
        const passedOver = commitsPassedOver(copy)
        const rows = rowsIn(copy)
        if (rows < commits) lost += 1
        expect(rows === commits || passedOver > 0).toBe(true)
      }),
      { numRuns: 60 },
    )
    expect(lost).toBeGreaterThan(30)
  })

  it('that is damaged is told of by a start, which goes on, by status and by the debugger', () => {
    const copy = flipped(Math.floor(walBytes / 2))
    const damaged =
      /passerby\.db-wal is damaged: \d+ commits in it, acknowledged .*, cannot be read/
    expect(succeeded(standingOf(copy, 10)).damage).toMatch(damaged)
    const replay = Replay.of(succeeded(openSource(copy)))
    const events = replay.history.length
    expect(events).toBeGreaterThan(0)
    expect(replay.fault?.message).toMatch(damaged)
    const lost = `Event ${events + 1} of the log or one soon after it is lost: `
    expect(replay.fault?.message).toContain(lost)
    const said: string[] = []
    const directory = join(copy, '..')
    const opened = succeeded(openSqlite(settingsFor(directory), parts, (told) => said.push(told)))
    expect(said).toEqual([expect.stringMatching(damaged)])
    expect(opened.head().seq).toBe(events)
    opened.close()
    const again: string[] = []
    succeeded(openSqlite(settingsFor(directory), parts, (told) => again.push(told))).close()
    expect([again, succeeded(standingOf(copy, 10)).damage]).toEqual([[], null])
  })
})
