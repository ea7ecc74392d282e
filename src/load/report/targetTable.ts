// What the visitors of each server met with, as a table: so that one that is bad is seen at once.
import type { LoadResult, TargetFigures } from '../measures/loadResult.ts'
import type { Timing } from '../measures/measures.ts'
import { formatCount, formatDuration } from './words/format.ts'

const counted: readonly (readonly [name: string, of: (target: TargetFigures) => number])[] = [
  ['visitors', ({ counts }) => counts.arrived],
  ['joined', ({ counts }) => counts.joined],
  ['connections', ({ counts }) => counts.connected],
  ['lost', ({ counts }) => counts.lost],
  ['errors', ({ errorsTotal }) => errorsTotal],
  ['complained', ({ counts }) => counts.blocks + counts.reports],
]

/** How many of the columns after the server's name are counts; the others are times. */
export const countedColumns = counted.length

/** The handshake, and a message: where it arrived, and where it was sent. */
const timed: readonly Timing[] = ['upgrade', 'delivery', 'ack']

const percentiles = ['p50', 'p99'] as const

/** What stands above the table. */
export const targetTitle = 'Each server'

/** What stands below it. */
export const targetNote =
  '`delivery` is of messages that arrived there, `ack` of those that were sent there'

/** Its head, then a row for each server; nothing where there is only one. */
export const targetTable = ({ targets }: LoadResult): readonly (readonly string[])[] => {
  if (targets.length < 2) return []
  const head = [
    ...['server', ...counted.map(([name]) => name)],
    ...timed.flatMap((timing) => percentiles.map((percentile) => `${timing} ${percentile}`)),
  ]
  return [head, ...targets.map(rowOf)]
}

const rowOf = (target: TargetFigures): readonly string[] => [
  ...[target.origin, ...counted.map(([, of]) => formatCount(of(target)))],
  ...timed.flatMap((timing) =>
    percentiles.map((percentile) => {
      const summary = target.latencies[timing]
      return summary === null ? '–' : formatDuration(summary[percentile])
    }),
  ),
]
