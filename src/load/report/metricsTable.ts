// What servers told of themselves, in words and as a table beside the run's own figures.
import type { LoadResult } from '../measures/loadResult.ts'
import type { ServerFigure, ServerMetrics } from '../measures/serverMetrics.ts'
import { formatCount, formatDuration, formatMegabytes } from './words/format.ts'

/** What stands above the table. */
export const metricsTitle = 'The server’s own figures'

/** What stands below it. */
export const metricsNote =
  'read once a second; `change` may be of others’ visitors too, `ours` is what this program counted'

/** One line where a server's metrics could not be read, or not to the end; null where they were. */
export const metricsFailure = ({ url, failure }: ServerMetrics): string | null =>
  failure === null
    ? null
    : `no metrics from ${url} (${failure}): give the address that METRICS_LISTEN of the server names`

/** Its head and a row for each figure; nothing where nothing was told. */
export const metricsTable = ({ figures }: ServerMetrics): readonly (readonly string[])[] =>
  figures.length === 0
    ? []
    : [['', 'before', 'after', 'change', 'at most', 'ours'], ...figures.map(rowOf)]

/** What stands above the table of one of several servers. */
export const metricsCaption = ({ metrics }: LoadResult, { url }: ServerMetrics): string =>
  metrics.length > 1 ? `${metricsTitle}, ${url}` : metricsTitle

const rowOf = (figure: ServerFigure): readonly string[] => {
  const { name, before, after, most, isTotal, ours, unit } = figure
  const shown = (value: number | null) => (value === null ? '–' : formats[unit](value))
  const change = isTotal || unit === 'bytes' ? changeOf(figure) : null
  return [
    ...[name, shown(before), shown(after), shown(change)],
    ...[isTotal ? '–' : shown(most), shown(ours)],
  ]
}

/** Where a total fell the server began anew, and counts from 0. */
const changeOf = ({ before, after, isTotal }: ServerFigure): number | null =>
  before === null || after === null || (isTotal && after < before) ? null : after - before

const formats: Readonly<Record<ServerFigure['unit'], (value: number) => string>> = {
  count: formatCount,
  seconds: (seconds) => formatDuration(seconds * 1_000),
  bytes: formatMegabytes,
}
