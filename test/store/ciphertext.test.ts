// What nobody can read any more gives its space back.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { storedIn } from '../../src/store/batches/batchReader.ts'
import { type BatchRow, batchColumns } from '../../src/store/batches/batchRow.ts'
import { type Sealed, sealedIn, wordsIn } from '../../src/store/batches/sealedWords.ts'
import { openDatabase } from '../../src/store/connection.ts'
import type { OpenStore } from '../../src/store/sqlite/open.ts'
import { succeeded } from '../kit/succeeded.ts'
import { readAll } from './logContract.ts'
import { bytesIn, freshDirectory, handClock, openBoth, openHere } from './stores.ts'
import { joins, leaves, meets, opens, parts, says, Tale, takesTicket } from './tale.ts'
import { watching } from './watching.ts'

/** The seqs of the events that hold sealed words. */
const sealed = (store: OpenStore): readonly number[] =>
  rowsOf(store).flatMap(({ first, words }) => [...wordsIn(words)].map(([at]) => first + at))

const rowsOf = (store: OpenStore): readonly BatchRow[] =>
  store.database.prepare(`select ${batchColumns} from batches order by first`).all() as BatchRow[]

const pages = (store: OpenStore, pragma: 'page_count' | 'freelist_count'): number =>
  store.database.pragma(pragma, { simple: true }) as number

const empty = (store: OpenStore): void => {
  store.ciphertext.gather()
  while (succeeded(store.ciphertext.empty()));
}

const long = '😀'.repeat(2_000)

it('empties the words of whoever is over, wherever they were, and nobody else’s', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(joins('ann'), takesTicket('ann'), joins('bea'))) // 1, 2, 3
  store.commit(tale.turn(opens('r1', 'ann', 'bea'), meets('bea', 'ann', 'r1'))) // 4, 5
  store.commit(tale.turn(says('r1', 'ann', 'hello bea'))) // 6
  empty(store)
  expect(sealed(store)).toEqual([1, 2, 3, 5, 6])
  store.commit(tale.turn(leaves('ann')))
  expect(sealed(store)).toEqual([1, 2, 3, 5, 6])
  empty(store)
  expect(sealed(store)).toEqual([3, 5, 6])
  store.commit(tale.turn(parts('r1', 'ann')))
  empty(store)
  expect(sealed(store)).toEqual([3])
  store.close()
})

it('gives back nine tenths of long texts, by steps of a quarter of a megabyte', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(opens('r1', 'ann', 'bea')))
  for (let turn = 0; turn < 250; turn++) store.commit(tale.turn(says('r1', 'ann', long)))
  store.commit(tale.turn(parts('r1', 'ann')))
  const before = pages(store, 'page_count')
  store.ciphertext.gather()
  let steps = 1
  while (succeeded(store.ciphertext.empty())) {
    steps += 1
    expect((250 - sealed(store).length) * 8_000).toBeLessThanOrEqual(steps * 270_000)
  }
  expect(sealed(store)).toEqual([])
  expect(pages(store, 'freelist_count')).toBeGreaterThan(before * 0.8)
  expect(store.database.pragma('secure_delete', { simple: true })).toBe(1)
  expect(store.database.pragma('synchronous', { simple: true })).toBe(1)
  store.close()
})

it('closes the gaps that short texts leave, and changes nothing else', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), opens('r2', 'ann', 'bea')))
  for (let turn = 0; turn < 2_000; turn++) {
    store.commit(tale.turn(says('r1', 'ann', `hello bea, how are you doing today? ${turn}`)))
    if (turn % 400 === 0) store.commit(tale.turn(says('r2', 'ann', 'hello bea')))
  }
  empty(store)
  const rows = () => rowsOf(store).flatMap(storedIn)
  const used = () => pages(store, 'page_count') - pages(store, 'freelist_count')
  store.commit(tale.turn(parts('r1', 'ann')))
  const [before, usedBefore] = [rows(), used()]
  empty(store)
  expect(rows()).toEqual(before)
  expect(used()).toBeLessThan(usedBefore * 0.8)
  expect(sealed(store).length).toBe(6)
  store.close()
})

