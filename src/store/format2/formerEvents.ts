// The events as format 2 kept them, a row each: they are read, and never written.
import type { Result } from 'effect'
import { type EventType, type LogEvent, shapes } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import type { LogUnreadable } from '../../events/log.ts'
import { eventOf, type StoredEvent } from '../batches/batchReader.ts'
import { type Database, hasTable } from '../connection.ts'
import type { BeginnerOf } from '../shredding/keys.ts'

/** A row of `events`. */
export interface FormerRow extends Omit<StoredEvent, 'data'> {
  /** JSON; `[erased, N chars]` where people wrote something. */
  readonly data: string
  /** What they wrote, under the key of whom it belongs to; null where it is gone. */
  readonly sealed: Uint8Array | null
}

const columns = 'seq, turn, cause, at, actor, type, data'
  .split(', ')
  .map((column) => `${column} as ${column}`)
  .join(', ')

/** Whether events still stand there as format 2 kept them. */
export const hasFormerEvents = (database: Database): boolean => hasTable(database, 'events')

/** Gives the rows from a seq on, in order, so many at most; `words`: what is sealed, too. */
export const formerRows = (
  database: Database,
  { words }: { readonly words: boolean },
): ((from: number, limit: number) => readonly FormerRow[]) => {
  const sealed = words ? 'sealed' : 'null'
  const select = database.prepare(
    `select ${columns}, ${sealed} as sealed from events where seq >= ? order by seq limit ?`,
  )
  return (from, limit) => select.all(from, limit) as FormerRow[]
}

/** The event of a row, without its words. */
export const formerEventOf = (row: FormerRow): Result.Result<LogEvent, LogUnreadable> => {
  const { seq, turn, cause, at, actor, type, data } = row
  return eventOf({ seq, turn, cause, at, actor, type, data: parsed(data) }, null, keyless)
}

/** Finds by its seq the actor that began with an event: nobody else had a key then. */
export const formerBeginners = (database: Database): BeginnerOf => {
  const select = database.prepare('select actor as actor, type as type from events where seq = ?')
  return (seq) => {
    const found = select.get(seq) as { actor: ActorId; type: EventType } | undefined
    return found !== undefined && shapes.get(found.type)?.begins === true ? found.actor : null
  }
}

const keyless = () => undefined

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
