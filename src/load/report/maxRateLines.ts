// The highest rate that holds, and how it was found, in words.
import type { FoundRate } from '../measures/loadResult.ts'
import { formatCount, formatTable } from './words/format.ts'

/** A head and a row for each run of the search; nothing where none was. */
export const maxRateTable = ({ tries }: FoundRate): readonly (readonly string[])[] => [
  ['messages a minute each', 'sent a second', 'outcome'],
  ...tries.map(({ rate, sentPerSecond, failures }) => [
    ...[shownRate(rate), formatCount(sentPerSecond)],
    failures.length === 0 ? 'holds' : 'does not hold',
  ]),
]

/** What was found, in a sentence. */
export const maxRateSentence = (found: FoundRate): string =>
  found.ended === null
    ? rateSentence(found)
    : `${rateSentence(found)}. The search ended, as ${found.ended}`

const rateSentence = ({ rate, tries, requirement }: FoundRate): string => {
  const held = tries.find((one) => one.rate === rate)
  const failed = tries
    .filter((one) => one.failures.length > 0)
    .sort((one, other) => one.rate - other.rate)[0]
  const beyond =
    failed === undefined ? 'no higher rate was tried' : `not at ${shownRate(failed.rate)}`
  if (held === undefined) return `${requirement} holds at no rate that was tried`
  return (
    `${requirement} holds up to ${shownRate(held.rate)} messages a minute each, ` +
    `${formatCount(held.sentPerSecond)} a second in all; ${beyond}`
  )
}

/** All of it, for a terminal. */
export const maxRateLines = (found: FoundRate): readonly string[] => {
  const failed = found.tries.flatMap(({ rate, failures }) =>
    failures.length === 0 ? [] : [`  at ${shownRate(rate)}: ${failures.join('; ')}`],
  )
  return [`${maxRateSentence(found)}.`, ...formatTable(maxRateTable(found)), ...failed]
}

/** How one run of the search went. */
export const triedLine = ({ rate, failures }: FoundRate['tries'][number]): string =>
  `At ${shownRate(rate)} messages a minute each: ` +
  (failures.length === 0 ? 'holds.' : `does not hold: ${failures.join('; ')}.`)

/** Three figures at most. */
export const shownRate = (rate: number): string =>
  rate >= 1_000 ? formatCount(rate) : String(Number(rate.toPrecision(3)))
