// The reports that wait, in lines of a terminal.
import { formatDuration, plural } from '../../replay/text/format.ts'
import type { TextStyle } from '../../replay/text/textStyle.ts'
import type { ListedReport, ListedReports } from '../docket.ts'
import { reasonWords } from '../words.ts'
import { wrapped } from './columns.ts'

export interface Looks {
  /** Milliseconds of Unix time. */
  readonly now: number
  readonly style: TextStyle
  /** Characters of a line. */
  readonly width: number
}

const heads = ['', 'NUMBER', 'REASON', 'PROVEN', 'PLACES', 'MESSAGES', 'REPORTED AGO', 'ERASED IN']

/** Numbers stand to the right, one under the other. */
const isToTheRight = (column: number): boolean => [1, 4, 5].includes(column)

export function* listLines(listed: ListedReports, looks: Looks): Iterable<string> {
  const { reports, total, isRunning } = listed
  const { style, width } = looks
  if (total === 0) yield style.bold('No report waits.')
  else {
    yield style.bold(total === 1 ? '1 report waits.' : `${plural(total, 'report')} wait.`)
    yield ''
    yield* aligned([heads, ...reports.map((report) => cellsOf(report, looks))], looks)
    const left = total - reports.length
    if (left > 0) yield style.dim(`… and ${plural(left, 'more report')}; --limit shows more`)
    yield ''
    yield* wrapped(legend, width).map(style.dim)
  }
  if (!isRunning) yield* wrapped(notRunning, width)
}

/** Why something in the list could not be opened. */
export const unopened = (message: string): string => `Marked ?: ${message}`

const legend =
  '! is about a minor or a threat. PLACES: from how many places that person was reported today ' +
  'with proof.'

const notRunning = 'No server runs there: reports can be read, and a decision waits until one runs.'

const cellsOf = (report: ListedReport, { now }: Looks): readonly string[] => [
  report.isUrgent ? '!' : '',
  String(report.number),
  reasonWords[report.reason],
  report.proven ? 'yes' : 'no',
  String(report.places),
  report.messages === null ? '?' : String(report.messages),
  span(now - report.at),
  span(report.until - now),
]

/** By the minute, as nobody counts the seconds of a day; clocks that part do not make it negative. */
const span = (ms: number): string => formatDuration(Math.max(0, ms)).replace(/(?<= min) \d+ s$/, '')

function* aligned(rows: readonly (readonly string[])[], { style }: Looks): Iterable<string> {
  const widths = heads.map((_, column) =>
    Math.max(1, ...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  for (const [number, cells] of rows.entries()) {
    const line = cells
      .map((cell, column) => {
        const width = widths[column] as number
        return isToTheRight(column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
    if (number === 0) yield style.dim(line)
    else yield cells[0] === '!' ? style.bad(line) : line
  }
}
