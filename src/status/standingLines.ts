// How things stand in lines of a terminal, each as wide as it and no wider.
import type { Counts, OpenRoom, WaitingSession } from '../projections/standing.ts'
import { short } from '../replay/queries/ids.ts'
import { formatCount, formatDuration, plural } from '../replay/text/format.ts'
import type { TextStyle } from '../replay/text/textStyle.ts'
import type { Told } from './dataDirectory.ts'

export interface Looks {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly style: TextStyle
  /** Characters of a line; what does not fit is left out, the last first. */
  readonly width: number
}

/** Times are spans up to now; where no server runs, up to the last event. */
export function* standingLines(told: Told, looks: Looks): Iterable<string> {
  const { counts, longestWaits, oldestRooms, head, isRunning } = told
  const { style, now } = looks
  const asOf = isRunning ? now : head.at
  yield* firstLines(told, looks)
  if (counts.here === 0) return
  yield* countLines(counts)
  const list = function* (title: string, total: number, rows: readonly Cells[]): Iterable<string> {
    if (rows.length === 0) return
    const left = total - rows.length
    yield ''
    yield style.bold(title)
    yield* aligned(rows, looks)
    if (left > 0) yield style.dim(`… and ${formatCount(left)} more; --limit shows more`)
  }
  yield* list(
    'Waiting longest',
    counts.waiting,
    longestWaits.map((wait) => waitCells(wait, asOf)),
  )
  yield* list(
    'Rooms, oldest first',
    counts.rooms,
    oldestRooms.map((room) => roomCells(room, asOf)),
  )
}

function* firstLines(
  { file, head, isRunning, counts }: Told,
  { now, style }: Looks,
): Iterable<string> {
  const last = head.seq === 0 ? 'no event yet' : `last event ${formatCount(head.seq)}`
  const ago = head.seq === 0 ? '' : `, ${since(head.at, now)} ago`
  yield `${style.bold(file)}  ${last}${ago}`
  if (!isRunning) yield style.bad('No server runs here; this is what the last one left.')
  if (counts.here === 0) yield 'Nobody is here.'
}

function* countLines(counts: Counts): Iterable<string> {
  const { here, online, waiting, chatting, rooms } = counts
  const idle = here - waiting - chatting
  yield `here      ${formatCount(here)}: ${formatCount(online)} online, ${formatCount(here - online)} away`
  yield `waiting   ${formatCount(waiting)}`
  yield `chatting  ${formatCount(chatting)} in ${plural(rooms, 'room')}`
  yield `idle      ${formatCount(idle)}`
}

type Cells = readonly string[]

const waitCells = (
  { id, since: from, gender, seeks, online }: WaitingSession,
  now: number,
): Cells => [short(id), `for ${since(from, now)}`, `${gender} seeks ${seeks}`, online ? '' : 'away']

const membersOf = 2

const roomCells = (room: OpenRoom, now: number): Cells => {
  const { id, opened_at, messages, last_said_at, member_a, member_b, online } = room
  return [
    short(id),
    `open ${since(opened_at, now)}`,
    messages === 0 ? 'no messages' : plural(messages, 'message'),
    last_said_at === null ? '' : `last ${since(last_said_at, now)} ago`,
    `${short(member_a)} ${short(member_b)}`,
    online === membersOf ? '' : `${membersOf - online} away`,
  ]
}

/** A span from then to now; clocks that part do not make it negative. */
const since = (then: number, now: number): string => formatDuration(Math.max(0, now - then))

const gap = '  '

/** Cells one below the other, as many columns as the width holds. */
function* aligned(rows: readonly Cells[], { width }: Looks): Iterable<string> {
  const columns = Math.max(...rows.map((cells) => cells.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  for (const cells of rows) {
    let line = ''
    let left = width
    for (const [column, cell] of cells.entries()) {
      const columnWidth = widths[column] as number
      if (columnWidth === 0) continue
      const before = column === 0 ? '' : gap
      if (columnWidth + before.length > left) break
      line += before + cell.padEnd(columnWidth)
      left -= columnWidth + before.length
    }
    yield line.trimEnd()
  }
}
