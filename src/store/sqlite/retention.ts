// Deletes the events that are older than the retention, bit by bit.
import { Result } from 'effect'
import type { LogEvent, Owner } from '../../events/event.ts'
import { neededBy } from '../../events/neededEvents.ts'
import { eventOf, type StoredEvent } from '../batches/batchReader.ts'
import type { BatchRow } from '../batches/batchRow.ts'
import { checkedRows, standingBefore } from '../batches/batchRows.ts'
import { type Rest, restWithout, rewriting } from '../batches/rewriting.ts'
import { attempt, type StoreFailure, transactional } from '../connection.ts'
import type { SqliteStore } from './eventStore.ts'

/** How much one step looks at, 1,000 events: about 2 ms of the writer's time, 6 where all of them go. */
const stepCharactersMax = 128 * 1024

/** Words are read to be checked, and not looked into: so many bytes take as long as a character. */
const wordsBytesPerCharacter = 16

/** A pass over the log as it stood, with those who lived, when the pass began. */
interface Pass {
  from: number
  readonly upTo: number
  readonly isNeeded: (event: LogEvent) => boolean
  readonly lives: (owner: Owner) => boolean
}

/**
 * Gives what to call for one step of a pass over the log, with the time before which events are
 * old: true if the pass goes on, false if it is done and the next call begins another.
 *
 * What those need who lived when the pass began stays, so that a fold of what is left gives their
 * states. A pass deletes in order and never looks beyond where the log stood when it began, so that
 * of whoever is over the beginning goes first and the end last: what nobody opened may be closed,
 * but nothing stays open that somebody closed.
 */
export const pruning = (
  store: SqliteStore,
): ((before: number) => Result.Result<boolean, StoreFailure>) => {
  const { database, keys } = store
  const rowsFrom = checkedRows(database)
  const standing = standingBefore(database)
  const rewrite = transactional(database, rewriting(database))
  let pass: Pass | null = null

  const begun = (): Pass => {
    const living = new Set(keys.owners())
    const lives = (owner: Owner) => living.has(owner)
    return { from: 1, upTo: store.head().seq, isNeeded: neededBy(lives), lives }
  }

  return (before) => {
    pass ??= begun()
    const current = pass
    return attempt(() => {
      const found = oldRows(rowsFrom(current.from), current, before)
      const rests = new Map(found.rows.map((row) => [row, restOf(row, current, before)]))
      const last = rewrite(found.rows, standing(current.from), (row) => rests.get(row) as Rest).at(
        -1,
      )
      // From the last on, since what follows may be packed together with it.
      if (found.goesOn && last !== undefined) current.from = last.first
      else pass = null
      return found.goesOn
    })
  }
}

/** The next rows that old events are in, and whether more may follow. */
const oldRows = (
  rowsFrom: ReturnType<ReturnType<typeof checkedRows>>,
  { upTo }: Pass,
  before: number,
): { readonly rows: readonly BatchRow[]; readonly goesOn: boolean } => {
  const rows: BatchRow[] = []
  let characters = 0
  for (const row of rowsFrom) {
    // Of what cannot be read nothing goes, nor of what follows: the next start refuses it.
    if (Result.isFailure(row) || row.success.first > upTo) break
    rows.push(row.success)
    if (row.success.at >= before) break
    const { events, words } = row.success
    characters += events.length + words.length / wordsBytesPerCharacter
    if (characters >= stepCharactersMax && rows.length > 1) return { rows, goesOn: true }
  }
  return { rows, goesOn: false }
}

/** What stays of a row. What cannot be read does: whoever needs it is told so. */
const restOf = (row: BatchRow, pass: Pass, before: number): Rest =>
  restWithout(row, (stored) => stored.at < before && stored.seq <= pass.upTo && mayGo(pass, stored))

const mayGo = ({ lives, isNeeded }: Pass, stored: StoredEvent): boolean => {
  const { actor, type } = stored
  // Known without reading it, which may take as long as reading a hundred others.
  if (type === 'matchmaker.attested') return true
  if (actor !== 'matchmaker') return !lives(actor)
  const event = eventOf(stored, null, () => undefined)
  return Result.isSuccess(event) && !isNeeded(event.success)
}
