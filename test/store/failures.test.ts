// What cannot be stored is not reported as stored.

import Sqlite from 'better-sqlite3'
import { afterEach, expect, it, vi } from 'vitest'
import type { Projection } from '../../src/events/projection.ts'
import { transcriptOf } from '../../src/projections/transcript.ts'
import type { Statement } from '../../src/store/connection.ts'
import type { OpenStore } from '../../src/store/sqlite/open.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { startWriter } from '../../src/store/writerThread.ts'
import { succeeded } from '../kit/succeeded.ts'
import { readAll } from './logContract.ts'
import {
  allOf,
  freshDirectory,
  handClock,
  mainClock,
  openBoth,
  openHere,
  parts,
  settingsFor,
} from './stores.ts'
import { connects, faults, joins, leaves, opens, says, Tale } from './tale.ts'
import { watching } from './watching.ts'

/** Makes every commit fail once all is written, as a failed sync does. */
const failSyncs = ({ database }: OpenStore): { tries: number } => {
  const count = { tries: 0 }
  const statements = Object.getPrototypeOf(database.prepare('select 1')) as Statement
  const { run } = statements
  vi.spyOn(statements, 'run').mockImplementation(function (this: Statement, ...values: unknown[]) {
    if (this.source !== 'COMMIT') return run.apply(this, values)
    count.tries += 1
    throw new Sqlite.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC')
  })
  return count
}

afterEach(() => {
  vi.restoreAllMocks()
})

const many = (tale: Tale) =>
  tale.turn(...Array.from({ length: 50 }, (_, index) => says('r1', 'ann', `${index}`.repeat(999))))

it('tries again every second while the disk is full or read-only', async () => {
  const clock = handClock()
  const store = openHere(freshDirectory())
  const { log, ask } = await openBoth(store, clock)
  const tale = new Tale()
  const watched = watching(log)
  await watched.commit(tale.turn(joins('ann'), opens('r1', 'ann', 'bea')))

  store.database.pragma('max_page_count = 1')
  log.append(many(tale))
  await watched.hear('unavailable')
  clock.pass(10_000)
  store.database.pragma('max_page_count = 100000')
  clock.pass(1_000)
  await watched.hear('available')

  store.database.pragma('query_only = ON')
  log.append(tale.turn(connects('ann')))
  const answer = allOf(transcriptOf(ask)('r1', 0))
  while (watched.messages.length < 2) await new Promise(setImmediate)
  clock.pass(5_000)
  store.database.pragma('query_only = OFF')
  clock.pass(1_000)
  expect(await answer).toHaveLength(50)
  await watched.hear('committed 3')
  await log.close()
  expect(watched.messages).toEqual([
    'Nothing can be stored: the disk is full (SQLITE_FULL); trying again every second.',
    'Nothing can be stored: the database may not be written to (SQLITE_READONLY); trying again every second.',
  ])
  expect(watched.said).toEqual([
    'committed 1',
    'unavailable',
    'committed 2',
    'available',
    'unavailable',
    'committed 3',
    'available',
  ])
})

it('knows the same keys as its table after commits that failed', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  const keyOf = (actor: string) => Buffer.from(store.keys.of(actor) ?? [])
  const keyRows = () =>
    store.database
      .prepare('select key from keys where key <> zeroblob(32) order by began')
      .pluck()
      .all()
  store.commit(tale.turn(joins('ann'), joins('bea'), joins('cat')))
  store.commit(tale.turn(leaves('bea')))
  const batch = [
    ...tale.turn(joins('dan'), joins('eve'), joins('fay'), leaves('ann')),
    ...tale.turn(opens('r1', 'cat', 'dan')),
    ...many(tale),
  ]
  store.database.pragma('max_page_count = 1')
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(store.commit(batch)).toMatchObject({
      failure: { isRetryable: true, code: 'SQLITE_FULL' },
    })
    expect(keyRows()).toEqual(['ann', 'cat'].map(keyOf))
    expect(store.keys.of('dan')).toBeUndefined()
  }
  store.database.pragma('max_page_count = 100000')
  expect(succeeded(store.commit(batch))).toMatchObject({ ended: true })
  expect(keyRows()).toEqual(['cat', 'dan', 'eve', 'fay', 'r1'].map(keyOf))
  // Five in use, and the one that is free since this commit.
  expect(store.database.prepare('select count(*) from keys').pluck().get()).toBe(6)
  store.close()
})

