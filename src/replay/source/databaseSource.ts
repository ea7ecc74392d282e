// A log read from a database file, also while a server writes it.
import { LogUnreadable } from '../../events/logUnreadable.ts'
import { type Database, openForReading, troubleOf } from '../../store/sqlite/connection.ts'
import { recognise } from '../../store/sqlite/databaseFile.ts'
import { eventOf, type Row, selectWordless } from '../../store/sqlite/eventRow.ts'
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
    const alien = recognise(database)
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
    return { seq: null, message: `${file} cannot be read as a log: ${troubleOf(error).message}.` }
  }
}

function* reading(
  database: Database,
  after: number,
  newer: string | null,
): Generator<readonly Recorded[], LogFault | null> {
  const select = database.prepare(selectWordless).raw()
  for (let from = after + 1; ; ) {
    let rows: Row[]
    try {
      rows = select.all(from, Number.MAX_SAFE_INTEGER, batchEvents) as Row[]
    } catch (error) {
      const why = `or one soon after it cannot be read: ${troubleOf(error).message}`
      return faultOf(new LogUnreadable(from, why), newer)
    }
    const { recorded, fault } = decoded(rows)
    if (recorded.length > 0) yield recorded
    if (fault !== null) return faultOf(fault, newer)
    const last = rows.at(-1)
    if (last === undefined) return null
    from = last[0] + 1
  }
}

const decoded = (rows: readonly Row[]) => {
  const recorded: Recorded[] = []
  for (const row of rows) {
    try {
      recorded.push({ event: eventOf(row, keyless), json: row[6] })
    } catch (error) {
      if (!(error instanceof LogUnreadable)) throw error
      return { recorded, fault: error }
    }
  }
  return { recorded, fault: null }
}

/** Whoever replays a log has no keys. */
const keyless = () => undefined

const faultOf = ({ seq, message }: LogUnreadable, newer: string | null): LogFault => ({
  seq,
  message: newer === null ? message : `${message.replace(/\.$/, '')}; ${newer}.`,
})
