// The server's event log, read and never written.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import { attempt, type Database, openForReading } from '../../store/connection.ts'

/** A message as the log has it: its own words are not needed, and may be erased. */
export interface LoggedMessage {
  readonly seq: number
  readonly room: string
  /** The session that sent it. */
  readonly by: string
  readonly id: string
}

/** A block or a report as the log has it, without any words. */
export interface LoggedComplaint {
  readonly seq: number
  readonly room: string
  readonly kind: 'block' | 'report'
  /** Whether a report came with the words that were said. */
  readonly isProven: boolean
}

export interface ServerLog {
  /** Whether anything of that session has come since the log was opened. */
  readonly hasSession: (session: string) => boolean
  /** Its last seq when it was opened. */
  readonly openedAt: number
  /** Everything that is in it, in its order, without words. */
  readonly events: () => Iterable<LogEvent>
  /** Every message of every room, in the order of the log. */
  readonly messages: () => Iterable<LoggedMessage>
  /** Every block and every report, in the order of the log. */
  readonly complaints: () => Iterable<LoggedComplaint>
  /** The seq of the message with this id, or else of the room's first event; null if unknown. */
  readonly seqOf: (room: string, id: string | null) => number | null
  readonly close: () => void
}

/** A log that cannot be read; `message` is one line that says why. */
export interface ServerLogUnreadable {
  readonly _tag: 'ServerLogUnreadable'
  readonly message: string
}

/** Opens the log in a data directory, or a database file; a server may be writing to it. */
export const openServerLog = (path: string): Result.Result<ServerLog, ServerLogUnreadable> => {
  const unreadable = (why: string): ServerLogUnreadable => ({
    _tag: 'ServerLogUnreadable',
    message: `--log ${path}: ${why}`,
  })
  const isDirectory = existsSync(path) && statSync(path).isDirectory()
  const file = isDirectory ? join(path, 'passerby.db') : path
  if (!existsSync(file)) return Result.fail(unreadable(`there is no ${file}`))
  return attempt(() => readerOf(openForReading(file))).pipe(
    Result.mapError(({ message }) => unreadable(message)),
  )
}

/** What of an event is of use here; a number stands for so many that were pruned. */
type Tuple =
  | readonly [
      turn: number,
      cause: number | null,
      at: number,
      actor: string,
      type: string,
      data: {
        readonly by: string
        readonly id: string
        readonly room: string
        readonly proven?: boolean
      },
    ]
  | number

interface Row {
  readonly first: number
  readonly last: number
  readonly events: string
}

/** How many rows are read at a time: between two of these nothing of the log is held. */
const readRowsMax = 64

const readerOf = (database: Database): ServerLog => {
  const page = database.prepare(
    `select first, last, events from batches
     where first >= coalesce((select max(first) from batches where first <= ?), 0)
     order by first limit ${readRowsMax}`,
  )
  const last = database.prepare('select max(last) from batches').pluck()
  const openedAt = (last.get() as number | null) ?? 0
  const since = database
    .prepare(
      `select 1 from batches
       where first >= coalesce((select max(first) from batches where first <= ?), 0)
       and last > ? and instr(events, ?) > 0 limit 1`,
    )
    .pluck()
  const ofRoom = database.prepare(
    'select first, last, events from batches where instr(events, ?) > 0 order by first',
  )
  return {
    hasSession: (session) => since.get(openedAt, openedAt, JSON.stringify(session)) !== undefined,
    openedAt,
    events: () => loggedEventsIn((from) => page.all(from) as Row[]),
    messages: () => messagesIn((from) => page.all(from) as Row[]),
    complaints: () => complaintsIn((from) => page.all(from) as Row[]),
    seqOf: (room, id) => {
      let first: number | null = null
      for (const row of ofRoom.all(JSON.stringify(room)) as Row[]) {
        for (const [seq, [, , , actor, type, data]] of eventsIn(row)) {
          if (actor !== room) continue
          if (id !== null && type === said && data.id === id) return seq
          first ??= seq
        }
      }
      return first
    },
    close: () => database.close(),
  }
}

type ReadPage = (from: number) => readonly Row[]

function* loggedEventsIn(page: ReadPage): Generator<LogEvent> {
  for (const [seq, [turn, cause, at, actor, type, data]] of allEventsIn(page)) {
    yield { seq, turn, cause, at, actor, type, data } as unknown as LogEvent
  }
}

function* messagesIn(page: ReadPage): Generator<LoggedMessage> {
  for (const [seq, [, , , room, type, { by, id }]] of allEventsIn(page)) {
    if (type === said) yield { seq, room, by, id }
  }
}

function* complaintsIn(page: ReadPage): Generator<LoggedComplaint> {
  for (const [seq, [, , , , type, { room, proven = false }]] of allEventsIn(page)) {
    if (type === blocked) yield { seq, room, kind: 'block', isProven: false }
    if (type === reported) yield { seq, room, kind: 'report', isProven: proven }
  }
}

function* allEventsIn(page: ReadPage): Generator<LoggedEvent> {
  for (let next = 1; ; ) {
    const from = next
    for (const row of page(from)) {
      // A row may have been packed since with others, which were read already.
      for (const event of eventsIn(row)) if (event[0] >= from) yield event
      next = Math.max(next, row.last + 1)
    }
    if (next === from) return
  }
}

const said = 'room.send_message'
const blocked = 'session.block'
const reported = 'matchmaker.reported'

type LoggedEvent = readonly [seq: number, event: Exclude<Tuple, number>]

function* eventsIn({ first, events }: Row): Generator<LoggedEvent> {
  let seq = first
  for (const tuple of JSON.parse(events) as readonly Tuple[]) {
    if (typeof tuple !== 'number') yield [seq, tuple]
    seq += typeof tuple === 'number' ? tuple : 1
  }
}
