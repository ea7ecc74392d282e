// A record that is not ours is not taken for true.
import { createDecipheriv, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LogEvent, Turn } from '../../src/events/event.ts'
import { eventsIn } from '../../src/store/batches/batchReader.ts'
import {
  type BatchRow,
  batchColumns,
  chainStart,
  rehashed,
} from '../../src/store/batches/batchRow.ts'
import { BatchWriter } from '../../src/store/batches/batchWriter.ts'
import { sealingBatches } from '../../src/store/batches/sealBatch.ts'
import { sealedIn, wordsIn } from '../../src/store/batches/sealedWords.ts'
import { openDatabase } from '../../src/store/connection.ts'
import { MemoryKeys } from '../../src/store/shredding/memoryKeys.ts'
import { redacted, redactedEvent } from '../../src/store/shredding/redaction.ts'
import { sealedBytesMax, sealWith, unseal, unsealText } from '../../src/store/shredding/sealing.ts'
import { succeeded } from '../kit/succeeded.ts'
import { readAll } from './logContract.ts'
import { freshDirectory, openBoth, openHere } from './stores.ts'
import { connects, joins, leaves, meets, opens, parts, says, Tale, takesTicket } from './tale.ts'
import { watching } from './watching.ts'

/** What reading says of a log whose row was written like this instead, as by another version. */
const readAfter = async (change: (row: BatchRow) => Partial<BatchRow>): Promise<unknown> => {
  const store = openHere(freshDirectory())
  const { log } = await openBoth(store)
  const tale = new Tale()
  await watching(log).commit(
    tale.turn(joins('ann')),
    tale.turn(opens('r1', 'ann', 'bea')),
    tale.turn(says('r1', 'ann', 'hello'), says('r1', 'ann', 'hello again')),
  )
  const row = store.database.prepare(`select ${batchColumns} from batches`).get() as BatchRow
  const { events, words, hash } = rehashed({ ...row, ...change(row) }, chainStart)
  store.database
    .prepare('update batches set events = ?, words = ?, hash = ?')
    .run(events, words, hash)
  const outcomes = []
  for await (const outcome of log.read()) outcomes.push(outcome)
  await log.close()
  return outcomes.at(-1)
}

/** Replaces something in the third event. */
const inThird =
  (from: string, to: string) =>
  ({ events }: BatchRow): Partial<BatchRow> => {
    const at = events.indexOf('room.send_message')
    return { events: events.slice(0, at) + events.slice(at).replace(from, to) }
  }

it.each<[what: string, change: (row: BatchRow) => Partial<BatchRow>, why: string]>([
  [
    'a field gone',
    inThird('"by":"ann",', ''),
    'is torn: its data are not those of room.send_message',
  ],
  ['an unknown type', inThird('send_message', 'sing'), 'is of an unknown type, room.sing'],
  [
    'torn words',
    ({ words }) => {
      const torn = new Uint8Array(words)
      const [, third] = [...wordsIn(torn)]
      third?.[1].fill(7, 20)
      return { words: torn }
    },
    'is torn: its words do not open with their key',
  ],
  [
    'the words of another event',
    ({ words }) => {
      const swapped = new Uint8Array(words)
      const [, third, fourth] = [...wordsIn(words)]
      const at = words.length - (fourth?.[1].length ?? 0) - 8
      swapped.copyWithin(at - (third?.[1].length ?? 0), at + 8)
      return { words: swapped }
    },
    'is torn: its words do not open with their key',
  ],
])('refuses %s, and says where', async (_, change, why) => {
  expect(await readAfter(change)).toMatchObject({
    failure: { _tag: 'LogUnreadable', seq: 3, message: `Event 3 of the log ${why}.` },
  })
})

it('reads what is sound', async () => {
  expect(await readAfter(() => ({}))).toMatchObject({ success: { length: 4 } })
})

it('does not start on a log that cannot be folded into its projections', () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const tale = new Tale()
  store.commit(tale.turn(joins('ann'), connects('ann')))
  store.close()
  const database = openDatabase(`${directory}/passerby.db`, 0)
  const row = database.prepare(`select ${batchColumns} from batches`).get() as BatchRow
  const unlike = rehashed({ ...row, events: row.events.replace('{}', 'null') }, chainStart)
  database.prepare('update batches set events = ?, hash = ?').run(unlike.events, unlike.hash)
  database.close()
  expect(() => openHere(directory)).toThrow(
    'Event 2 of the log is torn: its data are not those of session.connect.',
  )
})

