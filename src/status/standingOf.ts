// Reads how things stand from a data directory, whether a server runs there or not.
import { Result } from 'effect'
import type { Head, LogUnreadable } from '../events/log.ts'
import type { Projection } from '../events/projection.ts'
import { chatRooms } from '../projections/chatRooms.ts'
import { messages } from '../projections/messages.ts'
import { type Standing, standingIn } from '../projections/standing.ts'
import { users } from '../projections/users.ts'
import { beginners, checkChain } from '../store/batches/batchRows.ts'
import { livingPages } from '../store/batches/livingEvents.ts'
import type { Database } from '../store/connection.ts'
import { type KeysDamaged, livingOf } from '../store/shredding/sqliteKeys.ts'
import {
  lookInto,
  type NothingTold,
  nothingTold,
  verifying,
} from '../store/sqlite/dataDirectory.ts'
import { headOf } from '../store/sqlite/eventStore.ts'
import { projectionsOf } from '../store/sqlite/projectionTables.ts'
import { StandingSafety } from './standingSafety.ts'

/** What a data directory tells. */
export interface Told extends Standing {
  readonly file: string
  /** The last event that it is told of. */
  readonly head: Head
  /** Whether a server writes there. */
  readonly isRunning: boolean
  /** What is damaged at the end of its log; null: nothing. */
  readonly damage: string | null
  readonly safety: StandingSafety
}

/** Reads it; of waits and rooms come `limit` at most. `path` may also be the database itself. */
export const standingOf = (path: string, limit: number): Result.Result<Told, NothingTold> =>
  lookInto(path, ({ database, file, isRunning, damage }) => {
    const safety = new StandingSafety()
    const head = foldLiving(database, [users, chatRooms, messages], safety)
    if (Result.isFailure(head)) {
      const { _tag, message } = head.failure
      return nothingTold(
        `${_tag === 'KeysDamaged' ? `${file} ${message}.` : message} ${verifying(file)}`,
      )
    }
    const all = (sql: string, values: readonly unknown[]) => database.prepare(sql).all(...values)
    const standing = standingIn(all, limit)
    return Result.succeed({ file, head: head.success, isRunning, damage, safety, ...standing })
  })

/**
 * Folds whoever lives into temporary tables of this connection, page by page as the debugger reads:
 * between two pages nothing of the file is held, so that a server can erase. Gives where the log
 * stood when it began, as of which the tables are.
 */
const foldLiving = (
  database: Database,
  projections: readonly Projection[],
  safety: StandingSafety,
): Result.Result<Head, LogUnreadable | KeysDamaged> => {
  database.pragma('temp_store = MEMORY')
  for (const { table } of projections) database.exec(table)
  const fold = projectionsOf(database, projections, () => [])
  const asOfNow = database.transaction(() =>
    Result.gen(function* () {
      // The last row; those before it that whoever lives is in are held to it when they are read.
      yield* checkChain(database, Number.MAX_SAFE_INTEGER)
      return { head: headOf(database), living: yield* livingOf(database, beginners(database)) }
    }),
  )
  const found = asOfNow()
  if (Result.isFailure(found)) {
    // Where a beginning is missing, it is told which.
    const chain = checkChain(database)
    return Result.fail(Result.isFailure(chain) ? chain.failure : found.failure)
  }
  const { head, living } = found.success
  const pageFrom = livingPages(database, living, keyless)
  let from: number | null = null
  do {
    const page = pageFrom(from)
    if (Result.isFailure(page)) return Result.fail(page.failure)
    const { events, next } = page.success
    const known = events.filter(({ seq }) => seq <= head.seq)
    fold(known)
    for (const event of known) safety.take(event)
    from = next !== null && next <= head.seq ? next : null
  } while (from !== null)
  return Result.succeed(head)
}

/** Whoever looks how things stand has no keys. */
const keyless = () => undefined
