// What one reader gives to several: what each would read alone, and nothing that one can change.
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { encodedEntry, entryReader, rowsSent } from '../../../src/cluster/entries.ts'
import type { Batch } from '../../../src/cluster/messages.ts'
import { BatchWriter } from '../../../src/store/batches/batchWriter.ts'
import type { SentRow } from '../../../src/store/batches/sentRow.ts'
import { sealWith } from '../../../src/store/shredding/sealing.ts'
import { succeeded } from '../../kit/succeeded.ts'
import { joins, says, Tale } from '../../store/tale.ts'
import { SharedReader } from './sharedReader.ts'

const turn = new Tale().turn(joins('ann'), says('r1', 'ann', 'one'), says('r2', 'ann', 'two'))
const owners = ['ann', 'r1', 'r2']

const sent = () => {
  const keys = new Map(owners.map((owner) => [owner, randomBytes(32)]))
  const writer = new BatchWriter(sealWith(randomBytes))
  writer.begin(1)
  for (const event of turn) writer.add(event, (owner) => keys.get(owner))
  const marks = { edges: {}, refused: [], opened: [], joined: [] } as unknown as Batch['marks']
  const rows = rowsSent([writer.row()])
  const head = { kind: 'batch', epoch: 1, index: 1, world: 'world 1' } as const
  return { keys, data: encodedEntry({ ...head, rows, marks }) }
}

const rowIn = (reader: SharedReader, data: string) =>
  (reader.entry(data) as Batch).rows[0] as SentRow

it('gives each what it would read alone, with the keys that it has by then', () => {
  const { keys, data } = sent()
  const reader = new SharedReader()
  const row = rowIn(reader, data)
  expect(reader.entry(data)).toEqual(entryReader.entry(data))
  expect(reader.beginnings(row)).toEqual(entryReader.beginnings(row))
  const other = new Map([...keys, ['r1', randomBytes(32)] as const])
  const fewer = new Map([...keys].filter(([owner]) => owner !== 'r2'))
  for (const mine of [keys, other, fewer, new Map<string, Uint8Array>(), fewer, other, keys]) {
    const keyOf = (owner: string) => mine.get(owner)
    expect(reader.events(row, keyOf)).toEqual(entryReader.events(row, keyOf))
  }
  expect(succeeded(reader.events(row, (owner) => keys.get(owner)))).toEqual(turn)
})

it('remembers a key as it was, whatever becomes of its bytes', () => {
  const { keys, data } = sent()
  const reader = new SharedReader()
  const row = rowIn(reader, data)
  const keyOf = (owner: string) => keys.get(owner)
  expect(succeeded(reader.events(row, keyOf))).toEqual(turn)
  keys.get('r1')?.fill(0)
  expect(reader.events(row, keyOf)).toEqual(entryReader.events(row, keyOf))
})

it('lets nobody change what the others are given', () => {
  const { keys, data } = sent()
  const reader = new SharedReader()
  const [event] = succeeded(reader.events(rowIn(reader, data), (owner) => keys.get(owner)))
  expect(() => Object.assign(event?.data ?? {}, { username: 'somebody else' })).toThrow(TypeError)
  expect(() => Object.assign(reader.entry(data), { epoch: 2 })).toThrow(TypeError)
})
