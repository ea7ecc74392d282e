// Whether a requirement can still be met while a run goes on.
import type { Measures, RunCounts } from '../../measures/measures.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { isGrowing, type Requirement } from './requirement.ts'

/** A run so far. */
export interface SoFar {
  readonly scenario: Scenario
  readonly counts: Readonly<RunCounts>
  readonly errorsTotal: number
  readonly faultsTotal: number
  /** All that was timed; asked for only where it matters. */
  readonly timed: () => Pick<Measures, 'summary' | 'curve'>
}

/**
 * True once nothing that may still come can meet it: what only grows is beyond a bound from above,
 * or so many joins were too slow that those who are still to come cannot make up for them.
 */
export const isOutOfReach = ({ asked, holds }: Requirement, soFar: SoFar): boolean => {
  const { name, statistic, sign } = asked
  if (statistic === null) {
    const isBoundAbove = sign === '<' || sign === '<=' || sign === '=='
    const actual = isBoundAbove ? grownTo(name, soFar) : null
    return actual !== null && isBeyond(asked, actual)
  }
  return sign === '>' || sign === '>='
    ? statistic === 'min' && isTimed(soFar, asked, 'min', (least) => !holds(least))
    : isTooSlow(asked, soFar)
}

type Asked = Requirement['asked']

/** Above what is wanted at most; what has to be equal may still come to be so from below. */
const isBeyond = ({ sign, wanted }: Asked, actual: number): boolean =>
  sign === '<' ? actual >= wanted : actual > wanted

/** What never falls while a run goes on; null for all else. */
const grownTo = (name: string, soFar: SoFar): number | null => {
  const { counts, errorsTotal, faultsTotal } = soFar
  if (name === 'errors') return errorsTotal
  if (name === 'faults') return faultsTotal
  return isGrowing(name) ? counts[name] : null
}

const isTimed = (
  { timed }: SoFar,
  { name }: Asked,
  statistic: 'min' | 'max' | 'count',
  isWrong: (actual: number) => boolean,
): boolean => {
  const summary = timed().summary(name as Parameters<Measures['summary']>[0])
  return summary !== null && isWrong(summary[statistic])
}

const isTooSlow = (asked: Asked, soFar: SoFar): boolean => {
  const { name, statistic } = asked
  if (statistic === 'max' || statistic === 'count') {
    return isTimed(soFar, asked, statistic, (most) => isBeyond(asked, most))
  }
  if (statistic === 'min' || name !== 'join') return false
  const least = leastOfJoins(asked, soFar)
  return least !== null && isBeyond(asked, least)
}

const percentiles: Readonly<Record<string, number>> = {
  ...{ p50: 50, p75: 75, p90: 90, p95: 95, p99: 99, p999: 99.9 },
}

/**
 * What the statistic is at least in the end: of joins alone it is known how many come, where nobody
 * comes anew. All that are still to come are taken to need no time.
 */
const leastOfJoins = ({ statistic }: Asked, { scenario, timed }: SoFar): number | null => {
  const { users, clears, rejoins } = scenario
  const measures = timed()
  const summary = measures.summary('join')
  if (summary === null || clears + rejoins > 0 || summary.count > users) return null
  const { count, mean } = summary
  if (statistic === 'mean') return (mean * count) / users
  const percentile = percentiles[statistic ?? ''] ?? 0
  const rank = Math.ceil((percentile / 100) * users) - (users - count)
  if (rank <= 0) return null
  const [least = 0] = measures.curve('join', [(100 * rank) / count])
  return Math.min(least, summary.max)
}
