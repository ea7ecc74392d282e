// Whether a run is a success: everything that speaks against it, each in a few words.

import type { LoadResult } from '../../measures/loadResult.ts'
import { formatCount, plural } from '../words/format.ts'
import { outcomeOf, type Requirement, type RequirementOutcome } from './requirement.ts'

/** What is forgiven, as it was asked for. */
export interface Allowances {
  /** Share of the errors among all that visitors asked for. */
  readonly errors: number
  /** Share of the visitors who may be lost for good. */
  readonly lost: number
}

/** What is forgiven where nothing is asked for. */
export const usualAllowances: Allowances = { errors: 0.01, lost: 0 }

/** What a run came to. */
export interface Conclusion {
  readonly outcomes: readonly RequirementOutcome[]
  /** Everything that speaks against it; empty where it is a success. */
  readonly failures: readonly string[]
  /** What speaks for it where only errors and losses do against it: the referee had rooms to judge, and found nothing. */
  readonly acquittal?: string
}

export const conclude = (
  result: LoadResult,
  requirements: readonly Requirement[],
  allowances: Allowances,
): Conclusion => {
  const outcomes = requirements.map((requirement) => outcomeOf(requirement, result))
  const { faultsTotal, rooms } = result.referee
  const lost = losses(result, allowances)
  const failures = [
    ...aborts(result),
    ...silences(result),
    ...lost,
    ...(faultsTotal > 0 ? [`the referee found ${plural(faultsTotal, 'fault')}`] : []),
    ...outcomes.flatMap(({ text, actual, isMet }) =>
      isMet || result.abort?.why.startsWith(`${text} `)
        ? []
        : [`${text} ${actual === null ? 'was not measured' : 'is not met'}`],
    ),
    ...result.processes.flatMap(({ died }, index) =>
      died === null ? [] : [`process ${index + 1} died (${died})`],
    ),
  ]
  const isAcquitted = lost.length > 0 && lost.length === failures.length && rooms > 0
  const acquittal = `the referee found no fault in ${plural(rooms, 'room')}`
  return { outcomes, failures, ...(isAcquitted && { acquittal }) }
}

/** The first line of every report. */
export const conclusionLine = ({ failures, acquittal }: Conclusion): string => {
  const but = acquittal === undefined ? '' : `; but ${acquittal}`
  return failures.length === 0 ? 'PASSED' : `FAILED: ${failures.join('; ')}${but}`
}

const aborts = ({ abort }: LoadResult): readonly string[] =>
  abort === null ? [] : [`ended early after ${abort.second} s, as ${abort.why}`]

/** What a server that does nothing is known by. */
const silences = ({ counts, errors }: LoadResult): readonly string[] => {
  const silent = Object.entries(errors).filter(([name]) => name.includes(': no answer in '))
  if (counts.connected === 0) {
    return [['nobody connected', ...silent.map(([name]) => name)].join(', ')]
  }
  const unwelcomed = silent.find(([name]) => name.startsWith('welcome'))
  if (unwelcomed !== undefined && unwelcomed[1] + counts.lost >= counts.connected) {
    return [`nobody who connected was welcomed (${unwelcomed[0]})`]
  }
  return counts.searches > 0 && counts.matches === 0
    ? ['nobody of those who looked for a partner was matched']
    : []
}

const losses = ({ counts, errorsTotal }: LoadResult, allowances: Allowances): readonly string[] => {
  const { arrived, searches, sent, lost } = counts
  const asked = arrived + searches + sent
  return [
    ...(lost > allowances.lost * arrived
      ? [`${formatCount(lost)} of ${plural(arrived, 'visitor')} lost for good (--allow-lost)`]
      : []),
    ...(errorsTotal > allowances.errors * asked
      ? [
          `${plural(errorsTotal, 'error')}, more than ${formatShare(allowances.errors)} of ` +
            `the ${formatCount(asked)} things that visitors asked for (--allow-errors)`,
        ]
      : []),
  ]
}

const formatShare = (share: number): string => `${Number((share * 100).toPrecision(3))} %`
