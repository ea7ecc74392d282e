// How a run differs from earlier ones, and which of that is more than noise.
import { Result } from 'effect'
import type { LoadResult, Moment } from '../measures/loadResult.ts'
import { type Timing, timings } from '../measures/measures.ts'
import { formatCount, formatDuration, formatTable } from './words/format.ts'

/** What is needed of an earlier result, as `--json` wrote it. */
export type Earlier = Pick<LoadResult, 'scenario' | 'series' | 'latencies'>

/** No results of earlier runs; `message` is one line that says what to give. */
export interface NoResults {
  readonly _tag: 'NoResults'
  readonly message: string
}

/** Reads results of `--json`, one a line. */
export const readEarlier = (text: string): Result.Result<readonly Earlier[], NoResults> => {
  try {
    const read = text.split('\n').filter((line) => line.trim() !== '')
    const results = read.map((line) => JSON.parse(line) as Partial<Earlier>)
    const areWhole = results.every(
      ({ scenario, series, latencies }) => scenario && series && latencies,
    )
    if (results.length > 0 && areWhole) return Result.succeed(results as readonly Earlier[])
  } catch {
    // What is no JSON is no result.
  }
  const message = 'expected what --json wrote, a line for each run'
  return Result.fail({ _tag: 'NoResults', message })
}

/** A figure before and now; `isChanged` is null where there is too little to tell it from noise. */
export interface Difference {
  readonly name: string
  readonly unit: 'ms' | ''
  readonly before: number
  readonly now: number
  readonly isChanged: boolean | null
}

/** What differs by more standard errors than this does so by chance once in a hundred times. */
const standardErrors = 2.6

/** Fewer runs, or seconds, do not show how they spread. */
const samplesMin = 3

type OfSecond = readonly [name: string, unit: 'ms' | '', of: (moment: Moment) => number | null]

const ofSeconds: readonly OfSecond[] = [
  ['sent/s', '', ({ sent }) => sent],
  ['delivered/s', '', ({ delivered }) => delivered],
  ['delivery p50, by the second', 'ms', ({ delivery }) => delivery?.p50 ?? null],
  ['delivery p99, by the second', 'ms', ({ delivery }) => delivery?.p99 ?? null],
]

/** By the spread of the seconds of all runs, and for whole runs by that of the earlier ones. */
export const differencesFrom = (
  earlier: readonly Earlier[],
  now: Earlier,
): readonly Difference[] => {
  const seconds = ofSeconds.flatMap(([name, unit, of]): Difference[] => {
    const valuesOf = ({ series, scenario }: Earlier) =>
      series.flatMap((moment) => (moment.second > (scenario.warmUp ?? 0) ? (of(moment) ?? []) : []))
    const [before, after] = [earlier.flatMap(valuesOf), valuesOf(now)]
    return before.length === 0 || after.length === 0
      ? []
      : [differing({ name, unit }, before, after)]
  })
  const runs = (Object.keys(timings) as Timing[]).flatMap((timing) =>
    (['p50', 'p99'] as const).flatMap((statistic): Difference[] => {
      const figureOf = ({ latencies }: Earlier) => latencies[timing]?.[statistic] ?? []
      const [before, after] = [earlier.flatMap(figureOf), [figureOf(now)].flat()]
      if (before.length === 0 || after.length === 0) return []
      return [differing({ name: `${timing} ${statistic}`, unit: 'ms' }, before, after)]
    }),
  )
  return [...seconds, ...runs]
}

const differing = (
  named: Pick<Difference, 'name' | 'unit'>,
  before: readonly number[],
  after: readonly number[],
): Difference => {
  const [one, other] = [meanOf(before), meanOf(after)]
  const known = { ...named, before: one, now: other }
  if (before.length < samplesMin) return { ...known, isChanged: null }
  // One run alone is taken to spread as those before it.
  const spread = varianceOf(before)
  const spreadNow = after.length < samplesMin ? spread : varianceOf(after)
  const error = Math.sqrt(spread / before.length + spreadNow / after.length)
  return { ...known, isChanged: Math.abs(other - one) > standardErrors * error }
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Of a sample. */
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

/** What a run is held against, in words. */
export const comparisonTitle = (earlier: readonly Earlier[]): string =>
  `Compared with ${earlier.length === 1 ? 'a run' : `${earlier.length} runs`} before`

/** What is to be known before the table is read; null: nothing. */
export const comparisonCaution = (earlier: readonly Earlier[], now: Earlier): string | null =>
  earlier.some(({ scenario }) => !isSame(scenario, now.scenario))
    ? 'The scenario was another one.'
    : null

/** What stands below the table. */
export const comparisonNote =
  'by the spread of seconds, and of runs, of which it takes three before to tell'

/** Its head, and a row for each figure, of which the last cell says whether it changed. */
export const comparisonTable = (
  earlier: readonly Earlier[],
  now: Earlier,
): readonly (readonly string[])[] => [
  ['', 'before', 'now', 'change', ''],
  ...differencesFrom(earlier, now).map(rowOf),
]

/** What the last cell says where a figure is beyond noise. */
export const changedWord = 'CHANGED'

/** All of it, for a terminal. */
export const comparisonLines = (earlier: readonly Earlier[], now: Earlier): readonly string[] => {
  const caution = comparisonCaution(earlier, now)
  return [
    `${comparisonTitle(earlier)}:${caution === null ? '' : ` ${caution}`}`,
    ...formatTable(comparisonTable(earlier, now)),
    comparisonNote,
  ]
}

/** Fields that one of the two had not yet do not matter. */
const isSame = (one: object, other: object): boolean => {
  const theirs = new Map(Object.entries(other))
  return Object.entries(one).every(
    ([name, value]) =>
      !theirs.has(name) || JSON.stringify(value) === JSON.stringify(theirs.get(name)),
  )
}

const rowOf = ({ name, unit, before, now, isChanged }: Difference): readonly string[] => {
  const format = unit === 'ms' ? formatDuration : formatCount
  const share = before === 0 ? null : Math.round((100 * (now - before)) / before)
  const change = share === null ? '–' : `${share > 0 ? '+' : ''}${share} %`
  const said = isChanged === null ? 'too few runs' : isChanged ? changedWord : 'within noise'
  return [name, format(before), format(now), change, said]
}
