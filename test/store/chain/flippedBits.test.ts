// A bit that flipped in the file is noticed, or changes nothing.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { Rng } from '../../../src/load/scenario/rng.ts'
import { type OpenStore, openSqlite } from '../../../src/store/sqlite/open.ts'
import { pruning } from '../../../src/store/sqlite/retention.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { freshDirectory, openHere, settingsFor, parts as storeParts } from '../stores.ts'
import { connects, joins, leaves, opens, parts, says, Tale, takesTicket, timeOf } from '../tale.ts'

const copies = 600

/** A log as it is after a while: rooms alive, ended, pruned and emptied, and pages that are free. */
const lived = (directory: string): void => {
  const store = openHere(directory)
  const tale = new Tale()
  for (let room = 0; room < 40; room++) {
    const [one, other, name] = [`s${2 * room}`, `s${2 * room + 1}`, `r${room}`]
    store.commit(tale.turn(joins(one), takesTicket(one), joins(other), connects(other)))
    store.commit(tale.turn(opens(name, one, other)))
    const texts = [`hello ${name}`, '😀'.repeat(room % 5 === 0 ? 1_500 : 5), 'fine, and you?']
    store.commit([
      ...tale.turn(says(name, one, texts[0] as string)),
      ...tale.turn(says(name, other, texts[1] as string)),
    ])
    store.commit(tale.turn(says(name, one, texts[2] as string)))
    if (room % 3 !== 0) store.commit(tale.turn(parts(name, one), leaves(one)))
    if (room % 3 === 2) store.commit(tale.turn(leaves(other)))
  }
  store.ciphertext.gather()
  while (succeeded(store.ciphertext.empty()));
  const step = pruning(store)
  while (succeeded(step(timeOf(60))));
  expect(store.database.pragma('freelist_count', { simple: true })).toBeGreaterThan(3)
  store.close()
}

/** Everything that a store gives of the events up to a seq, their words, and the keys of who began. */
const given = (store: OpenStore, upTo: number, owners: readonly string[]): string =>
  JSON.stringify([
    succeeded(store.read(1, upTo)),
    owners.map((who) => [who, `${store.keys.of(who)}`]),
  ])

/** What a copy gives, at once and after it was written to and opened again; or why it is refused. */
const seen = (directory: string): { readonly gives: string } | { readonly refused: string } => {
  const opened = openSqlite(settingsFor(directory), storeParts)
  if (Result.isFailure(opened)) return { refused: opened.failure.message }
  const store = opened.success
  const { seq } = store.head()
  const owners = [...store.keys.owners()]
  const before = given(store, seq, owners)
  const tale = new Tale(store.head())
  succeeded(store.commit(tale.turn(joins('late'), opens('last', 'late', 's1'))))
  for (let turn = 0; turn < 20; turn++) {
    succeeded(store.commit(tale.turn(says('last', 'late', 'x'.repeat(2_000)))))
  }
  store.close()
  const again = succeeded(openSqlite(settingsFor(directory), storeParts))
  const after = given(again, seq, owners)
  again.close()
  return { gives: before === after ? before : `${before} and later ${after}` }
}

const named = /Event \d+ of the log|passerby\.db (is damaged|belongs to|was written)|not a database/

it('is noticed at the start in each of 600 copies, or changes nothing', () => {
  const directory = freshDirectory()
  lived(directory)
  const bytes = readFileSync(join(directory, 'passerby.db'))
  const flipped = (at: number, bit: number) => {
    const copy = freshDirectory()
    cpSync(directory, copy, { recursive: true })
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ (1 << bit)
    writeFileSync(join(copy, 'passerby.db'), changed)
    const is = seen(copy)
    rmSync(copy, { recursive: true })
    return is
  }
  const { gives: whole } = seen(directory) as { gives: string }
  const rng = new Rng(11)
  const wrong: string[] = []
  let refused = 0
  for (let copy = 0; copy < copies; copy++) {
    const [at, bit] = [rng.between(0, bytes.length - 1), rng.between(0, 7)]
    const is = flipped(at, bit)
    if ('refused' in is) {
      refused += 1
      if (!named.test(is.refused)) wrong.push(`${at}.${bit}: ${is.refused}`)
    } else if (is.gives !== whole) wrong.push(`${at}.${bit} gives something else`)
  }
  expect(wrong).toEqual([])
  expect(refused).toBeGreaterThan(copies / 3)
}, 200_000)
