// Makes the projections' tables from the log, at every start.
import type { Projection } from '../../events/projection.ts'
import type { Keys } from '../shredding/keys.ts'
import type { Database } from './connection.ts'
import { eventOf, type Row, selectWordless } from './eventRow.ts'
import { projectionsOf } from './projectionTables.ts'

/** How many events are held in memory at a time. */
const refoldEventsMax = 2_000

/**
 * Folds the log into the projections, which are temporary tables: they live in memory with this
 * connection. Nothing of those who are over is left to be folded. Throws LogUnreadable.
 */
export const refold = (
  database: Database,
  keys: Keys,
  projections: readonly Projection[],
): void => {
  for (const { table } of projections) database.exec(table.sql)
  const { apply } = projectionsOf(database, projections)
  const select = database.prepare(selectWordless).raw()
  const wordless = () => undefined
  let from = keys.oldest() ?? Number.MAX_SAFE_INTEGER
  for (;;) {
    const rows = select.all(from, Number.MAX_SAFE_INTEGER, refoldEventsMax) as Row[]
    for (const row of rows) {
      const [, , , , actor] = row
      if (keys.has(actor)) apply(eventOf(row, wordless))
    }
    const last = rows.at(-1)
    if (last === undefined) return
    from = last[0] + 1
  }
}