it('needs for each later conversation less than a tenth of the space of the first', async () => {
  const clock = handClock()
  const store = openHere(freshDirectory())
  const { log } = await openBoth(store, clock)
  const { commit } = watching(log)
  const tale = new Tale()
  const counts: number[] = []
  for (let room = 1; room <= 10; room++) {
    await commit(tale.turn(opens(`r${room}`, 'ann', 'bea')))
    const texts = Array.from({ length: 100 }, () => says(`r${room}`, 'ann', long))
    await commit(tale.turn(...texts))
    await commit(tale.turn(parts(`r${room}`, 'ann')))
    clock.pass(60_000)
    expect(sealed(store)).toEqual([])
    counts.push(pages(store, 'page_count'))
  }
  const [first = 0, second = 0] = counts
  expect((counts.at(-1) ?? 0) - second).toBeLessThan((8 * first) / 10)
  expect((await readAll(log)).length).toBe(1_020)
  await log.close()
})

/** The sealed words of an event, as its row has them. */
const sealedWordsOf = (store: OpenStore, seq: number): Buffer => {
  const row = rowsOf(store).findLast(({ first }) => first <= seq) as BatchRow
  const sealed = sealedIn(row).get(seq) as Sealed
  return Buffer.from(sealed.bytes)
}

/** Twenty of each sixty bytes: fewer may stand anywhere by chance. */
const piecesOf = (words: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(words.length / 60) }, (_, at) =>
    words.subarray(at * 60, at * 60 + 20),
  ).filter(({ length }) => length === 20)

it.each([
  ['while nothing else happens', false],
  ['also where somebody was reading until then', true],
])('has them out of the files within a minute of the end, %s', async (_, isRead) => {
  const clock = handClock()
  const directory = freshDirectory()
  const store = openHere(directory)
  const { log, warnings } = await openBoth(store, clock)
  const { commit } = watching(log)
  const tale = new Tale()
  await commit(tale.turn(joins('ann'), joins('bea'), opens('r1', 'ann', 'bea')))
  await commit(tale.turn(says('r1', 'ann', 'hello bea')), tale.turn(says('r1', 'ann', long)))
  const gone = [1, 4, 5].map((seq) => sealedWordsOf(store, seq))
  const kept = sealedWordsOf(store, 2)
  clock.pass(60_000)
  await commit(tale.turn(leaves('ann'), parts('r1', 'ann')))
  clock.pass(1_000)
  const here = (words: Buffer) => {
    const files = bytesIn(directory)
    return piecesOf(words).some((piece) => files.includes(piece))
  }
  expect([...gone, kept].map(here)).toEqual([true, true, true, true])
  const reader = openDatabase(join(directory, 'passerby.db'), 0)
  if (isRead) {
    reader.exec('begin')
    reader.prepare('select count(*) from batches').get()
  }
  clock.pass(35_000)
  reader.close()
  clock.pass(24_000)
  expect(statSync(join(directory, 'passerby.db-wal')).size).toBe(0)
  expect([...gone, kept].map(here)).toEqual([false, false, false, true])
  await commit(tale.turn(joins('cat')))
  expect(warnings).toEqual(
    isRead ? ['Erasing is late: another program is reading the database.'] : [],
  )
  await log.close()
})

it('finds after a crash what it had not emptied, and what it must not', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  store.commit(tale.turn(joins('ann'), joins('bea'), opens('r1', 'ann', 'bea')))
  for (let turn = 0; turn < 3_000; turn++) store.commit(tale.turn(says('r1', 'ann', 'hello bea')))
  store.commit(tale.turn(leaves('ann'), parts('r1', 'ann')))
  const crashed = freshDirectory()
  expect(spawnSync('cp', ['-r', directory, crashed]).status).toBe(0)
  store.close()
  const again = openHere(crashed)
  expect(sealed(again).length).toBe(3_002)
  empty(again)
  expect(sealed(again)).toEqual([2])
  again.commit(new Tale(again.head()).turn(leaves('bea')))
  empty(again)
  expect(sealed(again)).toEqual([])
  again.close()
})
