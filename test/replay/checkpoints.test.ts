// Checkpoints stay as many as they may be, and lead to any event; columns and texts hold what was put in, in little room.
import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Result } from 'effect'
import { expect, it } from 'vitest'
import type { CellState } from '../../src/actors/engine/actorCell.ts'
import type { Checkpoint } from '../../src/actors/engine/actorSystem.ts'
import type { LogEvent } from '../../src/events/event.ts'
import type { RecordedEvent } from '../../src/replay/source/source.ts'
import { Checkpoints } from '../../src/replay/timeline/checkpoints.ts'
import { Column } from '../../src/replay/timeline/columns/column.ts'
import { PackedTexts } from '../../src/replay/timeline/columns/packedTexts.ts'
import { History } from '../../src/replay/timeline/history.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { smallStage, sourceOf } from './recording.ts'

it('keeps as many checkpoints as it may, evenly, and the first for ever', () => {
  const checkpoints = new Checkpoints(10, 8 * 3)
  const kept = (index: number) => checkpoints.keep({ index, actors: actors(3) })
  kept(-1)
  for (let index = 0; index < 5_000; index++) if (checkpoints.isDue(index, 3)) kept(index)
  expect(checkpoints.length).toBeGreaterThan(4)
  expect(checkpoints.length).toBeLessThanOrEqual(8)
  expect(checkpoints.latest(-1)?.index).toBe(-1)
  const strides = [0, 700, 1_900, 2_500, 4_999].map(
    (index) => index - (checkpoints.latest(index)?.index ?? Number.NaN),
  )
  for (const stride of strides) expect([stride >= 0, stride <= 1_280]).toEqual([true, true])
})

it('are none of a log that is only read, which is judged as one that was folded', () => {
  const source = sourceOf(smallStage().played)
  const [folded, read] = [Replay.of(source), ended(Replay.reading(source))]
  expect(read.history.length).toBe(41)
  expect(verify(read.history)).toEqual(verify(folded.history))
  // What no actor takes shows that none was asked.
  const odd = {
    ...source,
    *read() {
      const event = { ...smallStage().played[4], type: 'session.dance' } as unknown as LogEvent
      yield [{ event, json: '{}' }]
      return Result.void
    },
  }
  expect(() => Replay.of(odd)).toThrow('a fault of the debugger')
  expect(ended(Replay.reading(odd)).history.length).toBe(1)
})

const ended = <A>(steps: Generator<unknown, A>): A => {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

it('keeps some where more actors live than all of them may have', () => {
  const checkpoints = new Checkpoints(10, 24)
  for (let index = -1; index < 5_000; index++) {
    if (index < 0 || checkpoints.isDue(index, 100)) {
      checkpoints.keep({ index, actors: actors(100) })
    }
  }
  expect(checkpoints.length).toBeGreaterThan(1)
  expect(checkpoints.length).toBeLessThanOrEqual(4)
})

const actors = (count: number): Checkpoint =>
  new Map(Array.from({ length: count }, (_, number) => [`s_${number}`, nobody]))

const nobody = { kind: 'session' } as CellState

it('keeps none sooner than there are actors to freeze', () => {
  const checkpoints = new Checkpoints(10, 8)
  checkpoints.keep({ index: -1, actors: new Map() })
  expect([8, 9, 98, 99].map((index) => checkpoints.isDue(index, 100))).toEqual([
    ...[false, false, false, true],
  ])
  expect([8, 9].map((index) => checkpoints.isDue(index, 3))).toEqual([false, true])
})

it('holds every number of a column, over as many pieces as it takes, however narrow', () => {
  const kinds = [
    (index: number) => index * 1e9,
    (index: number) => index % 251,
    (index: number) => 8.64e15 - index * 70,
    (index: number) => -1 - index,
    (index: number) => index / 3,
    (index: number) => (index % 5_000 === 0 ? Number.MAX_SAFE_INTEGER : index),
  ]
  const count = 10_000
  for (const kind of kinds) {
    const column = new Column()
    for (let index = 0; index < count; index++) column.push(kind(index))
    expect(column.length).toBe(count)
    const held = Array.from({ length: count }, (_, index) => column.at(index))
    expect(held).toEqual(Array.from(held, (_, index) => kind(index)))
  }
})

it('holds every text, whichever is asked for', () => {
  const texts = new PackedTexts()
  const count = 20_000
  const text = (index: number) => (index % 7 === 0 ? '' : `{"number":${index},"name":"Zoë 🜲"}`)
  for (let index = 0; index < count; index++) texts.push(text(index))
  expect(texts.length).toBe(count)
  for (let step = 0; step < 500; step++) {
    const index = (step * 7_919) % count
    expect(texts.at(index)).toBe(text(index))
  }
})

it('holds an event in a fraction of what it is as objects', () => {
  const count = 100_000
  const before = bytesHeld()
  const history = new History()
  for (let seq = 1; seq <= count; seq++) history.push(said(seq))
  const each = (bytesHeld() - before) / count
  expect(history.event(count - 1)).toMatchObject({ ...said(count).event, redacted: true })
  // Some 41, most of which are the random ids; with data that are not packed 135.
  expect(each).toBeLessThan(100)
})

/** A message of one of a thousand conversations. */
const said = (seq: number): RecordedEvent => {
  const name = (what: number) => createHash('sha256').update(`${what}`).digest('base64url')
  const room = seq % 1_000
  const data = {
    by: `s_${name(room).slice(0, 16)}`,
    id: `m_${name(seq).slice(0, 16)}`,
    number: Math.ceil(seq / 1_000),
    text: '[erased, 40 chars]',
  }
  const actor = `r_${name(-room).slice(0, 16)}`
  const parts = { seq, turn: seq, cause: null, at: 1_700_000_000_000 + seq, actor } as const
  return { event: { ...parts, type: 'room.send_message', data }, json: JSON.stringify(data) }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const bytesHeld = (): number => {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
