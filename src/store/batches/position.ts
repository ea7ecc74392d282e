// How far in a stream a log is that follows one, as whoever reads the stream notes it.
import type { Database } from '../connection.ts'
import type { Filed, FiledBeginning } from '../shredding/filedKeys.ts'
import type { SentRow } from './sentRow.ts'

export const positionTable = `create table position (
  name text primary key,
  value text not null
) strict, without rowid`

/** What is noted under a name; null: nothing any more. */
export type PositionChange = readonly [name: string, value: string | null]

/** All that is noted. */
export type PositionNote = readonly [name: string, value: string]

/** What another has appended to the stream, for a log that follows it. */
export interface FollowedLot {
  /** Sealed already; none where there is no turn. */
  readonly rows: readonly SentRow[]
  /** Those who begin in them. */
  readonly begun: readonly FiledBeginning[]
  /** How far in the stream the log is with them. */
  readonly position: readonly PositionChange[]
}

/** How far in the stream a log is, and who lives by it. */
export interface Followed {
  readonly position: readonly PositionNote[]
  readonly living: readonly Filed[]
}

export const positionIn = (database: Database): readonly PositionNote[] =>
  database.prepare('select name, value from position').raw().all() as PositionNote[]

/** Gives what notes changes, in the transaction under way. */
export const noting = (database: Database): ((changes: readonly PositionChange[]) => void) => {
  const put = database.prepare(
    'insert into position values (?, ?) on conflict (name) do update set value = excluded.value',
  )
  const remove = database.prepare('delete from position where name = ?')
  return (changes) => {
    for (const [name, value] of changes) {
      if (value === null) remove.run(name)
      else put.run(name, value)
    }
  }
}
