// One report in lines of a terminal: what is known of it, and the conversation in its order.
import { formatDuration, plural } from '../../replay/text/format.ts'
import type { ReportContent, ReportedMessage } from '../content.ts'
import type { OpenedReport } from '../docket.ts'
import { plainText } from '../plainText.ts'
import { notProvenMeans, provenMeans, reasonWords } from '../words.ts'
import { columnsOf, wrapped } from './columns.ts'
import type { Looks } from './listLines.ts'

/** In front of each line that the reported side wrote, and of no other. */
const reportedMark = '>> '
const reporterMark = '   '

/** However narrow the terminal is, there is space for a word. */
const textColumnsMin = 16

export function* reportLines(report: OpenedReport, looks: Looks): Iterable<string> {
  const { style, width, now } = looks
  const { number, reason, at, until, places, proven, content, fault } = report
  const isUrgent = report.isUrgent ? style.bad(' !') : ''
  yield style.bold(`Report ${number}: ${reasonWords[reason]}`) + isUrgent
  yield `reported  ${formatDuration(Math.max(0, now - at))} ago`
  yield `erased    by itself in ${formatDuration(Math.max(0, until - now))}`
  yield `places    ${places}, from which this person was reported today with proof`
  yield* wrapped(proven ? provenMeans : notProvenMeans, width)
  if (content === null) {
    yield ''
    yield* wrapped(fault ?? '', width).map(style.bad)
    return
  }
  yield* noteLines(content, looks)
  yield ''
  yield* conversationLines(content, looks)
}

function* noteLines({ note }: ReportContent, { style, width }: Looks): Iterable<string> {
  yield ''
  if (note === '') {
    yield style.dim('The reporter added no note.')
    return
  }
  yield style.bold("The reporter's note")
  yield* wrapped(plainText(note), Math.max(textColumnsMin, width - 4)).map((line) => `  | ${line}`)
}

function* conversationLines(content: ReportContent, looks: Looks): Iterable<string> {
  const { messages, left_out, transcript } = content
  const { style, width } = looks
  yield style.bold(`The conversation, ${plural(messages, 'message')}`)
  if (transcript.length === 0) {
    yield messages === 0 ? 'Nobody wrote a word.' : 'The reporter sent none of its words along.'
    return
  }
  const isTimed = transcript.some(({ at }) => at !== undefined)
  const times = isTimed ? '; times in UTC' : ''
  yield style.dim(`${reportedMark}is the side that was reported${times}`)
  if (left_out > 0) {
    const missing = `The first ${plural(left_out, 'message')} are not kept: only the newest 48 kB.`
    yield* wrapped(missing, width)
  }
  const numberColumns = String(transcript.at(-1)?.n ?? 0).length
  for (const message of transcript) yield* messageLines(message, { numberColumns, isTimed, looks })
}

interface Placed {
  readonly numberColumns: number
  readonly isTimed: boolean
  readonly looks: Looks
}

function* messageLines(message: ReportedMessage, placed: Placed): Iterable<string> {
  const { numberColumns, isTimed, looks } = placed
  const { style, width } = looks
  const isReported = message.from === 'reported'
  const mark = isReported ? reportedMark : reporterMark
  const number = String(message.n).padStart(numberColumns)
  const time = isTimed ? ` ${timeOf(message.at)}` : ''
  const head = `${number}${time} ${isReported ? 'REPORTED' : 'reporter'} | `
  const rest = `${' '.repeat(columnsOf(head) - 2)}| `
  const textWidth = Math.max(textColumnsMin, width - mark.length - head.length)
  for (const [line, text] of wrapped(plainText(message.text), textWidth).entries()) {
    const whole = `${mark}${line === 0 ? head : rest}${text}`
    yield isReported ? style.bold(whole) : whole
  }
}

const timeOf = (at: number | undefined): string => {
  const date = new Date(at ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? '        ' : date.toISOString().slice(11, 19)
}
