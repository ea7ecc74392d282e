// What a run must reach: `delivery.p99<50ms`, `faults==0`.
import { Result } from 'effect'
import { type LoadResult, perSecond } from '../../measures/loadResult.ts'
import {
  noCounts,
  type RunCounts,
  statistics,
  type Timing,
  timings,
} from '../../measures/measures.ts'
import { formatCount, formatDuration } from '../words/format.ts'

export interface Requirement {
  /** As it was written. */
  readonly text: string
  /** What is compared: milliseconds for timings, else a number. */
  readonly of: (result: LoadResult) => number | null
  readonly holds: (actual: number) => boolean
  readonly unit: 'ms' | ''
  readonly asked: Asked
}

/** What a requirement compares, as it was read. */
export interface Asked {
  /** A timing or a count. */
  readonly name: string
  /** Of a timing; null for a count. */
  readonly statistic: string | null
  readonly sign: string
  /** Milliseconds for times. */
  readonly wanted: number
}

/** How a requirement came out; `actual` is null where nothing of the kind was measured. */
export interface RequirementOutcome {
  readonly text: string
  readonly actual: number | null
  readonly unit: 'ms' | ''
  readonly isMet: boolean
}

/** The faults that were found; null where nothing came about that could be judged. */
const faultsJudged = ({ referee, counts }: LoadResult): number | null => {
  const { faultsTotal, rooms } = referee
  const isWithoutRooms = rooms === 0 && (counts.searches > 0 || counts.connected === 0)
  return isWithoutRooms && faultsTotal === 0 ? null : faultsTotal
}

const numbers: Readonly<Record<string, (result: LoadResult) => number | null>> = {
  faults: faultsJudged,
  errors: ({ errorsTotal }) => errorsTotal,
  joined: ({ counts }) => counts.joined,
  connections: ({ peak }) => peak.connections,
  chats: ({ peak }) => peak.chats,
  searches: ({ counts }) => counts.searches,
  matches: ({ counts }) => counts.matches,
  sent: ({ counts }) => counts.sent,
  acknowledged: ({ counts }) => counts.acknowledged,
  delivered: ({ counts }) => counts.delivered,
  blocks: ({ counts }) => counts.blocks,
  reports: ({ counts }) => counts.reports,
  notProven: ({ counts }) => counts.notProven,
  suspensions: ({ counts }) => counts.suspensions,
  challenges: ({ counts }) => counts.challenges,
  solved: ({ counts }) => counts.solved,
  unanswered: ({ left }) => left.unanswered,
  lost: ({ left }) => left.lost,
  // As it has been written in requirements, and in the JSON of a result, from the first.
  ceilings: ({ bottlenecks }) => bottlenecks.length,
  sentPerSecond: (result) => perSecond('sent', result),
  deliveredPerSecond: (result) => perSecond('delivered', result),
}

/** Whether it is counted on and on, and never falls. */
export const isGrowing = (name: string): name is keyof RunCounts & keyof typeof numbers =>
  Object.hasOwn(numbers, name) && Object.hasOwn(noCounts(), name)

const comparisons: Readonly<Record<string, (actual: number, wanted: number) => boolean>> = {
  '<': (actual, wanted) => actual < wanted,
  '<=': (actual, wanted) => actual <= wanted,
  '>': (actual, wanted) => actual > wanted,
  '>=': (actual, wanted) => actual >= wanted,
  '==': (actual, wanted) => actual === wanted,
}

const milliseconds: Readonly<Record<string, number>> = {
  '': 1,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1e3,
}

const pattern =
  /^\s*([a-z]+)(?:\.(p?[a-z\d.]+))?\s*(<=|>=|==|<|>)\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)\s*$/i

/** What may stand before the comparison, for whoever wrote something else. */
export const measurable = [
  `${Object.keys(timings).join('|')} with .${statistics.join('|.')}|.count`,
  Object.keys(numbers).join(', '),
] as const

/** What is no requirement; `message` is one line that says why. */
export interface BadRequirement {
  readonly _tag: 'BadRequirement'
  readonly message: string
}

/** Reads a requirement, which was given by that flag. */
export const readRequirement = (
  text: string,
  flag = '--require',
): Result.Result<Requirement, BadRequirement> => {
  const fail = (why: string) =>
    Result.fail({ _tag: 'BadRequirement', message: `${flag} '${text}': ${why}` } as const)
  const [, name = '', statistic, sign = '', value = '', unit = ''] = pattern.exec(text) ?? []
  const compare = comparisons[sign]
  if (compare === undefined) {
    return fail("expected a comparison such as 'delivery.p99<50ms' or 'faults==0'")
  }
  const factor = milliseconds[unit]
  const isTiming = Object.hasOwn(timings, name)
  if (isTiming && factor === undefined) return fail(`${unit} is no unit of time: use us, ms or s`)
  if (Object.hasOwn(numbers, name) && unit !== '') return fail(`${name} has no unit`)
  const of = isTiming ? timed(name as Timing, statistic) : counted(name, statistic)
  if (of === null) return fail(`expected ${measurable.join(', or ')}`)
  const isTime = isTiming && statistic !== 'count'
  const wanted = Number(value) * (isTime ? (factor ?? 1) : 1)
  const holds = (actual: number) => compare(actual, wanted)
  const asked = { name, statistic: isTiming ? nameOf(statistic) : null, sign, wanted }
  return Result.succeed({ text, of, holds, unit: isTime ? 'ms' : '', asked })
}

export const outcomeOf = (
  { text, of, holds, unit }: Requirement,
  result: LoadResult,
): RequirementOutcome => {
  const actual = of(result)
  return { text, actual, unit, isMet: actual !== null && holds(actual) }
}

const nameOf = (statistic = ''): string => (statistic === 'p99.9' ? 'p999' : statistic)

const timed = (timing: Timing, statistic: string | undefined): Requirement['of'] | null => {
  const name = nameOf(statistic)
  const known = [...statistics, 'count' as const].find((one) => one === name)
  return known === undefined ? null : ({ latencies }) => latencies[timing]?.[known] ?? null
}

const counted = (name: string, statistic: string | undefined): Requirement['of'] | null => {
  const of = Object.hasOwn(numbers, name) ? numbers[name] : undefined
  if (statistic !== undefined || of === undefined) return null
  // Where nobody got in, that nothing was counted says nothing.
  return (result) => (result.counts.connected === 0 && !outside.has(name) ? null : of(result))
}

/** What can be counted of those who do not get in. */
const outside: ReadonlySet<string> = new Set([
  ...['errors', 'joined', 'connections', 'lost', 'ceilings', 'challenges', 'solved'],
])

/** How a requirement is told: in a word, whether that speaks for the run, and what was measured. */
export interface RequirementWords {
  readonly word: 'met' | 'NOT MET' | 'not measured' | 'held'
  /** Null where it speaks neither for the run nor against it. */
  readonly isGood: boolean | null
  readonly measured: string
}

/** What holds in a run that failed is no success: of that it is only told. */
export const wordsOf = (
  { actual, unit, isMet }: RequirementOutcome,
  hasFailed: boolean,
): RequirementWords => {
  if (actual === null) return { word: 'not measured', isGood: false, measured: 'not measured' }
  const measured = unit === 'ms' ? formatDuration(actual) : formatCount(actual)
  if (!isMet) return { word: 'NOT MET', isGood: false, measured }
  return hasFailed
    ? { word: 'held', isGood: null, measured: `${measured}, in a run that failed` }
    : { word: 'met', isGood: true, measured }
}
