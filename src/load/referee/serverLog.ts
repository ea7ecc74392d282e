// The server's event log, read and never written.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { attempt, type Database, openForReading } from '../../store/connection.ts'

/** A message as the log has it: its own words are not needed, and may be erased. */
export interface LoggedMessage {
  readonly seq: number
  readonly room: string
  /** The session that sent it. */
  readonly by: string
  readonly id: string
}

export interface ServerLog {
  /** Every message of every room, in the order of the log. */
  readonly messages: () => Iterable<LoggedMessage>
  /** The seq of the message with this id, or else of the room's first event; null if unknown. */
  readonly seqOf: (room: string, id: string | null) => number | null
  readonly close: () => void
}

/** A log that cannot be read; `message` is one line that says why. */
export interface ServerLogUnreadable {
  readonly _tag: 'ServerLogUnreadable'
  readonly message: string
}

/** Opens the log in a data directory, or a database file; a server may be writing to it. */
export const openServerLog = (path: string): Result.Result<ServerLog, ServerLogUnreadable> => {
  const unreadable = (why: string): ServerLogUnreadable => ({
    _tag: 'ServerLogUnreadable',
    message: `--log ${path}: ${why}`,
  })
  const isDirectory = existsSync(path) && statSync(path).isDirectory()
  const file = isDirectory ? join(path, 'passerby.db') : path
  if (!existsSync(file)) return Result.fail(unreadable(`there is no ${file}`))
  return attempt(() => readerOf(openForReading(file))).pipe(
    Result.mapError(({ message }) => unreadable(message)),
  )
}

const readerOf = (database: Database): ServerLog => {
  const all = database.prepare(
    `select seq, actor as room, data ->> '$.by' as by, data ->> '$.id' as id
     from events where type = 'room.send_message' order by seq`,
  )
  const message = database
    .prepare(
      `select min(seq) from events
       where actor = ? and type = 'room.send_message' and data ->> '$.id' = ?`,
    )
    .pluck()
  const first = database.prepare('select min(seq) from events where actor = ?').pluck()
  return {
    messages: () => all.iterate() as Iterable<LoggedMessage>,
    seqOf: (room, id) =>
      ((id !== null && message.get(room, id)) || first.get(room) || null) as number | null,
    close: () => database.close(),
  }
}
