// Whoever stops between two pages of the log, while its rows are emptied, pruned and packed, goes on.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { databaseSource } from '../../../src/replay/source/databaseSource.ts'
import { checkedRows } from '../../../src/store/batches/batchRows.ts'
import { openForReading } from '../../../src/store/connection.ts'
import { readEventsMax } from '../../../src/store/sqlite/eventStore.ts'
import type { OpenStore } from '../../../src/store/sqlite/open.ts'
import { pruning } from '../../../src/store/sqlite/retention.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { freshDirectory, openHere } from '../stores.ts'
import { closes, connects, joins, leaves, opens, parts, says, Tale, timeOf } from '../tale.ts'

/** Empties what nobody can read, and prunes and packs whatever can be. */
const tidied = (store: OpenStore): void => {
  store.ciphertext.gather()
  while (succeeded(store.ciphertext.empty()));
  const step = pruning(store)
  while (succeeded(step(timeOf(999_999))));
}

it('covers each seq, wherever the reader stopped', () => {
  for (const stopsAfter of [1, 63, 64, 65, 127, 128]) {
    const directory = freshDirectory()
    const store = openHere(directory)
    const tale = new Tale()
    store.commit(tale.turn(joins('ann'), joins('bea'), joins('idle'), opens('r1', 'ann', 'bea')))
    for (let turn = 0; turn < 200; turn++) {
      store.commit(tale.turn(turn % 3 === 0 ? says('r1', 'ann', `hello ${turn}`) : connects('bea')))
    }
    store.commit(tale.turn(parts('r1', 'ann'), closes('r1'), leaves('ann'), leaves('bea')))
    const database = openForReading(join(directory, 'passerby.db'))
    let next = 1
    let taken = 0
    for (const row of checkedRows(database)(1)) {
      const { first, last } = succeeded(row)
      expect(first).toBeLessThanOrEqual(next)
      expect(last).toBeGreaterThanOrEqual(next)
      next = last + 1
      taken += 1
      if (taken === stopsAfter) tidied(store)
    }
    expect(next).toBe(store.head().seq + 1)
    expect(taken).toBeLessThan(201)
    database.close()
    store.close()
  }
})

it('gives each event once to the server as it starts, to who reads all, and to the debugger', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  store.commit(tale.turn(joins('ann')))
  for (let turn = 0; turn < 1_300; turn++) {
    store.commit(tale.turn(...Array.from({ length: 5 }, () => connects('ann'))))
  }
  const all = Array.from({ length: store.head().seq }, (_, at) => at + 1)
  const seqsOf = (events: readonly { readonly seq: number }[]) => events.map(({ seq }) => seq)

  const source = succeeded(databaseSource(join(directory, 'passerby.db')))
  const looks = source.read(0)
  const looked: number[] = []
  const look = (): boolean => {
    const { done, value } = looks.next()
    if (done) succeeded(value)
    else looked.push(...seqsOf(value.map(({ event }) => event)))
    return !done
  }
  const lived: number[] = []
  const live = (from: number | null): number | null => {
    const { events, next } = succeeded(store.living(from))
    lived.push(...seqsOf(events))
    return next
  }
  const read: number[] = []
  const readOn = (): boolean => {
    const events = succeeded(store.read((read.at(-1) ?? 0) + 1, Number.MAX_SAFE_INTEGER))
    read.push(...seqsOf(events))
    return events.length === readEventsMax
  }
  let next = live(null)
  expect([next !== null, readOn(), look()]).toEqual([true, true, true])
  tidied(store)
  while (next !== null) next = live(next)
  while (readOn());
  while (look());
  expect([lived, read, looked]).toEqual([all, all, all])
  source.close()
  store.close()
})
