// A conversation cut out of a log replays, wordless, under new names.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutSlice, querySlice } from '../../src/replay/slice/slice.ts'
import { openSource } from '../../src/replay/source/openSource.ts'
import { publicStateAt } from '../../src/replay/timeline/publicState.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { Life, step } from '../kit/life.ts'
import { eventsOf, sliceOf } from '../kit/slice.ts'
import { graceMs } from '../kit/stage.ts'
import { succeeded } from '../kit/succeeded.ts'
import { Visitor } from '../kit/visitors.ts'
import { fileOf, fileWith, replayOf, smallStage, textOf } from './recording.ts'

const { played } = smallStage()
const { history } = replayOf(played)
const readBack = (text: string): Replay => Replay.of(succeeded(openSource(fileOf(text))))
const sliced = (id: string) => fileOf(`${textOf(querySlice(history, id))}\n`)

describe('a slice of a room', () => {
  const events = eventsOf(sliced('r3'))

  it('holds what led to it, what was said, and its end, and nothing else', () => {
    const names = events.map(({ actor, type }) => `${actor} ${type.split('.')[1]}`)
    expect(names).toEqual([
      ...['s1 join', 's1 connect', 's1 find_match', 'matchmaker find_match'],
      ...['s2 join', 's2 connect', 's2 find_match', 'matchmaker find_match', 'matchmaker matched'],
      ...['r1 opened', 's1 matched', 's2 matched', 'r1 send_message', 'r1 send_message'],
      ...['s1 disconnect', 'r1 away', 's1 connect', 'r1 back'],
      ...['s2 leave_chat', 'r1 leave_chat', 's1 chat_ended', 'matchmaker closed'],
    ])
  })

  it('counts seqs and turns from 1 and time from 0, and keeps causes', () => {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(new Set(events.map(({ turn }) => turn)).size).toBe(events.at(-1)?.turn)
    expect(events[0]).toMatchObject({ at: 0, data: { until: graceMs } })
    expect(events.at(-1)).toMatchObject({ at: 5_500, cause: 20 })
  })

  it('is told with the seq that each of its events had', () => {
    const { lines, seqs } = succeeded(cutSlice(history, 'r3'))
    expect(lines).toHaveLength(seqs.length + 1)
    expect(seqs.map((seq) => history.type(history.indexOf(seq)))).toEqual(
      events.map(({ type }) => type),
    )
  })

  it('keeps the bookmarks of its head, and nothing else that stands there for one', () => {
    const [head = '', ...lines] = textOf(querySlice(history, 'r3')).split('\n')
    const bookmarks = [{ seq: 9, note: 'Too soon?' }, { seq: 2 }, { note: 'where?' }, 7, null]
    const text = [JSON.stringify({ ...JSON.parse(head), bookmarks }), ...lines].join('\n')
    expect(readBack(text).source.bookmarks).toEqual([
      { seq: 9, note: 'Too soon?' },
      { seq: 2, note: '' },
    ])
    expect(readBack(text).history.length).toBe(events.length)
  })

  it('holds no word and no id of the log', () => {
    const text = textOf(querySlice(history, 'r3'))
    expect(text).not.toMatch(/hello|well met|Ann|tea|r3|s4/i)
    expect(text).toContain('"id":"m1","number":1,"text":"[erased, 5 chars]"')
  })

  it('replays: every event is taken, and it goes on from there', async () => {
    const file = sliced('r3')
    expect(verify(replayOf(eventsOf(file)).history).mismatch).toBeNull()

    const stage = await sliceOf(file, 18)
    const [ann, bea] = ['s1', 's2'].map((id) => new Visitor(stage, {}, id)) as [Visitor, Visitor]
    expect([ann.state, bea.state]).toEqual(['chatting', 'chatting'])
    ann.say('are you there?')
    bea.hears({ type: 'message', seq: 3 })
    bea.disconnect()
    stage.pass(graceMs)
    expect([ann.state, bea.state]).toEqual(['idle', 'gone'])
  })

  it('keeps alarms: who was away when it ends expires, who waited relaxes', async () => {
    const stage = await sliceOf(fileWith(played), 34)
    stage.pass(graceMs + 5_000)
    expect(new Visitor(stage, {}, 's6').state).toBe('gone')
    expect(stage.actorSystem.matchmaker.tickets.get('s4')?.relaxed).toBe(true)
  })
})

it('a slice of a session holds its whole life, and of others their part in it', () => {
  const events = eventsOf(sliced('s2'))
  expect(events.filter(({ actor }) => actor === 's2').map(({ type }) => type)).toEqual(
    played.filter(({ actor }) => actor === 's2').map(({ type }) => type),
  )
  expect(verify(replayOf(events).history).mismatch).toBeNull()
})

it('nothing is cut out of a log whose beginning is gone, nor for nobody', () => {
  const { history } = replayOf(played.slice(12))
  expect(textOf(querySlice(history, 's1'))).toMatch(/cannot be exported: .* began before this log/)
  expect(textOf(querySlice(history, 's7'))).toBe(
    'There is no session or room s7 in this log; the nearest is s4.',
  )
})

it('every slice of any life replays, and leaves the room as it was', async () => {
  let slices = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 80, size: 'max' }),
      async (steps) => {
        const life = new Life()
        for (const next of steps) await life.take(next)
        life.stage.commit()
        const whole = replayOf(life.stage.committed())
        const ids = ['session', 'room'].flatMap((kind) =>
          whole.history.actorsOf(kind as 'session' | 'room'),
        )
        for (const id of ids) {
          const slice = readBack(textOf(querySlice(whole.history, id)))
          expect([id, verify(slice.history, slice.source).mismatch]).toEqual([id, null])
          const renamed = slice.history.actorsOf('room')
          const before = publicStateAt(whole.actorsAt(whole.history.length - 1), id)
          const after = slice.actorsAt(slice.history.length - 1)
          if (renamed.length === 1 && whole.history.actorsOf('room').includes(id)) {
            const { value } = (before ?? { value: null }) as { value: unknown }
            const now = publicStateAt(after, renamed[0] as string) as { value: unknown } | null
            expect([id, now?.value ?? null]).toEqual([id, value])
          }
          slices += 1
        }
      },
    ),
    { numRuns: 90, seed: 20_240_503 },
  )
  expect(slices).toBeGreaterThan(200)
}, 120_000)
