// What changed since earlier runs, and what of that is noise.
import { Result } from 'effect'
import { expect, it } from 'vitest'
import {
  comparisonLines,
  differencesFrom,
  type Earlier,
  readEarlier,
} from '../../src/load/report/comparison.ts'
import { presets } from '../../src/load/scenario/scenario.ts'

/** A run whose seconds sent so many, and whose joins took so long. */
const run = (sent: readonly number[], p50 = 5, scenario = presets.smoke) =>
  ({
    scenario,
    series: sent.map((each, index) => ({
      ...{ second: index + 1, sent: each, delivered: each, delivery: null },
    })),
    latencies: { join: { p50, p99: 10 } },
  }) as unknown as Earlier

const steady = [100, 102, 98, 101, 99, 100]

const changed = (earlier: readonly Earlier[], now: Earlier) =>
  Object.fromEntries(differencesFrom(earlier, now).map(({ name, isChanged }) => [name, isChanged]))

it('is told by the spread of the seconds, and of whole runs where there are three', () => {
  const much = steady.map((each) => each + 20)
  expect(changed([run(steady)], run([...steady].reverse()))).toMatchObject({ 'sent/s': false })
  expect(changed([run(steady)], run(much))).toMatchObject({ 'sent/s': true, 'join p50': null })
  const noisy = [10, 190, 60, 140, 20, 180]
  expect(changed([run(noisy)], run(noisy.map((each) => each + 20)))).toMatchObject({
    'sent/s': false,
  })
  const runs = [4, 5, 6].map((p50) => run(steady, p50))
  expect(changed(runs, run(steady, 6))).toMatchObject({ 'join p50': false, 'join p99': false })
  expect(changed(runs, run(steady, 20))).toMatchObject({ 'join p50': true })
})

it('leaves a warm-up out', () => {
  const scenario = { ...presets.smoke, warmUp: 2 }
  const [cold] = differencesFrom(
    [run([0, 0, 50, 50, 50], 5, scenario)],
    run([9, 9, 50, 50, 50], 5, scenario),
  )
  expect(cold).toMatchObject({ name: 'sent/s', before: 50, now: 50, isChanged: false })
})

it('is said in a table that fits a terminal, with what else was different', () => {
  const lines = comparisonLines(
    [run(steady)],
    run(
      steady.map((each) => each * 2),
      6,
    ),
  )
  expect(lines.slice(0, 3)).toEqual([
    'Compared with a run before:',
    expect.stringMatching(/^ +before +now +change$/),
    expect.stringMatching(/^sent\/s +100 +200 +\+100 % +CHANGED$/),
  ])
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  expect(comparisonLines([run(steady)], run(steady, 5, presets.churn))[0]).toBe(
    'Compared with a run before: The scenario was another one.',
  )
})

it('reads what --json wrote, a line for each run, and nothing else', () => {
  const two = [run(steady), run(steady)]
  expect(readEarlier(two.map((one) => JSON.stringify(one)).join('\n'))).toEqual(Result.succeed(two))
  for (const text of ['', '{}', 'second,sent\n1,2', '[]', 'null']) {
    expect(Result.isFailure(readEarlier(text))).toBe(true)
  }
})