it('seals what reads as if it were erased, as whatever else people write', async () => {
  const directory = freshDirectory()
  const store = openHere(directory)
  const { log } = await openBoth(store)
  const tale = new Tale()
  const looksErased = '[erased, 12 chars]'
  const turns = [
    tale.turn(joins('ann', { username: looksErased, interests: [looksErased] })),
    tale.turn(opens('r1', 'ann', 'bea'), says('r1', 'ann', looksErased)),
  ]
  await watching(log).commit(...turns)
  expect(store.database.prepare('select events from batches').pluck().all().join()).not.toMatch(
    /"(text|username)":"\[erased, 12/,
  )
  expect(await readAll(log)).toEqual(turns.flat())
  await watching(log).commit(tale.turn(parts('r1', 'ann')))
  expect((await readAll(log))[2]).toEqual({
    ...turns[1]?.[1],
    data: { by: 'ann', id: looksErased, number: 1, text: '[erased, 18 chars]' },
    redacted: true,
  })
  await log.close()
})

it('is written again as it was read, once it was read redacted', () => {
  const [event] = new Tale().turn(says('r1', 'ann', 'hello')) as [LogEvent]
  const writer = new BatchWriter(sealWith(randomBytes))
  const key = randomBytes(32)
  const written = (what: LogEvent, keyOf: () => Uint8Array | undefined): LogEvent => {
    writer.begin(1)
    writer.add(what, keyOf)
    return succeeded(eventsIn(writer.row(), () => key))[0] as LogEvent
  }
  const read = written(event, () => undefined)
  expect(read).toMatchObject({ redacted: true, data: { text: '[erased, 5 chars]' } })
  expect(written(read, () => key)).toEqual(read)
})

it('seals batches without a database, each whole and readable with the keys alone', () => {
  const keys = new MemoryKeys(randomBytes)
  const seal = sealingBatches(randomBytes)
  const tale = new Tale()
  const sealed = (...turns: Turn[]) => {
    const batch = seal(turns.flat(), keys)
    for (const owner of batch.ended) keys.end(owner)
    keys.settle()
    return batch
  }
  const texts = Array.from({ length: 300 }, (_, index) => `hello ${index}`)
  const turns = [
    tale.turn(joins('ann'), opens('r1', 'ann', 'bea'), opens('r2', 'cat', 'dan')),
    tale.turn(...texts.map((text) => says('r1', 'ann', text))),
    tale.turn(says('r2', 'cat', 'hello dan'), parts('r2', 'dan')),
  ]
  const first = sealed(...turns)
  const last = sealed(
    tale.turn(joins('ann'), says('r1', 'ann', 'hello bea')),
    tale.turn(leaves('ann')),
  )
  expect([first.begun, [...first.ended]]).toEqual([['ann', 'r1'], ['r2']])
  expect([last.begun, [...last.ended]]).toEqual([[], ['ann']])
  expect([...keys.owners()]).toEqual(['r1'])
  expect(first.rows.map(({ first, last }) => [first, last])).toEqual([
    [1, 128],
    [129, 256],
    [257, 305],
  ])
  const keyOf = (owner: string) => keys.of(owner)
  const read = first.rows.flatMap((row) => succeeded(eventsIn(row, keyOf)))
  const isOver = ({ actor }: LogEvent) => actor === 'ann' || actor === 'r2'
  const asRead = (event: LogEvent) => (isOver(event) ? redactedEvent(event) : event)
  expect(read).toEqual(turns.flat().map(asRead))
})

it('seals the short words of one owner together, and reads each by itself', () => {
  const long = 'x'.repeat(1_500)
  const events = [
    ...['one', 'two', long, long].map((text) => says('r1', 'ann', text)),
    says('r2', 'bea', 'hers'),
    says('r1', 'ann', 'three'),
  ]
  const turn = new Tale().turn(joins('ann'), ...events)
  const keys = new Map(['r1', 'r2', 'ann'].map((owner) => [owner, randomBytes(32)]))
  const keyOf = (owner: string) => keys.get(owner)
  const writer = new BatchWriter(sealWith(randomBytes))
  writer.begin(1)
  for (const event of turn) writer.add(event, keyOf)
  const row = writer.row()
  const boxes = [...sealedIn(row)].map(([seq, sealed]) => [seq, sealed.seq, sealed.index])
  expect(boxes.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
    [1, 1, 0],
    [2, 2, 0],
    [3, 2, 1],
    [4, 2, 2],
    [5, 5, 0],
    [6, 6, 0],
    [7, 5, 1],
  ])
  expect(succeeded(eventsIn(row, keyOf))).toEqual(turn)
  expect(succeeded(eventsIn(row, keyOf, ({ seq }) => seq === 7))).toEqual([turn[6]])
  keys.delete('r1')
  const read = succeeded(eventsIn(row, keyOf))
  expect(read.map(({ redacted = false }) => redacted)).toEqual([
    ...[false, true, true, true, true, false, true],
  ])
})

