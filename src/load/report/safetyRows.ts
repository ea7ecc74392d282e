// What a run had of blocks, reports and challenges, in words; nothing of what did not happen.
import type { LoadResult } from '../measures/loadResult.ts'
import { formatCount, formatDuration, formatPercent, plural } from './words/format.ts'

/** What it is about, in a word, and what happened. */
export type SafetyRow = readonly [name: string, text: string]

export const safetyRows = (result: LoadResult): readonly SafetyRow[] =>
  [
    ['blocks', blocks(result)],
    ['reports', reports(result)],
    ['persons', persons(result)],
    ['work', work(result)],
  ].filter((row): row is [string, string] => row[1] !== '')

const listed = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null).join(', ')

const counted = (count: number, text: string): string | null =>
  count === 0 ? null : `${formatCount(count)} ${text}`

const blocks = ({ counts: { blocks } }: LoadResult): string =>
  blocks === 0 ? '' : `${formatCount(blocks)} told that they had blocked somebody`

const reports = ({ counts }: LoadResult): string =>
  listed(
    counted(counts.reports, 'taken with what was said'),
    counted(counts.falseReports, 'made with other words'),
    counted(counts.forgedReports, 'with a receipt made up'),
    counted(counts.notProven, 'refused as not proven'),
    counted(counts.tooManyReports, 'refused as too many'),
  )

const persons = ({ counts }: LoadResult): string =>
  listed(
    counted(counts.suspensions, 'told to cool down'),
    counted(counts.clears, 'came back without their cookies'),
    counted(counts.rejoins, 'came back with their pass'),
  )

const work = ({ counts, left, latencies: { solve }, seconds }: LoadResult): string => {
  if (counts.challenges + counts.waits === 0) return ''
  // Each is worked on by one thread, so the time that they took is the time that a core was busy.
  const took =
    solve === null
      ? ''
      : ` (${formatDuration(solve.p50)} each at the median, ` +
        `${formatPercent((solve.mean * solve.count) / 1_000 / seconds)} of a core in all)`
  return listed(
    plural(counts.challenges, 'challenge'),
    `${formatCount(counts.solved)} solved${took}`,
    counted(counts.waits, 'waited instead'),
    counted(left.held, 'still waiting at the end'),
  )
}
