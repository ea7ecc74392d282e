// How things stand in lines of a terminal, each as wide as it and no wider.

import { shortId } from '../events/limits.ts'
import type { Head } from '../events/log.ts'
import type { Counts, OpenRoom, WaitingSession } from '../projections/standing.ts'
import { formatCount, formatDuration, plural } from '../replay/text/format.ts'
import type { TextStyle } from '../replay/text/textStyle.ts'
import { wrapped } from '../replay/text/wrapping.ts'
import type { Told } from './standingOf.ts'

export interface Looks {
  /** Milliseconds of Unix time. */
  readonly now: number
  readonly style: TextStyle
  /** Characters of a line; what does not fit is left out, the last first. */
  readonly width: number
}

/** Times are spans up to now; where no server runs, up to the last event. */
export function* standingLines(told: Told, looks: Looks): Iterable<string> {
  const { file, counts, longestWaits, oldestRooms, head, isRunning } = told
  const { style, now } = looks
  const asOf = isRunning ? now : head.at
  yield style.bold(file)
  yield* lifeLines(told, looks)
  yield* countLines(counts)
  const { openReports } = told.safety
  yield* safetyLines({ openReports, suspended: told.safety.suspendedAt(asOf) })
  const waits = longestWaits.map((wait) => waitCells(wait, asOf))
  yield* listLines({ title: 'Waiting longest', total: counts.waiting, rows: waits }, looks)
  const rooms = oldestRooms.map((room) => roomCells(room, asOf))
  yield* listLines({ title: 'Rooms, oldest first', total: counts.rooms, rows: rooms }, looks)
}

interface List {
  readonly title: string
  /** How many there are, of which not all may be listed. */
  readonly total: number
  readonly rows: readonly Cells[]
}

/** Nothing where there is nothing. */
export function* listLines({ title, total, rows }: List, looks: Looks): Iterable<string> {
  if (rows.length === 0) return
  yield ''
  yield looks.style.bold(title)
  yield* aligned(rows, looks)
  const left = total - rows.length
  if (left > 0) yield looks.style.dim(`… and ${formatCount(left)} more; --limit shows more`)
}

/** Whether a server runs, and how old what follows is. */
function* lifeLines(
  { head, isRunning, damage }: Told,
  { now, style, width }: Looks,
): Iterable<string> {
  yield `${isRunning ? style.good('running') : style.bad('stopped')}   ${lastEvent(head, now)}`
  if (!isRunning && head.seq > 0) yield '          what follows is as of then'
  if (damage !== null) yield* wrapped([`${damage}.`], width)
}

export const lastEvent = ({ seq, at }: Pick<Head, 'seq' | 'at'>, now: number): string =>
  seq === 0 ? 'no event yet' : `event ${formatCount(seq)}, ${since(at, now)} ago`

export function* countLines({ here, online, waiting, chatting, rooms }: Counts): Iterable<string> {
  const presence = `${formatCount(online)} online, ${formatCount(here - online)} away`
  yield here === 0 ? 'here      nobody' : `here      ${formatCount(here)}: ${presence}`
  if (here === 0) return
  yield `waiting   ${formatCount(waiting)}`
  yield `chatting  ${formatCount(chatting)} in ${plural(rooms, 'room')}`
  yield `idle      ${formatCount(here - waiting - chatting)}`
}

/** Nothing where there is nothing. */
export function* safetyLines({ openReports, suspended }: SafetyCounts): Iterable<string> {
  if (openReports > 0) yield `reports   ${formatCount(openReports)} open`
  if (suspended > 0) yield `held back ${plural(suspended, 'person')}: in a cool-down, or suspended`
}

interface SafetyCounts {
  readonly openReports: number
  /** Persons in a cool-down, or suspended by a moderator. */
  readonly suspended: number
}

type Cells = readonly string[]

const waitCells = (
  { id, since: from, gender, seeks, online }: WaitingSession,
  now: number,
): Cells => [
  shortId(id),
  `for ${since(from, now)}`,
  `${gender} seeks ${seeks}`,
  online ? '' : 'away',
]

const membersOf = 2

const roomCells = (room: OpenRoom, now: number): Cells => {
  const { id, opened_at, messages, last_said_at, member_a, member_b, online } = room
  return [
    shortId(id),
    `open ${since(opened_at, now)}`,
    messages === 0 ? 'no messages' : plural(messages, 'message'),
    last_said_at === null ? '' : `last ${since(last_said_at, now)} ago`,
    online === membersOf ? '' : `${membersOf - online} away`,
    `${shortId(member_a)} ${shortId(member_b)}`,
  ]
}

/** A span from then to now; clocks that part do not make it negative. */
export const since = (then: number, now: number): string => formatDuration(Math.max(0, now - then))

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
