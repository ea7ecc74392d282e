// Of those who are over nothing is left in the files.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Result } from 'effect'
import { expect, it } from 'vitest'
import type { Command } from '../../src/events/event.ts'
import { openDatabase } from '../../src/store/connection.ts'
import { erase } from '../../src/store/shredding/erasure.ts'
import { keyBytes } from '../../src/store/shredding/keys.ts'
import { keysOf } from '../../src/store/shredding/sqliteKeys.ts'
import { bytesIn, freshDirectory, handClock, openBoth, openHere, openThread } from './stores.ts'
import {
  blocks,
  dawns,
  dismisses,
  displaces,
  faults,
  isOver,
  joins,
  leaves,
  meets,
  opens,
  parts,
  person,
  reports,
  says,
  Tale,
} from './tale.ts'
import { watching } from './watching.ts'

/** Remembers every key that was made, in the order of their owners. */
const rememberedKeys = () => {
  const keys: Buffer[] = []
  return {
    keys,
    random: (bytes: number): Buffer => {
      const made = randomBytes(bytes)
      if (bytes === keyBytes) keys.push(Buffer.from(made))
      return made
    },
  }
}

/** How many of the keys, or of halves of them, are to be found. */
const found = (bytes: Buffer, keys: readonly Buffer[]): number => {
  const text = bytes.toString('latin1')
  const halves = new Set(
    keys.flatMap((key) => [key.toString('latin1', 0, 8), key.toString('latin1', 24)]),
  )
  let count = 0
  for (let at = 0; at + 8 <= text.length; at++) if (halves.has(text.slice(at, at + 8))) count++
  return count
}

const words = /(name|bio|tea) of \w+|tea for two|hello \w+/

const anEvening = (): Command[] => [
  joins('ann'),
  joins('bea'),
  opens('r1', 'ann', 'bea'),
  meets('ann', 'bea', 'r1'),
  meets('bea', 'ann', 'r1'),
  says('r1', 'ann', 'hello bea'),
  says('r1', 'bea', `hello ann ${'and so on '.repeat(900)}`),
]

it('has no words in the files even while people live, and their keys only then', () => {
  const directory = freshDirectory()
  const { keys, random } = rememberedKeys()
  const store = openHere(directory, { random })
  const tale = new Tale()
  store.commit(tale.turn(...anEvening()))
  expect(keys.length).toBe(3)
  expect(bytesIn(directory).toString('latin1')).not.toMatch(words)
  expect(found(bytesIn(directory), keys)).toBeGreaterThanOrEqual(6)

  const stored = store.commit(tale.turn(parts('r1', 'ann'), leaves('ann'), faults('bea')))
  expect(stored).toMatchObject({ success: { ended: true } })
  expect(erase(store.database)).toBe(true)
  expect(found(bytesIn(directory), keys)).toBe(0)
  expect(bytesIn(directory).toString('latin1')).not.toMatch(words)
  store.close()
  expect(found(bytesIn(directory), keys)).toBe(0)
})

it('never writes a key of whoever begins and ends in one batch, nor what was said', () => {
  const directory = freshDirectory()
  const { keys, random } = rememberedKeys()
  const store = openHere(directory, { random })
  const tale = new Tale()
  store.commit([
    ...tale.turn(...anEvening()),
    ...tale.turn(parts('r1', 'ann'), leaves('ann'), leaves('bea')),
  ])
  expect(keys.length).toBe(0)
  expect(store.database.prepare('select count(*) from keys').pluck().get()).toBe(0)
  expect(store.database.prepare('select sum(length(words)) from batches').pluck().get()).toBe(0)
  store.close()
})

it('never writes what was said in a batch in which its room ends', () => {
  const store = openHere(freshDirectory())
  const tale = new Tale()
  store.commit(tale.turn(...anEvening()))
  store.commit([...tale.turn(says('r1', 'ann', 'hello bea')), ...tale.turn(parts('r1', 'bea'))])
  const sealed = store.database.prepare('select length(words) from batches').pluck().all()
  expect(sealed).toEqual([expect.any(Number), 0])
  store.close()
})

it('leaves no key behind as thousands come and go in every order', () => {
  const directory = freshDirectory()
  const { keys: made, random } = rememberedKeys()
  const store = openHere(directory)
  const keys = Result.getOrThrow(keysOf(store.database, random))
  // With this seed, rows that are deleted instead of overwritten leave pieces of two keys.
  let seed = 12
  const dice = (sides: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    return Math.floor((seed / 0x80000000) * sides)
  }
  let living: string[] = []
  const go = (actors: readonly string[]) => {
    for (const actor of actors) keys.end(actor)
    const over = new Set(actors)
    living = living.filter((actor) => !over.has(actor))
  }
  const left = () => {
    expect(erase(store.database)).toBe(true)
    const alive = new Set(living)
    return found(
      bytesIn(directory),
      made.filter((_, index) => !alive.has(`s${index}`)),
    )
  }
  // Some of the oldest, a run of neighbours, or anybody; and at last everybody.
  const leavers = () => {
    const many = dice(150)
    if (dice(4) === 0) return living.slice(0, many)
    if (dice(4) === 0) return living.slice(dice(living.length)).slice(0, many)
    return Array.from({ length: Math.min(many, living.length) }, () => living[dice(living.length)])
  }
  for (let round = 0; round < 600; round++) {
    store.database.exec('begin')
    const comers = living.length > 4_000 ? 20 : dice(200)
    for (let comer = 0; comer < comers; comer++) {
      living.push(`s${made.length}`)
      keys.begin(`s${made.length}`, made.length + 1)
    }
    go([...new Set(round > 550 ? living.slice(0, 200) : (leavers() as string[]))])
    store.database.exec('commit')
    keys.settle()
    if (round % 60 === 59) expect(left()).toBe(0)
  }
  expect(made.length - living.length).toBeGreaterThan(20_000)
  store.close()
})

