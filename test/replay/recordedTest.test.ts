// A test that the debugger writes of a log runs as it is, and fails once the actors do otherwise.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import { kitFrom } from '../../src/replay/cli/kitFrom.ts'
import { literal } from '../../src/replay/slice/literal.ts'
import { queryRecordedTest } from '../../src/replay/slice/recordedTest.ts'
import { recorded } from '../kit/recorded.ts'
import { recordsOf, replayOf, reportedStage, smallStage, textOf } from './recording.ts'

const kit = join(import.meta.dirname, '../kit/recorded.ts')
const scratch = resolve(import.meta.dirname, '../../.tmp')
mkdirSync(scratch, { recursive: true })
const folder = mkdtempSync(join(scratch, 'recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const reported = reportedStage()
const logs: [name: string, events: readonly LogEvent[], id: string][] = [
  ['a conversation', smallStage().played, 'r3'],
  ['a whole life', smallStage().played, 's2'],
  ['one who waits', smallStage().played, 's4'],
  ['one who blocks', reported.stage.played, reported.ann.id],
  ['one who was reported', reported.stage.played, reported.room],
]

// What it has written registers its own tests here.
for (const [name, events, id] of logs) {
  const text = textOf(queryRecordedTest(replayOf(events).history, id, kit))
  const file = join(folder, `${name.replaceAll(' ', '-')}.ts`)
  writeFileSync(file, text)
  const written = () => import(/* @vite-ignore */ file)
  describe(name, async () => {
    await written()
  })
}

const ofRoom = queryRecordedTest(replayOf(smallStage().played).history, 'r3', kit)

it('tries every turn of a conversation of which all is in the slice', () => {
  expect(recordsOf(ofRoom)).toHaveLength(11)
  const titles = textOf(ofRoom).match(/(?<=^it\(').*(?=')/gm)
  expect(titles).toEqual([
    ...['event 1: s1 join', 'event 2: s1 connect', 'event 3: s1 find_match'],
    ...['event 5: s2 join', 'event 6: s2 connect', 'event 7: s2 find_match'],
    ...['event 13: r1 send_message', 'event 14: r1 send_message'],
    ...['event 15: s1 disconnect', 'event 17: s1 connect', 'event 19: s2 leave_chat'],
  ])
})

it('holds no word and no id of the log', () => {
  expect(textOf(ofRoom)).not.toMatch(/hello|well met|Ann|\btea|r3|s4/i)
})

it('fails where something else comes of it, or where it is not taken', () => {
  const given = recorded(textOf(ofRoom).split('`')[1] ?? '')
  const disconnects = { actor: 's1', type: 'session.disconnect', data: { until: 34_000 } }
  const away = { actor: 'r1', type: 'room.away', data: { by: 's1', until: 34_000 } }
  given(14)
    .when({ at: 4_000, ...disconnects })
    .leadsTo(away)
  const others = [[], [{ ...away, data: {} }], [away, away]]
  for (const other of others) {
    const leads = () =>
      given(14)
        .when({ at: 4_000, ...disconnects })
        .leadsTo(...other)
    expect(leads).toThrow()
  }
  const looks = { actor: 's1', type: 'session.find_match', data: { relaxAt: 9_000 } }
  const leads = () =>
    given(14)
      .when({ at: 4_000, ...looks })
      .leadsTo()
  expect(leads).toThrow('it is taken')
})

it('says why nothing can be written of what hangs on others', () => {
  const { played } = smallStage()
  expect(textOf(queryRecordedTest(replayOf(played).history, 's44', kit))).toMatch(/nearest is s4/)
})

it('is found by the runner of tests only below its folder', () => {
  const paths = ['test/a.test.ts', 'test/replay/a.test.ts', 'test/kit/a.test.ts', 'src/a.test.ts']
  expect(paths.map(kitFrom)).toEqual([
    ...['./kit/recorded.ts', '../kit/recorded.ts', './recorded.ts', null],
  ])
  expect(kitFrom('test/a.ts')).toBeNull()
})

it('writes data as programs of ours do', () => {
  const data = { a: 1, 'b-c': ["it's", 'a "word"', null], d: {}, e: '\u0000' }
  const text = literal(data, 0)
  expect(text).toBe(`{ a: 1, 'b-c': ['it\\'s', 'a "word"', null], d: {}, e: '\\u0000' }`)
  const long = { text: 'x'.repeat(60), list: ['y'.repeat(60)] }
  expect(literal(long, 2)).toBe(`{\n    text: '${long.text}',\n    list: ['${long.list[0]}'],\n  }`)
})
