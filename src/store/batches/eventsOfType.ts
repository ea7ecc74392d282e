// Finds the few events of one type in a long log, without reading the rest.
import { Result } from 'effect'
import type { EventType, LogEvent } from '../../events/event.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { attempt, type Database } from '../connection.ts'
import { eventOf, storedIn } from './batchReader.ts'
import type { BatchRow } from './batchRow.ts'

/** How many events are looked through at a time: about 10 ms, in which an erasing has to wait. */
const scannedEventsMax = 50_000

/** All events of a type, in order, without words; ends with the first that cannot be read. */
export function* eventsOfType(
  database: Database,
  type: EventType,
): Generator<Result.Result<LogEvent, LogUnreadable>> {
  const rows = database.prepare(
    `select first as first, events as events from batches
     where first between ? and ? and instr(events, ?) > 0 order by first`,
  )
  const end = database.prepare('select seq from head').pluck().get() as number
  for (let from = 1; from <= end; from += scannedEventsMax) {
    const found = rows.all(from, from + scannedEventsMax - 1, `"${type}"`)
    for (const row of found as Pick<BatchRow, 'first' | 'events'>[]) {
      const events = attempt(() => storedIn(row))
      if (Result.isFailure(events)) {
        yield logUnreadable(row.first, 'or one soon after it is not as it was written')
        return
      }
      for (const stored of events.success) {
        if (stored.type !== type) continue
        const event = eventOf(stored, null, () => undefined)
        yield event
        if (Result.isFailure(event)) return
      }
    }
  }
}