it('erases soon after an end, about once a second for all who end within it', async () => {
  const directory = freshDirectory()
  const clock = handClock()
  const { keys, random } = rememberedKeys()
  const { log } = await openBoth(openHere(directory, { random }), clock)
  const { commit } = watching(log)
  const tale = new Tale()
  await commit(tale.turn(joins('ann')), tale.turn(joins('bea')), tale.turn(joins('cat')))
  await commit(tale.turn(leaves('ann')))
  clock.pass(0)
  expect(found(bytesIn(directory), keys.slice(0, 1))).toBe(0)
  await commit(tale.turn(leaves('bea')))
  await commit(tale.turn(leaves('cat')))
  clock.pass(100)
  expect(found(bytesIn(directory), keys)).toBeGreaterThan(0)
  clock.pass(900)
  expect(found(bytesIn(directory), keys)).toBe(0)
  await log.close()
})

it('tries again while somebody reads, says so when it is late, and erases then', async () => {
  const directory = freshDirectory()
  const clock = handClock()
  const { keys, random } = rememberedKeys()
  const { log, warnings } = await openBoth(openHere(directory, { random }), clock)
  const { commit, said } = watching(log)
  const tale = new Tale()
  await commit(tale.turn(joins('ann')))
  const reader = openDatabase(join(directory, 'passerby.db'), 0)
  reader.exec('begin; select * from batches')
  reader.prepare('select count(*) from batches').get()
  await commit(tale.turn(leaves('ann')))
  clock.pass(3_000)
  expect(found(bytesIn(directory), keys)).toBeGreaterThan(0)
  await commit(tale.turn(joins('bea')))
  expect(warnings).toEqual(['Erasing is late: another program is reading the database.'])
  reader.exec('commit')
  clock.pass(200)
  expect(found(bytesIn(directory), keys.slice(0, 1))).toBe(0)
  expect(said).not.toContain('unavailable')
  reader.close()
  await log.close()
})

it('erases at the next start what a crash left in the write-ahead log', () => {
  const directory = freshDirectory()
  const { keys, random } = rememberedKeys()
  const store = openHere(directory, { random })
  const tale = new Tale()
  store.commit(tale.turn(...anEvening()))
  store.commit(tale.turn(parts('r1', 'ann'), leaves('ann'), leaves('bea')))
  const crashed = freshDirectory()
  expect(spawnSync('cp', ['-r', directory, crashed]).status).toBe(0)
  store.close()
  expect(found(bytesIn(crashed), keys)).toBeGreaterThan(0)
  const found2 = openHere(crashed)
  expect(found(bytesIn(crashed), keys)).toBe(0)
  expect(found2.head()).toMatchObject({ seq: 10, turn: 2 })
  found2.close()
})

it('tries again after a start from which somebody reading hindered it', async () => {
  const directory = freshDirectory()
  const { keys, random } = rememberedKeys()
  const store = openHere(directory, { random })
  const tale = new Tale()
  store.commit(tale.turn(...anEvening()))
  const reader = openDatabase(join(directory, 'passerby.db'), 0)
  reader.exec('begin')
  reader.prepare('select count(*) from batches').get()
  store.commit(tale.turn(parts('r1', 'ann'), leaves('ann'), leaves('bea')))
  store.close()
  const clock = handClock()
  const { log, warnings } = await openBoth(openHere(directory), clock)
  clock.pass(3_000)
  expect(found(bytesIn(directory), keys)).toBeGreaterThan(0)
  reader.exec('commit')
  clock.pass(200)
  expect(found(bytesIn(directory), keys)).toBe(0)
  reader.close()
  await log.close()
  expect(warnings).toEqual(['Erasing is late: another program is reading the database.'])
})

it('has nothing left of a conversation in the files of a running server', async () => {
  const directory = freshDirectory()
  const { log } = await openThread(directory)
  const { commit } = watching(log)
  const tale = new Tale()
  await commit(tale.turn(...anEvening()))
  const reader = openDatabase(join(directory, 'passerby.db'), 0)
  const keys = reader.prepare('select key from keys').pluck().all() as Buffer[]
  reader.close()
  expect(keys.length).toBe(3)
  await commit(tale.turn(parts('r1', 'ann'), leaves('ann'), leaves('bea')))
  while (found(bytesIn(directory), keys) > 0) await new Promise(setImmediate)
  expect(bytesIn(directory).toString('latin1')).not.toMatch(words)
  await log.close()
})

