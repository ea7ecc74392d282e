// A bit that flipped in the file is noticed, or changes nothing.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { Rng } from '../../../src/load/scenario/rng.ts'
import type { Parts } from '../../../src/store/sqlite/eventStore.ts'
import { type OpenStore, openSqlite } from '../../../src/store/sqlite/open.ts'
import { pruning } from '../../../src/store/sqlite/retention.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { freshDirectory, openHere, settingsFor, parts as storeParts } from '../stores.ts'
import { connects, joins, leaves, opens, parts, says, Tale, takesTicket, timeOf } from '../tale.ts'

const copies = 600

/** The same bytes each time, so that the same bits of the same file are flipped: keys are among them. */
const steadyParts = (): Parts => {
  const rng = new Rng(12)
  return {
    ...storeParts,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => rng.between(0, 255)),
  }
}

/** A log as it is after a while: rooms alive, ended, pruned and emptied, and pages that are free. */
const lived = (directory: string): void => {
  const store = openHere(directory, steadyParts())
  const tale = new Tale()
  for (let room = 0; room < 24; room++) {
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

type Seen = { readonly gives: string } | { readonly refused: string }

/** What a copy gives, also after it was written to and opened again; or why it is refused. */
const seen = (directory: string, goesOn: boolean): Seen => {
  const opened = openSqlite(settingsFor(directory), steadyParts())
  if (Result.isFailure(opened)) return { refused: opened.failure.message }
  const store = opened.success
  const caughtUp = store.catchUp()
  if (Result.isFailure(caughtUp)) {
    store.close()
    return { refused: caughtUp.failure.message }
  }
  const { seq } = store.head()
  const owners = [...store.keys.owners()]
  const before = given(store, seq, owners)
  if (!goesOn) {
    store.close()
    return { gives: before }
  }
  const tale = new Tale(store.head())
  succeeded(store.commit(tale.turn(joins('late'), opens('last', 'late', 's1'))))
  for (let turn = 0; turn < 20; turn++) {
    succeeded(store.commit(tale.turn(says('last', 'late', 'x'.repeat(2_000)))))
  }
  store.close()
  const again = succeeded(openSqlite(settingsFor(directory), steadyParts()))
  succeeded(again.catchUp())
  const after = given(again, seq, owners)
  again.close()
  return { gives: before === after ? before : `${before} and later ${after}` }
}

/** Each says what is wrong with which event or file, and how to go on where that is not plain. */
const named = new RegExp(
  `^(${[
    'Event \\d+ of the log .*\\. Move FILE away to begin anew; npm run replay .*',
    'FILE is damaged(: .*)?\\. Move FILE away to begin anew; npm run replay .*',
    'FILE cannot be used: .* \\(SQLITE_(NOTADB|CORRUPT|ERROR)\\)\\. Move FILE away to begin anew\\.',
    'FILE cannot be used: the database may not be written to \\(SQLITE_READONLY\\)\\.',
    'FILE belongs to another program\\.',
    'FILE was written by an? (older|newer) version of Passerby .*',
  ].join('|')})$`,
)

/** The head of the file, each byte of which means something of its own to SQLite. */
const headBytes = 100

/** The bit that is flipped in each copy: one in each byte of the head, the others anywhere. */
const flips = (length: number): readonly (readonly [at: number, bit: number])[] => {
  const rng = new Rng(11)
  return Array.from({ length: copies }, (_, copy) => [
    copy < headBytes ? copy : rng.between(0, length - 1),
    rng.between(0, 7),
  ])
}

it('is noticed at the start in each of 600 copies, or changes nothing', () => {
  const directory = freshDirectory()
  lived(directory)
  const bytes = readFileSync(join(directory, 'passerby.db'))
  const flipped = (at: number, bit: number, goesOn: boolean): Seen => {
    const copy = freshDirectory()
    const file = join(copy, 'passerby.db')
    mkdirSync(copy)
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ (1 << bit)
    writeFileSync(file, changed)
    const is = seen(copy, goesOn)
    rmSync(dirname(copy), { recursive: true })
    return 'refused' in is ? { refused: is.refused.replaceAll(file, 'FILE') } : is
  }
  const { gives: whole } = seen(directory, true) as { gives: string }
  const wrong: string[] = []
  let refused = 0
  for (const [copy, [at, bit]] of flips(bytes.length).entries()) {
    const is = flipped(at, bit, copy < headBytes || copy % 10 === 0)
    if ('refused' in is) {
      refused += 1
      if (!named.test(is.refused)) wrong.push(`${at}.${bit}: ${is.refused}`)
    } else if (is.gives !== whole) wrong.push(`${at}.${bit} gives something else`)
  }
  expect(wrong).toEqual([])
  expect(refused).toBeGreaterThan(copies / 3)
}, 200_000)
