// No line of an answer is wider than the terminal, but for words that are.
import { expect, it } from 'vitest'
import { tell } from '../../src/replay/cli/terminal.ts'
import type { QueryResult } from '../../src/replay/queries/queryResult.ts'
import { queryDiff, queryState } from '../../src/replay/queries/state.ts'
import { querySummary } from '../../src/replay/queries/summary.ts'
import { queryVerification } from '../../src/replay/queries/verification.ts'
import { queryWhy } from '../../src/replay/queries/why.ts'
import { querySlice } from '../../src/replay/slice/slice.ts'
import { ansiStyle, plainStyle } from '../../src/replay/text/textStyle.ts'
import { fitted, wrapped } from '../../src/replay/text/wrapping.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { succeeded } from '../kit/succeeded.ts'
import { recordsOf, replayOf, reportedStage, smallStage } from './recording.ts'

it('goes on below its last column, and leaves long words whole', () => {
  const broken = (line: string) => [...wrapped([line], 20)]
  expect(broken('one two three four five six')).toEqual(['one two three four', 'five six'])
  expect(broken('  name   one two three four')).toEqual(['  name   one two', '         three four'])
  expect(broken('see s_0123456789012345678901 there')).toEqual([
    ...['see', 's_0123456789012345678901', 'there'],
  ])
  expect(broken(ansiStyle.bold('as wide as it may be'))).toHaveLength(1)
  expect(broken('')).toEqual([''])
})

const shown = async (result: QueryResult, columns?: number): Promise<string[]> => {
  let out = ''
  const terminal = {
    out: (text: string) => {
      out += text
    },
    note: () => {},
    ...(columns === undefined ? {} : { columns }),
    ...{ style: plainStyle, isTerminal: false, json: false, pause: async () => false },
  }
  await tell(terminal, result)
  return out.trimEnd().split('\n')
}

it('holds for whatever is asked', async () => {
  for (const stage of [smallStage(), reportedStage().stage]) {
    const replay = replayOf(stage.played)
    const { history } = replay
    const [session = ''] = history.actorsOf('session')
    const all = Array.from({ length: history.length }, (_, index) => history.seq(index))
    const answers = [
      querySummary(replay),
      queryVerification(history, verify(history)),
      succeeded(queryDiff(replay, 1, history.length)),
      ...all.map((seq) => succeeded(queryState(replay, seq))),
      ...all.map((seq) => succeeded(queryWhy(replay, session, seq))),
    ]
    for (const answer of answers) {
      for (const columns of [undefined, 60]) {
        const wide = (await shown(answer, columns)).filter((line) => line.length > (columns ?? 80))
        expect(wide.filter((line) => line.trim().includes(' '))).toEqual([])
      }
    }
  }
})

it('breaks what is said on standard error too, but no path, and nothing that is set out', () => {
  const path = `/a/${'b'.repeat(90)}`
  expect(
    fitted(`It is not at ${path}: name another folder, of which there are many here.\n`, 40),
  ).toBe(`It is not at\n${path}:\nname another folder, of which there are\nmany here.\n`)
  const setOut = `one  ${'two '.repeat(30)}`
  for (const text of [`  ${setOut}\n`, `\r${setOut}`, 'short\n', ''])
    expect(fitted(text, 40)).toBe(text)
})

it('is not for what programs read', async () => {
  const { history } = replayOf(smallStage().played)
  const slice = succeeded(querySlice(history, 'r3'))
  expect(await shown(slice, 40)).toEqual([...slice.lines(plainStyle)])
  expect(recordsOf(querySlice(history, 'r3')).length).toBeGreaterThan(1)
})
