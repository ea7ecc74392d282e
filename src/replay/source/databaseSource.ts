// A log read from a database file, also while a server writes it.
import { Result } from 'effect'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { type Database, failureOf, openForReading } from '../../store/connection.ts'
import { recognise } from '../../store/sqlite/databaseFile.ts'
import { type EventRow, eventOf, selectWordless } from '../../store/sqlite/eventRow.ts'
import type { LogFault, Recorded, Source } from './recorded.ts'

/**
 * How many events one query gives: about 20 ms, in which the server's erasing has to wait. Between
 * two queries nothing is held.
 */
const batchEvents = 5_000

/** Opens the database, or says in one sentence why it is no log. */
export const databaseSource = (file: string): Source | LogFault => {
  try {
    const database = openForReading(file)
    const recognised = recognise(database)
    const alien = Result.isFailure(recognised) ? recognised.failure : null
    const isNewer = alien?.includes('newer version') ?? false
    if (alien !== null && !isNewer) {
      database.close()
      return { seq: null, message: `${file} is no log of Passerby: it ${alien}.` }
    }
    const events = database.prepare('select count(*) from events').pluck().get() as number
    return {
      name: file,
      events,
      isLive: true,
      read: (after) => reading(database, after, isNewer ? `the file ${alien}` : null),
      close: () => database.close(),
    }
  } catch (error) {
    return { seq: null, message: `${file} cannot be read as a log: ${failureOf(error).message}.` }
  }
}

function* reading(
  database: Database,
  after: number,
  newer: string | null,
): Generator<readonly Recorded[], LogFault | null> {
  const select = database.prepare(selectWordless).raw()
  for (let from = after + 1; ; ) {
    let rows: EventRow[]
    try {
      rows = select.all(from, Number.MAX_SAFE_INTEGER, batchEvents) as EventRow[]
    } catch (error) {
      const why = `or one soon after it cannot be read: ${failureOf(error).message}`
      return faultOf(logUnreadable(from, why).pipe(Result.flip, Result.getOrThrow), newer)
    }
    const { recorded, fault } = decoded(rows)
    if (recorded.length > 0) yield recorded
    if (fault !== null) return faultOf(fault, newer)
    const last = rows.at(-1)
    if (last === undefined) return null
    from = last[0] + 1
  }
}

const decoded = (rows: readonly EventRow[]) => {
  const recorded: Recorded[] = []
  for (const row of rows) {
    const event = eventOf(row, keyless)
    if (Result.isFailure(event)) return { recorded, fault: event.failure }
    recorded.push({ event: event.success, json: row[6] })
  }
  return { recorded, fault: null }
}

/** Whoever replays a log has no keys. */
const keyless = () => undefined

const faultOf = ({ seq, message }: LogUnreadable, newer: string | null): LogFault => ({
  seq,
  message: newer === null ? message : `${message.replace(/\.$/, '')}; ${newer}.`,
})
