// A log read from a database file, also while a server writes it.
import { Result } from 'effect'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { type Database, failureOf, openForReading } from '../../store/connection.ts'
import { type EventRow, eventOf, selectWordless } from '../../store/shredding/eventRow.ts'
import { recognise } from '../../store/sqlite/databaseFile.ts'
import { type NotALog, type RecordedEvent, type Source, withVersion } from './source.ts'

/**
 * How many events one query gives: about 20 ms, in which the server's erasing has to wait. Between
 * two queries nothing is held.
 */
const batchEvents = 5_000

export const databaseSource = (file: string): Result.Result<Source, NotALog> => {
  try {
    const database = openForReading(file)
    const recognised = recognise(database)
    const alien = Result.isFailure(recognised) ? recognised.failure : null
    const isNewer = alien?._tag === 'NewerFormat'
    if (alien !== null && !isNewer) {
      database.close()
      const message = `${file} is no log of Passerby: it ${alien.message}.`
      return Result.fail({ _tag: 'NotALog', message })
    }
    const events = database.prepare('select count(*) from events').pluck().get() as number
    return Result.succeed({
      name: file,
      events,
      isLive: true,
      read: (after) => reading(database, after, isNewer ? `the file ${alien.message}` : null),
      close: () => database.close(),
    })
  } catch (error) {
    const message = `${file} cannot be read as a log: ${failureOf(error).message}.`
    return Result.fail({ _tag: 'NotALog', message })
  }
}

function* reading(
  database: Database,
  after: number,
  newer: string | null,
): Generator<readonly RecordedEvent[], Result.Result<void, LogUnreadable>> {
  const select = database.prepare(selectWordless).raw()
  for (let from = after + 1; ; ) {
    let rows: EventRow[]
    try {
      rows = select.all(from, Number.MAX_SAFE_INTEGER, batchEvents) as EventRow[]
    } catch (error) {
      const why = `or one soon after it cannot be read: ${failureOf(error).message}`
      return logUnreadable(from, withVersion(why, newer))
    }
    const { recorded, unreadable } = decoded(rows)
    if (recorded.length > 0) yield recorded
    if (unreadable !== null) {
      return logUnreadable(unreadable.seq, withVersion(unreadable.why, newer))
    }
    const last = rows.at(-1)
    if (last === undefined) return Result.void
    from = last[0] + 1
  }
}

/** As many events as can be read, and the record that cannot. */
const decoded = (rows: readonly EventRow[]) => {
  const recorded: RecordedEvent[] = []
  for (const row of rows) {
    const event = eventOf(row, keyless)
    if (Result.isFailure(event)) return { recorded, unreadable: event.failure }
    recorded.push({ event: event.success, json: row[6] })
  }
  return { recorded, unreadable: null }
}

/** Whoever replays a log has no keys. */
const keyless = () => undefined
