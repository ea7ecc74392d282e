// What servers told of themselves, in words and as a table beside the run's own figures.
import type { LoadResult } from '../measures/loadResult.ts'
import type { ServerFigure, ServerMetrics } from '../measures/serverMetrics.ts'
import { formatCount, formatDuration, formatMegabytes, plural } from './words/format.ts'

/** What stands above the table. */
export const metricsTitle = 'The server’s own figures'

/** What stands below it. */
export const metricsNote =
  'read once a second; `change` may be of others’ visitors too, `ours` is what this program counted'

/** A line each: that a server was started again, that its metrics could not be read, or not to the end. */
export const metricsRemarks = ({ url, failure, restarts }: ServerMetrics): readonly string[] => [
  ...(restarts === 0
    ? []
    : [
        `This server was started again (${plural(restarts, 'time')}) and counted from 0: \`change\` adds up what it counted, but for what came between the last look at it and its end.`,
      ]),
  ...(failure === null
    ? []
    : [
        `no metrics from ${url} (${failure}): give the address that METRICS_LISTEN of the server names`,
      ]),
]

/** Its head and a row for each figure; nothing where nothing was told. */
export const metricsTable = ({ figures }: ServerMetrics): readonly (readonly string[])[] =>
  figures.length === 0
    ? []
    : [['', 'before', 'after', 'change', 'at most', 'ours'], ...figures.map(rowOf)]

/** What stands above the table of one of several servers. */
export const metricsCaption = ({ metrics }: LoadResult, { url }: ServerMetrics): string =>
  metrics.length > 1 ? `${metricsTitle}, ${url}` : metricsTitle

const rowOf = (figure: ServerFigure): readonly string[] => {
  const { name, before, after, most, isTotal, change, ours, unit } = figure
  const shown = (value: number | null) => (value === null ? '–' : formats[unit](value))
  return [
    ...[name, shown(before), shown(after), shown(change)],
    ...[isTotal ? '–' : shown(most), shown(ours)],
  ]
}

const formats: Readonly<Record<ServerFigure['unit'], (value: number) => string>> = {
  count: formatCount,
  seconds: (seconds) => formatDuration(seconds * 1_000),
  bytes: formatMegabytes,
}
