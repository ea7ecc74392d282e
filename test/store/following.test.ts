// A log that follows a stream: what another has sealed, folded as if it were its own, without a key in the file.
import { randomBytes } from 'node:crypto'
import { Option, Result } from 'effect'
import { expect, it, vi } from 'vitest'
import type { Turn } from '../../src/events/event.ts'
import { beginningsIn } from '../../src/store/batches/batchReader.ts'
import type { FollowedLot } from '../../src/store/batches/position.ts'
import { sealingBatches } from '../../src/store/batches/sealBatch.ts'
import { rowSent } from '../../src/store/batches/sentRow.ts'
import { MemoryKeys } from '../../src/store/shredding/memoryKeys.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'
import {
  allOf,
  freshDirectory,
  handClock,
  openFollowing,
  openHere,
  parts,
  refusalOf,
  settingsFor,
} from './stores.ts'
import { joins, parts as leavesChat, opens, says, Tale } from './tale.ts'

/** Whoever writes the stream. */
const writing = () => {
  const keys = new MemoryKeys(randomBytes)
  const seal = sealingBatches(randomBytes)
  let number = 0
  return (...turns: readonly Turn[]): FollowedLot => {
    const { rows, ended } = seal(turns.flat(), keys)
    const begun = rows
      .flatMap((row) => [...beginningsIn(row)])
      .map(([began, owner]) => {
        return { owner, began, epoch: 1, key: keys.of(owner)?.slice() ?? null }
      })
    for (const owner of ended) keys.end(owner)
    keys.settle()
    number += 1
    return { rows: rows.map(rowSent), begun, position: [['stream', `${number}`]] }
  }
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await soon()
}

it('waits while the disk is full, says so, and goes on when it is not', async () => {
  const clock = handClock()
  const { log, store, warnings } = await openFollowing(freshDirectory(), clock)
  const [tale, lot] = [new Tale(), writing()]
  log.follow(lot(tale.turn(joins('ann'), opens('r1', 'ann', 'bea'))))
  await until(() => store.head().turn === 1)
  store.database.pragma('max_page_count = 1')
  const long = Array.from({ length: 50 }, (_, n) => says('r1', 'ann', `${n}`.repeat(999)))
  const lots = Array.from({ length: 300 }, () => lot(tale.turn(...long)))
  for (const one of lots) log.follow(one)
  await until(() => !log.isWritable)
  expect(warnings).toEqual([
    'Nothing can be stored: the disk is full (SQLITE_FULL); trying again every second.',
  ])
  let hasRoom = false
  void log.room().then(() => {
    hasRoom = true
  })
  await soon()
  expect([hasRoom, store.head().turn]).toEqual([false, 1])
  store.database.pragma('max_page_count = 1000000')
  clock.pass(1_000)
  await until(() => log.isWritable)
  await until(() => hasRoom)
  await until(() => store.head().turn === 301)
  expect(store.followed()?.position).toEqual([['stream', '301']])
  await log.close()
})

it('stores what comes within a moment together, and what is asked of it before', async () => {
  const { log, store } = await openFollowing(freshDirectory())
  const tale = new Tale()
  const lot = writing()
  const follow = vi.spyOn(store, 'follow')
  const lastTurns = () => follow.mock.calls.map(([{ rows }]) => rows.at(-1)?.turn)
  log.follow(lot(tale.turn(joins('ann'), opens('r1', 'ann', 'bea'))))
  for (let turn = 2; turn <= 5; turn += 1) log.follow(lot(tale.turn(says('r1', 'ann', `${turn}`))))
  await until(() => store.head().turn === 5)
  expect(lastTurns()).toEqual([5])
  expect(store.followed()?.position).toEqual([['stream', '5']])
  log.follow(lot(tale.turn(says('r1', 'ann', '6'))))
  const reading = log.ask('transcript', { room: 'r1', after: 0 }, 8)
  for (let turn = 7; turn <= 10; turn += 1) log.follow(lot(tale.turn(says('r1', 'bea', `${turn}`))))
  expect(await allOf(reading)).toHaveLength(7)
  await log.close()
  expect(lastTurns()).toEqual([5, 6, 7, 8, 10])
})

it('gives what was said in a room to whoever reads it, though it ends at once', async () => {
  const clock = handClock()
  const { log, store } = await openFollowing(freshDirectory(), clock)
  const [tale, lot] = [new Tale(), writing()]
  log.follow(
    lot(tale.turn(joins('ann'), opens('r1', 'ann', 'bea')), tale.turn(says('r1', 'ann', 'one'))),
  )
  const turn = tale.next
  const reading = log.ask('transcript', { room: 'r1', after: 0 }, turn)
  log.follow(lot(tale.turn(says('r1', 'bea', 'two'))))
  log.follow(lot(tale.turn(leavesChat('r1', 'ann'))))
  const said = await allOf(reading)
  expect(said.map(({ text }) => text)).toEqual(['one', 'two'])
  await until(() => store.head().turn === turn + 1)
  expect(await allOf(log.ask('transcript', { room: 'r1', after: 0 }, 0))).toEqual([])
  const words = store.database.prepare('select sum(length(words)) from batches').pluck()
  const before = words.get() as number
  await until(() => {
    clock.pass(1_000)
    return (words.get() as number) < before
  })
  await log.close()
})

it('is the file of whoever follows, and of no server that runs alone', async () => {
  const directory = freshDirectory()
  const { log } = await openFollowing(directory)
  log.follow(writing()(new Tale().turn(joins('ann'))))
  await log.close()
  expect(refusalOf(directory)).toBe(
    `${directory}/passerby.db is of a world of a cluster, and opened by ROLE=world only.`,
  )
  const alone = freshDirectory()
  openHere(alone).close()
  const opened = openSqlite({ ...settingsFor(alone), follows: true }, parts)
  expect(Result.getFailure(opened).pipe(Option.getOrThrow).message).toBe(
    `${alone}/passerby.db is of a server that runs alone: a world begins with an empty directory, or a copy of the file of another world.`,
  )
})
