// src/events/sqliteRefold.ts — brings the projections up to the log where they are not.
import { createHash } from 'node:crypto'
import type { Projection } from './projection.ts'
import { eventOf, type Row, selectEvents } from './record.ts'
import { type Database, transaction } from './sqlite.ts'
import type { Keys } from './sqliteKeys.ts'
import { projectionsOf } from './sqliteProjections.ts'

/** Where the log stands, and up to where which projections are folded. */
export const headTable = `create table head (
  one integer primary key check (one = 1),
  seq integer not null,
  turn integer not null,
  applied integer not null, -- the seq up to which the projections are folded
  projections text not null -- which ones: their fingerprint
) strict`

/** The tables of the store itself; every other table is a projection's. */
const ownTables = "('events', 'keys', 'head')"

/** How many events are held in memory at a time. */
const refoldEventsMax = 2_000

/**
 * Folds the log into the projections from scratch, unless they are of this log and of this
 * version already. Nothing of those who are over is left to be folded. Throws LogUnreadable.
 */
export const refold = (
  database: Database,
  keys: Keys,
  projections: readonly Projection[],
): void => {
  const head = database.prepare('select seq, applied, projections from head').get() as {
    readonly seq: number
    readonly applied: number
    readonly projections: string
  }
  const print = fingerprint(projections)
  if (head.projections === print && head.applied === head.seq) return
  transaction(database, () => {
    recreate(database, projections)
    fold(database, keys, projections)
    database.prepare('update head set applied = seq, projections = ?').run(print)
  })
}

const fold = (database: Database, keys: Keys, projections: readonly Projection[]): void => {
  const { apply } = projectionsOf(database, projections)
  const select = database.prepare(selectEvents).raw()
  const wordless = () => undefined
  let from = keys.oldest() ?? Number.MAX_SAFE_INTEGER
  for (;;) {
    const rows = select.all(from, Number.MAX_SAFE_INTEGER, refoldEventsMax) as Row[]
    for (const row of rows) {
      const [, , , , actor, , , sealed] = row
      if (keys.of(actor) !== undefined) apply(eventOf(row, wordless), sealed)
    }
    const last = rows.at(-1)
    if (last === undefined) return
    from = last[0] + 1
  }
}

/** Changes whenever a table or a query of the projections does. */
const fingerprint = (projections: readonly Projection[]): string =>
  createHash('sha256').update(JSON.stringify(projections)).digest('hex')

const recreate = (database: Database, projections: readonly Projection[]): void => {
  const tables = database
    .prepare(`select name from sqlite_schema where type = 'table' and name not in ${ownTables}`)
    .pluck()
    .all() as string[]
  for (const table of tables) database.exec(`drop table "${table}"`)
  for (const { table } of projections) database.exec(table.sql)
}