it('finds torn what is sealed with others and says to be another of them', () => {
  const turn = new Tale().turn(says('r1', 'ann', 'one'), says('r1', 'ann', 'two'))
  const key = randomBytes(32)
  const writer = new BatchWriter(sealWith(randomBytes))
  writer.begin(1)
  for (const event of turn) writer.add(event, () => key)
  const row = writer.row()
  const words = Buffer.from(row.words)
  words.writeUInt32BE(2, words.length - 4)
  expect(eventsIn({ ...row, words }, () => key)).toMatchObject({ failure: { seq: 2 } })
})

it('reads a log that was written when more was let in', async () => {
  const long = 'x'.repeat(50_000)
  const store = openHere(freshDirectory())
  const { log } = await openBoth(store)
  const tale = new Tale()
  const turns = [
    tale.turn(joins('ann', { username: long, bio: long, interests: Array(99).fill(long) })),
    tale.turn(joins('bea', { username: '' }), takesTicket('bea')),
    tale.turn(opens('r1', 'ann', 'bea'), meets('ann', 'bea', 'r1'), says('r1', 'ann', long)),
    tale.turn({
      actor: 'r1',
      type: 'room.send_message',
      data: { by: 'ann', id: 'i'.repeat(99), text: '' },
    }),
  ]
  await watching(log).commit(...turns)
  expect(await readAll(log)).toEqual(turns.flat())
  await log.close()
})

const sealing = () => {
  const seal = sealWith(randomBytes)
  const into = Buffer.alloc(100)
  return (key: Uint8Array, words: object): Buffer =>
    Buffer.from(into.subarray(0, seal(key, place, JSON.stringify(words), into)))
}

const place = { seq: 7, type: 'room.send_message' } as const

it('opens words with their key and in their place only', () => {
  const [key, other] = [randomBytes(32), randomBytes(32)]
  const sealed = sealing()(key, { text: 'hello ❤' })
  expect(unseal(key, place, sealed)).toEqual({ text: 'hello ❤' })
  expect(unseal(other, place, sealed)).toBeNull()
  expect(unseal(key, { ...place, seq: 8 }, sealed)).toBeNull()
  expect(unseal(key, { ...place, type: 'session.join' }, sealed)).toBeNull()
  expect(unseal(key, place, sealed.subarray(0, 20))).toBeNull()
  expect(unseal(key, place, sealed.with(20, (sealed[20] as number) ^ 1))).toBeNull()
})

it('seals any words so that another ChaCha20-Poly1305 opens them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const key = randomBytes(32)
      const into = Buffer.alloc(sealedBytesMax(text))
      const sealed = into.subarray(0, sealWith(randomBytes)(key, place, text, into))
      const decipher = createDecipheriv('chacha20-poly1305', key, sealed.subarray(0, 12), {
        authTagLength: 16,
      })
      decipher.setAAD(Buffer.from('7 room.send_message'), { plaintextLength: sealed.length - 28 })
      decipher.setAuthTag(sealed.subarray(-16))
      const opened = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
      expect(opened.toString()).toBe(text)
      expect(unsealText(key, place, sealed)).toBe(text)
    }),
  )
})

it('seals no two words alike', () => {
  const seal = sealing()
  const key = randomBytes(32)
  const nonces = Array.from({ length: 2_000 }, () => seal(key, {}).toString('hex', 0, 12))
  expect(new Set(nonces).size).toBe(2_000)
})

it('counts what it erases in characters as people do', () => {
  expect(redacted('')).toBe('[erased, 0 chars]')
  expect(redacted('a😀é')).toBe('[erased, 3 chars]')
  expect(redacted('\ud83d')).toBe('[erased, 1 chars]')
})
