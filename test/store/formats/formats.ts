// The kept logs of format 2 and 3, to be opened by later versions.
//
// That of format 2 was made in November 2026 by the last version that wrote format 2: by its own actors, engine and
// store over a simulated clock, the checksum every 15 turns. Two conversations, of which one ends; an
// hour later more, of which some end, two meet again, one asks for it in vain; words of those who are
// over are emptied; a crash, and all come back; what is old and not needed is pruned; one more
// conversation, of which one goes away; and the two that met again part, so that their words are in
// the file still, as they are after a crash. Then the file was closed.
//
// Beside the database: the same log as JSON lines, as `npm run replay` gave it, and what the store
// gave then: the head, the states, the transcripts, the words that could be read by the seq of their
// events, and which events held words that nobody could read any more.
//
// That of format 3 was made by the last version that wrote it, of a tale: three come, two meet and write,
// words together and alone, the third leaves. Beside it: its head, its events and what was said.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { personOf } from '../../../src/actors/matchmaking/persons.ts'
import type { LogEvent } from '../../../src/events/event.ts'
import type { Head } from '../../../src/events/log.ts'
import type { TranscriptMessage } from '../../../src/projections/transcript.ts'
import { openDatabase } from '../../../src/store/connection.ts'
import { eventsOf } from '../../kit/slice.ts'
import { freshDirectory } from '../stores.ts'

const kept = (name: string): string => join(import.meta.dirname, 'kept', name)

interface State {
  readonly id: string
  readonly kind: string
  readonly tickets?: readonly { readonly session: string }[]
  readonly blocks?: readonly never[]
}

/** The states as they are now: a session was a person of its own then, and blocked nobody. */
export const asOfNow = (states: readonly State[]): object[] =>
  states.map(({ blocks: _, ...state }) => {
    if (state.kind === 'session') return { ...state, person: personOf({ session: state.id }) }
    const tickets = state.tickets?.map((ticket) => ({ ...ticket, person: personOf(ticket) }))
    return { ...state, ...(tickets && { tickets }) }
  })

export const formatTwo = {
  database: kept('format2.db'),
  lines: kept('format2.jsonl'),
  /** Its events as they read without words. */
  events: eventsOf(kept('format2.jsonl')),
  gave: JSON.parse(readFileSync(kept('format2.json'), 'utf8')) as {
    readonly head: Head
    readonly states: readonly State[]
    readonly transcripts: Readonly<Record<string, readonly TranscriptMessage[]>>
    readonly words: Readonly<Record<number, object>>
    readonly leftovers: readonly number[]
  },
} as const

/** A data directory with a copy of the database, changed by `sql`. */
export const directoryOfFormatTwo = (sql = ''): string => {
  const directory = freshDirectory()
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'passerby.db')
  copyFileSync(formatTwo.database, file)
  if (sql === '') return directory
  const database = openDatabase(file, 0)
  database.exec(sql)
  database.close()
  return directory
}

/** The sealed words of events, as they stand in the database of format 2. */
export const sealedOfFormatTwo = (seqs: readonly number[]): Buffer[] => {
  const database = openDatabase(join(directoryOfFormatTwo(), 'passerby.db'), 0)
  const select = database.prepare('select sealed from events where seq = ?').pluck()
  const sealed = seqs.map((seq) => select.get(seq) as Buffer)
  database.close()
  return sealed
}

/** An event of format 3 as format 2 had it: its messages had no numbers. */
export const withoutNumber = (event: LogEvent): LogEvent => {
  if (event.type !== 'room.send_message') return event
  const { by, id, text } = event.data
  return { ...event, data: { by, id, text } }
}

export const formatThree = {
  database: kept('format3.db'),
  gave: JSON.parse(readFileSync(kept('format3.json'), 'utf8')) as {
    readonly head: Head
    readonly events: readonly LogEvent[]
    readonly transcript: readonly TranscriptMessage[]
  },
} as const
