// What of a log's database is held against itself, besides the events.
import { dirname, join } from 'node:path'
import { Result } from 'effect'
import type { Owner } from '../../events/event.ts'
import { beginners } from '../../store/batches/batchRows.ts'
import { attempt, type Database, hasTable, isHeld, snapshot } from '../../store/connection.ts'
import { formerBeginners, hasFormerEvents } from '../../store/format2/formerEvents.ts'
import type { BeginnerOf } from '../../store/shredding/keys.ts'
import {
  checkFormerKeys,
  checkKeys,
  type KeysDamaged,
  livingOf,
} from '../../store/shredding/sqliteKeys.ts'
import {
  checkPages,
  checkTables,
  type DatabaseUnfit,
  isWhollyFormer,
} from '../../store/sqlite/databaseFile.ts'
import type { LiveLog } from './source.ts'

/** `newer`: what is wrong where the file is of a newer version. */
export const liveLog = (
  database: Database,
  file: string,
  newer: DatabaseUnfit | null,
): LiveLog => ({
  unsound: () => {
    if (newer !== null) return `${file} ${newer.message}. Verify it with that version.`
    const found = attempt(() => {
      const known = snapshot(database, checkAllButEvents)(database)
      // Its server looked at them when it started, and may erase meanwhile: that is not kept waiting.
      const isServed = isHeld(join(dirname(file), 'passerby.lock'))
      return isServed ? known : Result.flatMap(known, () => checkPages(database))
    })
    if (Result.isFailure(found)) return sentence(file, `cannot be read: ${found.failure.message}`)
    const checked = found.success
    return Result.isFailure(checked) ? sentence(file, checked.failure.message) : null
  },
  hasPruned: snapshot(database, (begun: ReadonlyMap<Owner, number>) => {
    const beginnerOf = beginnerIn(database)
    return [...begun].some(([owner, seq]) => beginnerOf(seq) !== owner)
  }),
})

/** As a start of the server does; the keys of format 2 had no marks. */
const checkAllButEvents = (
  database: Database,
): Result.Result<void, DatabaseUnfit | KeysDamaged> => {
  const tables = checkTables(database)
  if (Result.isFailure(tables)) return tables
  if (isWhollyFormer(database)) return checkFormerKeys(database, beginnerIn(database))
  return livingOf(database, beginnerIn(database)).pipe(Result.flatMap(() => checkKeys(database)))
}

/** Of a log of format 2, or half carried over, some began in what is not carried over yet. */
const beginnerIn = (database: Database): BeginnerOf => {
  const carried = hasTable(database, 'batches') ? beginners(database) : () => null
  const former = hasFormerEvents(database) ? formerBeginners(database) : () => null
  return (seq) => former(seq) ?? carried(seq)
}

const sentence = (file: string, fault: string): string =>
  `${file} ${fault}. No server starts with it; npm run replay -- ${file} shows what its events tell.`
