// A log read from a database file, also while a server writes it, or carries it over.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { legibleIn } from '../../store/batches/batchReader.ts'
import { chainStart } from '../../store/batches/batchRow.ts'
import { checkEnd, checkedRows } from '../../store/batches/batchRows.ts'
import {
  attempt,
  type Database,
  failureOf,
  hasTable,
  isHeld,
  openForReading,
  type StoreFailure,
  snapshot,
} from '../../store/connection.ts'
import { formerEventOf, formerRows, hasFormerEvents } from '../../store/format2/formerEvents.ts'
import { passedOverIn } from '../../store/space/writeAheadLog.ts'
import { checkTables, type DatabaseUnfit, recognise } from '../../store/sqlite/databaseFile.ts'
import { liveLog } from './liveLog.ts'
import { type NotALog, type RecordedEvent, type Source, withVersion } from './source.ts'

/**
 * How many events one look gives at least, as long as there are any: about 20 ms, in which the
 * server's erasing has to wait. Between two looks nothing is held, and what was seen may change.
 */
const lookEvents = 5_000

export const databaseSource = (file: string): Result.Result<Source, NotALog> => {
  try {
    return sourceOf(file, openForReading(file), damageAt(file))
  } catch (error) {
    const { code, message } = failureOf(error)
    if (isForOthersToWrite(code)) return copySource(file)
    return notALog(unread(file, code, message))
  }
}

/** Throws as SQLite does. */
const sourceOf = (
  file: string,
  database: Database,
  damage: string | null,
): Result.Result<Source, NotALog> => {
  const recognised = recognise(database)
  const alien = Result.isFailure(recognised) ? recognised.failure : null
  const isNewer = alien?._tag === 'NewerFormat'
  if ((alien !== null && !isNewer) || !hasLog(database)) {
    const why = whyNone(database, alien)
    database.close()
    return notALog(`${file} ${why}.`)
  }
  return Result.succeed({
    name: file,
    // What is damaged further on keeps nobody from reading up to there.
    events: Result.getOrElse(
      attempt(() => eventsOf(database)),
      () => 0,
    ),
    notes: isNewer
      ? [`${file} ${alien.message}: what this version does not know is not shown.`]
      : [],
    live: liveLog(database, file, alien),
    read: (after) =>
      untilDamage(
        reading(database, after, isNewer ? `the file ${alien.message}` : null),
        after,
        damage,
      ),
    close: () => database.close(),
  })
}

/** SQLite gives nothing of a file that is shorter than it says itself, or of which the first pages are lost. */
const unread = (file: string, code: string, message: string): string =>
  code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')
    ? `${file} cannot be read as a log: ${message}. It is cut off, or its beginning is lost, and none of its events can be found: copy it again from where it was whole, with passerby.db-wal beside it.`
    : `${file} cannot be read as a log: ${message}.`

/** SQLite keeps an index beside what it reads, which takes a directory that may be written. */
const isForOthersToWrite = (code: string): boolean =>
  code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')

