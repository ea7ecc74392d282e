// A log read from a database file, also while a server writes it.
import { Result } from 'effect'
import { LogUnreadable } from '../../events/logUnreadable.ts'
import { type Database, openForReading, troubleOf } from '../../store/sqlite/connection.ts'
import { recognise } from '../../store/sqlite/databaseFile.ts'
import { eventOf, type Row, selectWordless } from '../../store/sqlite/eventRow.ts'
import type { BrokenRecord, NotALog, RecordedEvent, Source } from './source.ts'

/**
 * How many events one query gives: about 20 ms, in which the server's erasing has to wait. Between
 * two queries nothing is held.
 */
const batchEvents = 5_000

export const databaseSource = (file: string): Result.Result<Source, NotALog> => {
  try {
    const database = openForReading(file)
    const alien = recognise(database)
    const isNewer = alien?.includes('newer version') ?? false
    if (alien !== null && !isNewer) {
      database.close()
      const message = `${file} is no log of Passerby: it ${alien}.`
      return Result.fail({ _tag: 'NotALog', message })
    }
    const events = database.prepare('select count(*) from events').pluck().get() as number
    return Result.succeed({
      name: file,
      events,
      isLive: true,
      read: (after) => reading(database, after, isNewer ? `the file ${alien}` : null),
      close: () => database.close(),
    })
  } catch (error) {
    const message = `${file} cannot be read as a log: ${troubleOf(error).message}.`
    return Result.fail({ _tag: 'NotALog', message })
  }
}

function* reading(
  database: Database,
  after: number,
  newer: string | null,
): Generator<readonly RecordedEvent[], Result.Result<void, BrokenRecord>> {
  const select = database.prepare(selectWordless).raw()
  for (let from = after + 1; ; ) {
    let rows: Row[]
    try {
      rows = select.all(from, Number.MAX_SAFE_INTEGER, batchEvents) as Row[]
    } catch (error) {
      const why = `or one soon after it cannot be read: ${troubleOf(error).message}`
      return brokenRecord(new LogUnreadable(from, why), newer)
    }
    const { recorded, unreadable } = decoded(rows)
    if (recorded.length > 0) yield recorded
    if (unreadable !== null) return brokenRecord(unreadable, newer)
    const last = rows.at(-1)
    if (last === undefined) return Result.void
    from = last[0] + 1
  }
}

/** As many events as can be read, and the record that cannot. */
const decoded = (rows: readonly Row[]) => {
  const recorded: RecordedEvent[] = []
  for (const row of rows) {
    try {
      recorded.push({ event: eventOf(row, keyless), json: row[6] })
    } catch (error) {
      if (!(error instanceof LogUnreadable)) throw error
      return { recorded, unreadable: error }
    }
  }
  return { recorded, unreadable: null }
}

/** Whoever replays a log has no keys. */
const keyless = () => undefined

const brokenRecord = (
  { seq, message }: LogUnreadable,
  newer: string | null,
): Result.Result<never, BrokenRecord> =>
  Result.fail({
    _tag: 'BrokenRecord',
    seq,
    message: newer === null ? message : `${message.replace(/\.$/, '')}; ${newer}.`,
  })
