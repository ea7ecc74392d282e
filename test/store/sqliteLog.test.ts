// The SQLite log keeps the promises of logs, and its own.

import { describe, expect, it } from 'vitest'
import { transcriptOf } from '../../src/projections/transcript.ts'
import { connect } from '../../src/store/sqlite/sqliteLog.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { batchEventsMax } from '../../src/store/sqlite/turnQueue.ts'
import { startWriter } from '../../src/store/writerThread.ts'
import { writerProgram } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'
import { logContract, readAll, type Subject } from './logContract.ts'
import { ownersContract } from './ownersContract.ts'
import {
  allOf,
  freshDirectory,
  handClock,
  mainClock,
  openBoth,
  openHere,
  openThread,
  settingsFor,
} from './stores.ts'
import { connects, joins, meets, opens, parts, says, Tale } from './tale.ts'
import { watching } from './watching.ts'

const inThread = async (directory: string): Promise<Subject> => {
  const { log } = await openThread(directory)
  return {
    log,
    reopened: async () => {
      await log.close()
      return inThread(directory)
    },
  }
}

/** Full from now on is a database that may not have more pages than it has. */
const here = async (directory: string): Promise<Subject> => {
  const clock = handClock()
  const store = openHere(directory)
  const { log } = await openBoth(store, clock)
  return {
    log,
    reopened: async () => {
      await log.close()
      return here(directory)
    },
    hindrance: {
      hinder: () => {
        store.database.pragma('max_page_count = 1')
      },
      mend: () => {
        store.database.pragma('max_page_count = 1000000')
        clock.pass(1_000)
      },
    },
  }
}

describe('the SQLite log in a thread of its own', () => {
  logContract(() => inThread(freshDirectory()))
  ownersContract(() => inThread(freshDirectory()))
})

describe('the SQLite log, both sides in one thread', () => {
  logContract(() => here(freshDirectory()))
  ownersContract(() => here(freshDirectory()))
})

describe('the SQLite log', () => {
  const aRoom = (tale: Tale) => [
    tale.turn(
      joins('ann'),
      joins('bea'),
      opens('r1', 'ann', 'bea'),
      meets('ann', 'bea', 'r1'),
      meets('bea', 'ann', 'r1'),
    ),
    tale.turn(says('r1', 'ann', 'one')),
    tale.turn(says('r1', 'bea', 'two'), says('r1', 'ann', 'three')),
  ]

  it('answers with the transcript of a room, every turn appended before it included', async () => {
    const { log, ask } = await openThread(freshDirectory())
    const transcript = transcriptOf(ask)
    watching(log)
    for (const turn of aRoom(new Tale())) log.append(turn)
    const [, one, two] = aRoom(new Tale()).map((turn) => turn[0]?.at as number)
    expect(await allOf(transcript('r1', 0))).toEqual([
      { seq: 1, by: 'ann', id: 'one', text: 'one', at: one },
      { seq: 2, by: 'bea', id: 'two', text: 'two', at: two },
      { seq: 3, by: 'ann', id: 'three', text: 'three', at: two },
    ])
    expect((await allOf(transcript('r1', 2))).map(({ text }) => text)).toEqual(['three'])
    expect(await allOf(transcript('r2', 0))).toEqual([])
    await log.close()
    const closed = { _tag: 'LogClosed', message: 'The log is closed' }
    expect(await transcript('r1', 0).next()).toMatchObject({ failure: closed })
  })

  it('has what was committed after its process died, and no transcript of a room that ended', async () => {
    const directory = freshDirectory()
    const writer = await startWriter(writerProgram)
    if (writer === null) throw new Error('The writer cannot run')
    writer.postMessage(settingsFor(directory))
    const opened = await connect(writer, {
      soon: setImmediate,
      clock: mainClock,
      warn: () => {},
    })
    const store = succeeded(opened)
    const watched = watching(store.log)
    const tale = new Tale()
    await watched.commit(...aRoom(tale))
    store.log.append(tale.turn(connects('ann')))
    await writer.terminate()
    await watched.hear('unavailable')
    expect(watched.messages).toEqual(['The writer is gone: its thread ended; restart Passerby.'])
    expect(await store.ask('transcript', {}).next()).toMatchObject({
      failure: { _tag: 'LogClosed' },
    })

    const again = await openThread(directory)
    expect(again.log.head().turn).toBeGreaterThanOrEqual(3)
    expect(await allOf(transcriptOf(again.ask)('r1', 0))).toHaveLength(3)
    const tale2 = new Tale(again.log.head())
    await watching(again.log).commit(tale2.turn(parts('r1', 'ann')))
    expect(await allOf(transcriptOf(again.ask)('r1', 0))).toEqual([])
    await again.log.close()
  })

  it('cannot be opened where its writer cannot run', async () => {
    const opened = await openStore({
      ...settingsFor(freshDirectory()),
      writer: startWriter(new URL('./tale.ts', import.meta.url)),
      soon: setImmediate,
      clock: mainClock,
      warn: () => {},
    })
    expect(opened).toMatchObject({
      failure: { _tag: 'StoreUnusable', message: "The writer's program cannot run." },
    })
  })

  it('takes what comes in meanwhile as one batch', async () => {
    const store = openHere(freshDirectory())
    const batches: number[] = []
    const { log } = await openBoth({
      ...store,
      commit: (events) => {
        batches.push(events.length)
        return store.commit(events)
      },
    })
    const tale = new Tale()
    const watched = watching(log)
    for (let turn = 1; turn <= 10; turn++) log.append(tale.turn(connects('ann')))
    await watched.hear('committed 10')
    for (let turn = 1; turn <= 10_000; turn++) log.append(tale.turn(connects('ann')))
    await watched.hear('committed 10010')
    const count = Math.floor(10_000 / batchEventsMax)
    const full = Array.from({ length: count }, () => batchEventsMax)
    expect(batches).toEqual([10, ...full, 10_000 - count * batchEventsMax])
    expect((await readAll(log)).length).toBe(10_010)
    await log.close()
  })
})
