// A log read from a database file, also while a server writes it.
import { Result } from 'effect'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { legibleIn } from '../../store/batches/batchReader.ts'
import { checkedRows } from '../../store/batches/batchRows.ts'
import { type Database, failureOf, openForReading } from '../../store/connection.ts'
import { recognise } from '../../store/sqlite/databaseFile.ts'
import { type NotALog, type RecordedEvent, type Source, withVersion } from './source.ts'

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
    const events = database
      .prepare('select coalesce(sum(last - first + 1), 0) from batches')
      .pluck()
      .get() as number
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
  for (const row of checkedRows(database)(after + 1)) {
    const { events, unreadable } = Result.isSuccess(row)
      ? legibleIn(row.success, keyless, ({ seq }) => seq > after)
      : { events: [], unreadable: row.failure }
    if (events.length > 0) {
      yield events.map((event) => ({ event, json: JSON.stringify(event.data) }))
    }
    if (unreadable !== null) {
      return logUnreadable(unreadable.seq, withVersion(unreadable.why, newer))
    }
  }
  return Result.void
}

/** Whoever replays a log has no keys. */
const keyless = () => undefined