it('neither reports nor repeats a commit whose sync failed, and still answers', async () => {
  const clock = handClock()
  const store = openHere(freshDirectory())
  const { log, ask } = await openBoth(store, clock)
  const tale = new Tale()
  const watched = watching(log)
  await watched.commit(tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), says('r1', 'ann', 'hi')))
  const count = failSyncs(store)
  log.append(tale.turn(connects('ann')))
  const asked = allOf(transcriptOf(ask)('r1', 0))
  await watched.hear('unavailable')
  clock.pass(10_000)
  log.append(tale.turn(connects('ann')))
  expect((await asked).map(({ text }) => text)).toEqual(['hi'])
  expect(await allOf(transcriptOf(ask)('r1', 0))).toHaveLength(1)
  expect((await readAll(log)).length).toBe(3)
  expect(count.tries).toBe(1)
  expect(watched.said).toEqual(['committed 1', 'unavailable'])
  expect(watched.messages[0]).toBe(
    'Nothing can be stored any more: reading or writing the disk failed (SQLITE_IOERR_FSYNC); restart Passerby when that is mended.',
  )
  await log.close()
})

it('answers from what is stored when it turns out that the rest never will be', async () => {
  const clock = handClock()
  const store = openHere(freshDirectory())
  const { log, ask } = await openBoth(store, clock)
  const tale = new Tale()
  const watched = watching(log)
  await watched.commit(tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), says('r1', 'ann', 'hi')))
  store.database.pragma('query_only = ON')
  log.append(tale.turn(connects('ann')))
  await watched.hear('unavailable')
  // One waits with the writer, the other for a turn that waits on this side.
  const kept = [allOf(transcriptOf(ask)('r1', 0))]
  log.append(tale.turn(connects('ann')))
  kept.push(allOf(transcriptOf(ask)('r1', 0)))
  await readAll(log)
  store.database.pragma('query_only = OFF')
  failSyncs(store)
  clock.pass(1_000)
  for (const answer of kept) expect((await answer).map(({ text }) => text)).toEqual(['hi'])
  await log.close()
})

it('gives up what it cannot store when it is closed', async () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const { log } = await openBoth(store)
  const tale = new Tale()
  const watched = watching(log)
  await watched.commit(tale.turn(joins('ann')))
  store.database.pragma('query_only = ON')
  log.append(tale.turn(connects('ann')))
  await watched.hear('unavailable')
  log.append(tale.turn(connects('ann')))
  await log.close()
  const again = openHere(directory)
  expect(again.head()).toMatchObject({ seq: 1, turn: 1 })
  again.close()
})

it('stores nothing of a batch that a projection cannot take, and trusts itself no more', async () => {
  const broken: Projection = {
    name: 'failed',
    table: 'create table broken (id text not null)',
    on: (prepare) => {
      const fail = prepare('insert into broken values (null)')
      return (events) => {
        if (events.some(({ type }) => type === 'session.connect')) fail()
      }
    },
  }
  const store = openHere(freshDirectory(), { projections: [...parts.projections, broken] })
  const { log } = await openBoth(store)
  const tale = new Tale()
  const watched = watching(log)
  await watched.commit(tale.turn(joins('ann')))
  log.append(tale.turn(faults('ann'), joins('bea'), connects('bea')))
  await watched.hear('unavailable')
  expect(watched.messages[0]).toMatch(/^Nothing can be stored any more: .*SQLITE_CONSTRAINT/)
  expect((await readAll(log)).length).toBe(1)
  expect(store.keys.of('bea')).toBeUndefined()
  expect(store.keys.of('ann')).toBeDefined()
  await log.close()
})

it('is unavailable from when its writer has failed', async () => {
  const program = `
    import { parentPort } from 'node:worker_threads'
    parentPort.once('message', () => {
      parentPort.postMessage({ kind: 'opened', head: { seq: 0, turn: 0, at: 0 } })
      parentPort.on('message', () => { throw new RangeError('no') })
    })
    parentPort.postMessage('loaded')`
  const opened = await openStore({
    ...settingsFor(freshDirectory()),
    writer: startWriter(new URL(`data:text/javascript,${encodeURIComponent(program)}`)),
    soon: setImmediate,
    clock: mainClock,
    warn: () => {},
  })
  const store = succeeded(opened)
  const watched = watching(store.log)
  store.log.append(new Tale().turn(joins('ann')))
  const asked = store.ask('transcript', {})
  await watched.hear('unavailable')
  expect(watched.said).toEqual(['unavailable'])
  expect(watched.messages).toEqual(['The writer is gone: RangeError; restart Passerby.'])
  const closed = {
    failure: { _tag: 'LogClosed', message: expect.stringMatching(/^The writer is gone/) },
  }
  expect(await asked.next()).toMatchObject(closed)
  for await (const page of store.log.living()) expect(page).toMatchObject(closed)
  await store.log.close()
})