const today = '2026-11-29'
const [ann, bea] = [person('ann', today), person('bea', today)]

/** Reports the other of the room, and what that says, which only moderators can open. */
const aReport = (report: string, bytes: Buffer): Command =>
  reports(ann, bea, { report, sealed: bytes.toString('base64') })

/** How many pieces of something are to be found: as it is, or as the base64 that an event has it in. */
const piecesFound = (directory: string, whole: Buffer): number => {
  const files = bytesIn(directory)
  const text = Buffer.from(whole.toString('base64'))
  return [whole, text].flatMap((bytes) => [
    ...Array.from({ length: Math.floor(bytes.length / 64) }, (_, piece) =>
      bytes.subarray(piece * 64, piece * 64 + 16),
    ).filter((piece) => files.includes(piece)),
  ]).length
}

/** What stands around the base64 of a report's row: its JSON, nonce, tag and header. */
const overheadBytes = '{"sealed":""}'.length + 12 + 16 + 8

/** The sealed words of the events of the file that have some, as they stand there. */
const ciphertextIn = (directory: string): readonly Buffer[] => {
  const reader = openDatabase(join(directory, 'passerby.db'), 0)
  const rows = reader.prepare('select words from batches').pluck().all() as Buffer[]
  reader.close()
  return rows.filter(({ length }) => length > 0)
}

it('has what a report says in the files only under its own key, whoever else ends', async () => {
  const directory = freshDirectory()
  const clock = handClock()
  const { keys, random } = rememberedKeys()
  const { log } = await openBoth(openHere(directory, { random }), clock)
  const { commit } = watching(log)
  const tale = new Tale()
  const [kept, closed] = [randomBytes(65_536), randomBytes(4_096)]
  await commit(tale.turn(dawns(today), ...anEvening()))
  await commit(tale.turn(aReport('x1', kept), aReport('x2', closed)), tale.turn(blocks(ann, bea)))
  const [dayKey, , , , keptKey, closedKey] = keys as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ]
  expect(keys.length).toBe(6)
  await commit(
    tale.turn(parts('r1', 'ann'), leaves('ann'), leaves('bea')),
    tale.turn(displaces('x2')),
  )
  clock.pass(60_000)
  // Of the evening nothing is left but the sealed report; of the one that was closed not even that.
  const lengths = ciphertextIn(directory).map(({ length }) => length)
  expect(lengths).toEqual([kept.toString('base64').length + overheadBytes])
  expect(found(bytesIn(directory), keys)).toBe(found(bytesIn(directory), [dayKey, keptKey]))
  expect(found(bytesIn(directory), [closedKey])).toBe(0)
  expect(found(bytesIn(directory), [dayKey])).toBeGreaterThan(0)
  expect(bytesIn(directory).toString('latin1')).not.toMatch(words)
  expect([piecesFound(directory, kept), piecesFound(directory, closed)]).toEqual([0, 0])
  await commit(tale.turn(isOver(today)))
  clock.pass(2_000)
  expect(found(bytesIn(directory), [dayKey])).toBe(0)
  expect(found(bytesIn(directory), [keptKey])).toBeGreaterThan(0)
  const [ciphertext] = ciphertextIn(directory) as [Buffer]
  await commit(tale.turn(dismisses('x1', bea)))
  clock.pass(2_000)
  expect(found(bytesIn(directory), keys)).toBe(0)
  clock.pass(60_000)
  expect(ciphertextIn(directory)).toEqual([])
  expect(piecesFound(directory, ciphertext)).toBe(0)
  await log.close()
})

it('has no key for a report that says nothing', () => {
  const directory = freshDirectory()
  const { keys, random } = rememberedKeys()
  const store = openHere(directory, { random })
  const tale = new Tale()
  store.commit(tale.turn(reports(ann, bea)))
  expect(keys).toEqual([])
  expect(store.database.prepare('select living from head').pluck().get()).toBe(0)
  store.close()
})

it('never writes what a report says that is closed in the same batch, nor a day that is over', () => {
  const directory = freshDirectory()
  const { keys, random } = rememberedKeys()
  const store = openHere(directory, { random })
  const tale = new Tale()
  const said = randomBytes(8_192)
  store.commit([
    ...tale.turn(dawns(today), aReport('x1', said)),
    ...tale.turn(displaces('x1'), isOver(today)),
  ])
  expect(keys).toEqual([])
  expect(ciphertextIn(directory)).toEqual([])
  expect(piecesFound(directory, said)).toBe(0)
  store.close()
})

it('writes nothing of what is said where a report has no key, by a fault of ours', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const said = randomBytes(8_192)
  const [event] = new Tale().turn(aReport('x1', said))
  if (event?.type !== 'matchmaker.reported') throw new Error('It is a report')
  const { report: _, ...keyless } = event.data
  store.commit([{ ...event, data: keyless }])
  expect(ciphertextIn(directory)).toEqual([])
  expect(piecesFound(directory, said)).toBe(0)
  store.close()
})