/** A copy of it, as it is now, where that may be. */
const copySource = (file: string): Result.Result<Source, NotALog> => {
  const folder = mkdtempSync(join(tmpdir(), 'passerby-replay-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const copied = join(folder, 'passerby.db')
  try {
    for (const end of ['', '-wal']) {
      if (existsSync(file + end)) copyFileSync(file + end, copied + end)
    }
    const source = sourceOf(file, openForReading(copied), damageAt(file))
    // What is open stays readable; nothing of it, and no key, is left behind whatever ends this program.
    remove()
    return source
  } catch (error) {
    remove()
    if (error instanceof Error && 'syscall' in error) {
      return notALog(`${file} cannot be read as a log, nor a copy of it: ${error.message}.`)
    }
    const { code, message } = failureOf(error)
    return notALog(unread(file, code, message))
  }
}

const notALog = (message: string) => Result.fail({ _tag: 'NotALog' as const, message })

const hasLog = (database: Database): boolean =>
  hasTable(database, 'batches') || hasFormerEvents(database)

const whyNone = (database: Database, alien: DatabaseUnfit | null): string => {
  if (alien === null) {
    const tables = checkTables(database)
    return Result.isSuccess(tables)
      ? 'is no log of Passerby: it is empty'
      : `${tables.failure.message}, and no event can be shown`
  }
  const { _tag, message } = alien
  return _tag === 'NewerFormat'
    ? `${message}: replay it with that version`
    : `is no log of Passerby: it ${message}`
}

/** How many there are, some of which may have been pruned. */
const eventsOf = (database: Database): number => {
  const count = (sql: string) => database.prepare(sql).pluck().get() as number
  const batches = hasTable(database, 'batches')
    ? count('select coalesce(sum(last - first + 1), 0) from batches')
    : 0
  const former = hasFormerEvents(database) ? count('select count(*) from events') : 0
  return batches + former
}

/** What SQLite says nothing of; while a server writes there it does not stand still to be looked at. */
const damageAt = (file: string): string | null =>
  isHeld(join(dirname(file), 'passerby.lock')) ? null : passedOverIn(file)

/** Beyond the last event stands what is damaged. */
function* untilDamage(
  read: ReturnType<typeof reading>,
  after: number,
  damage: string | null,
): ReturnType<typeof reading> {
  let last = after
  for (;;) {
    const { value, done } = read.next()
    if (!done) {
      last = value.at(-1)?.event.seq ?? last
      yield value
    } else {
      const isAllRead = Result.isSuccess(value) && damage !== null
      return isAllRead ? logUnreadable(last + 1, `or one soon after it is lost: ${damage}`) : value
    }
  }
}

function* reading(
  database: Database,
  after: number,
  newer: string | null,
): Generator<readonly RecordedEvent[], Result.Result<void, LogUnreadable>> {
  const look = lookingAtOnce(database)
  for (let last = after; ; ) {
    const looked = look(last)
    if (Result.isFailure(looked)) {
      const why = `or one soon after it cannot be read: ${looked.failure.message}`
      return logUnreadable(last + 1, withVersion(why, newer))
    }
    const { events, unreadable } = looked.success
    if (events.length > 0) yield events.map(recordedEventOf)
    if (unreadable !== null) {
      return logUnreadable(unreadable.seq, withVersion(unreadable.why, newer))
    }
    if (events.length === 0) return Result.void
    last = (events.at(-1) as LogEvent).seq
  }
}

/** As of one moment. After a damaged page that moment cannot be ended well, and what was seen counts. */
const lookingAtOnce = (database: Database) => {
  const look = looking(database)
  return (after: number): Result.Result<Look, StoreFailure> => {
    let seen: Look | null = null
    const looked = attempt(
      snapshot(database, () => {
        seen = look(after)
        return seen
      }),
    )
    return seen === null ? looked : Result.succeed(seen)
  }
}

const recordedEventOf = (event: LogEvent): RecordedEvent => ({
  event,
  json: JSON.stringify(event.data),
})

/** What the log has after a seq, all as of one moment: events that can be read, and what cannot. */
interface Look {
  readonly events: readonly LogEvent[]
  readonly unreadable: LogUnreadable | null
}

/** A log of format 2, or half carried over, has its last events as that kept them. */
const looking =
  (database: Database) =>
  (after: number): Look => {
    const batches = hasTable(database, 'batches') ? inBatches(database, after) : nothing
    const isOver = batches.events.length === 0 && batches.unreadable === null
    return isOver && hasFormerEvents(database) ? inFormerRows(database, after) : batches
  }

const nothing: Look = { events: [], unreadable: null }

const inBatches = (database: Database, after: number): Look => {
  const found: LogEvent[] = []
  let end = chainStart
  for (const row of checkedRows(database)(Math.max(1, after))) {
    if (Result.isFailure(row)) return { events: found, unreadable: row.failure }
    const { events, unreadable } = legibleIn(row.success, keyless, isAfter(after))
    for (const event of events) found.push(event)
    if (unreadable !== null) return { events: found, unreadable }
    if (found.length >= lookEvents) return { events: found, unreadable: null }
    const { last: seq, link } = row.success
    end = { seq, link }
  }
  // Beyond the rows there is only what is not carried over yet.
  if (end === chainStart && after > 0) return nothing
  const ended = checkEnd(database, end)
  return { events: found, unreadable: Result.isFailure(ended) ? ended.failure : null }
}

const isAfter =
  (after: number) =>
  ({ seq }: { readonly seq: number }): boolean =>
    seq > after

const inFormerRows = (database: Database, after: number): Look => {
  const found: LogEvent[] = []
  for (const row of formerRows(database, { words: false })(after + 1, lookEvents)) {
    const event = formerEventOf(row)
    if (Result.isFailure(event)) return { events: found, unreadable: event.failure }
    found.push(event.success)
  }
  return { events: found, unreadable: null }
}

/** Whoever replays a log has no keys. */
const keyless = () => undefined
