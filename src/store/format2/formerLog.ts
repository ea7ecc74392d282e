// Whether a log of format 2 can be carried over, before anything of it is changed.
import { Result } from 'effect'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import type { Database } from '../connection.ts'
import { checkFormerKeys, type KeysDamaged } from '../shredding/sqliteKeys.ts'
import { formerBeginners, formerEventOf, formerRows } from './formerEvents.ts'

/** A log of format 2 that cannot be carried over, and is as it was. */
export interface FormerUnsound {
  readonly _tag: 'FormerUnsound'
  readonly fault: LogUnreadable | KeysDamaged
}

/** How many events are looked at together: about 4 MB. */
const checkedRowsMax = 5_000

/** Whether each event can be read, and each key has an owner. */
export const checkFormer = (database: Database): Result.Result<void, FormerUnsound> => {
  const sound: Result.Result<void, FormerUnsound['fault']> = Result.flatMap(
    checkEvents(database),
    () => checkFormerKeys(database, formerBeginners(database)),
  )
  return Result.mapError(sound, (fault) => ({ _tag: 'FormerUnsound', fault }))
}

const checkEvents = (database: Database): Result.Result<void, LogUnreadable> => {
  const rowsFrom = formerRows(database, { words: false })
  const upTo = database.prepare('select seq from head').pluck().get() as number
  for (let next = 1; ; ) {
    const rows = rowsFrom(next, checkedRowsMax)
    for (const row of rows) {
      const event = formerEventOf(row)
      if (Result.isFailure(event)) return Result.fail(event.failure)
      if (row.seq > upTo) return logUnreadable(row.seq, 'is after its end')
      next = row.seq + 1
    }
    if (rows.length < checkedRowsMax) return Result.void
  }
}

/** How many events are to be carried over. */
export const formerEventsIn = (database: Database): number =>
  database.prepare('select count(*) from events').pluck().get() as number

const columns: Readonly<Record<string, string>> = {
  events: 'seq, turn, cause, at, actor, type, data, sealed',
  keys: 'slot, began, key',
  head: 'one, seq, turn',
}

/** Whether it has the tables of format 2; `begun`: those that are left while it is carried over. */
export const hasFormerTables = (database: Database, { begun }: { begun: boolean }): boolean => {
  const head = begun ? 'former_head' : 'head'
  const columnsOf = database.prepare('select name from pragma_table_info(?) order by cid').pluck()
  const isThere = (table: string, as = table) =>
    columnsOf.all(table).join(', ') === (columns[as] as string)
  return (
    isThere('events') &&
    isThere(head, 'head') &&
    (begun || isThere('keys')) &&
    database.prepare(`select count(*) from ${head}`).pluck().get() === 1
  )
}
