// What a log file gives: events as recorded, up to where it is sound.
import type { Result } from 'effect'
import type { LogEvent, Owner } from '../../events/event.ts'
import type { LogUnreadable } from '../../events/log.ts'

/** An event without words, and its data as the JSON that stood in the log. */
export interface RecordedEvent {
  readonly event: LogEvent
  readonly json: string
}

/** An event to come back to, and what a developer wrote of it; empty: nothing. */
export interface Bookmark {
  readonly seq: number
  readonly note: string
}

/** There is no log where the user said; `message` says in one sentence why not. */
export interface NotALog {
  readonly _tag: 'NotALog'
  readonly message: string
}

/** A database that a server may be writing: `read` sees what has been written since it was opened. */
export interface LiveLog {
  /** What of it is not sound besides its events: one line that says what to do; null: nothing. */
  readonly unsound: () => string | null
  /** Whether the beginning of somebody, by its seq, is no longer there: then the end is not either. */
  readonly hasPruned: (begun: ReadonlyMap<Owner, number>) => boolean
}

/** A log that is only read. */
export interface Source {
  /** What the user named. */
  readonly name: string
  /** How many events it holds now, as far as that is known without reading them; else 0. */
  readonly events: number
  /** Whether its beginning is gone, whoever lives may have come in it; of a pruned log nobody's who lives is. */
  readonly isCut?: boolean
  /** Whether it is a slice: what concerns others than those it was made for is not in it. */
  readonly isPart?: boolean
  /** What is to be said of it before anything else, in sentences. */
  readonly notes?: readonly string[]
  /** Those that were saved with it. */
  readonly bookmarks?: readonly Bookmark[]
  /** Null where nobody adds to it. */
  readonly live: LiveLog | null
  /** The events after `seq`, in order, in batches; fails where it ends before the end. */
  readonly read: (
    after: number,
  ) => Generator<readonly RecordedEvent[], Result.Result<void, LogUnreadable>>
  readonly close: () => void
}

/** Why a record cannot be read; that the file is of a newer version, if it is, may be the reason. */
export const withVersion = (why: string, newer: string | null): string =>
  newer === null ? why : `${why}; ${newer}`
