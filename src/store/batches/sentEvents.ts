// Events of the log as one thread sends them to another, as they are stored but with their words open: so
// they are made text and read again once less.
import { Result } from 'effect'
import type { LogEvent } from '../../events/event.ts'
import type { LogUnreadable } from '../../events/log.ts'
import type { KeyOf } from '../shredding/keys.ts'
import { type Fields, sealerOf } from '../shredding/redaction.ts'
import { unsealText } from '../shredding/sealing.ts'
import {
  type StoredEvent,
  type StoredTuple,
  storedIn,
  unopened,
  withWords,
  wordsTorn,
} from './batchReader.ts'
import type { BatchRow } from './batchRow.ts'
import { type Sealed, sealedIn } from './sealedWords.ts'

/** Some events of some rows. */
export interface SentEvents {
  readonly rows: readonly Pick<BatchRow, 'first' | 'events'>[]
  /** JSON, in order: the seq of each event whose words are open, and its words. */
  readonly words: string
}

export const nothingSent: SentEvents = { rows: [], words: '[]' }

/** Gathers events to be sent, row by row. */
export class Sending {
  readonly #keyOf: KeyOf
  readonly #rows: Pick<BatchRow, 'first' | 'events'>[] = []
  readonly #words: string[] = []

  constructor(keyOf: KeyOf) {
    this.#keyOf = keyOf
  }

  /** Of the stored events of a row those that are wanted, in order. */
  add(
    row: BatchRow,
    stored: readonly StoredEvent[],
    wanted: readonly LogEvent[],
  ): Result.Result<void, LogUnreadable> {
    const sealed = sealedIn(row)
    for (const event of wanted) {
      const words = sealed.get(event.seq)
      const text = words === undefined ? undefined : this.#open(event, words)
      if (text === null) return wordsTorn(event.seq)
      if (text !== undefined) this.#words.push(`${event.seq},${text}`)
    }
    if (wanted.length === stored.length) this.#rows.push({ first: row.first, events: row.events })
    else if (wanted.length > 0) this.#rows.push(rowOf(wanted))
    return Result.void
  }

  get sent(): SentEvents {
    return { rows: this.#rows, words: `[${this.#words.join()}]` }
  }

  /** Its words as JSON; undefined where there is no key, null where they do not open. */
  #open(event: LogEvent, { seq, index, bytes }: Sealed): string | null | undefined {
    const owner = sealerOf(event)
    const key = owner === null ? undefined : this.#keyOf(owner, event.type)
    if (key === undefined) return undefined
    const text = unsealText(key, { seq, type: event.type }, bytes)
    if (text === null || !text.startsWith('[')) return text
    return JSON.stringify((JSON.parse(text) as readonly Fields[])[index] ?? null)
  }
}

/** As a row is that the others were pruned from. */
const rowOf = (events: readonly LogEvent[]): Pick<BatchRow, 'first' | 'events'> => {
  const first = (events[0] as LogEvent).seq
  const tuples: StoredTuple[] = []
  let next = first
  for (const { seq, turn, cause, at, actor, type, data } of events) {
    if (seq > next) tuples.push(seq - next)
    tuples.push([turn, cause, at, actor, type, data])
    next = seq + 1
  }
  return { first, events: JSON.stringify(tuples) }
}

/** The events again. */
export const eventsSent = ({
  rows,
  words,
}: SentEvents): Result.Result<readonly LogEvent[], LogUnreadable> => {
  const open = JSON.parse(words) as readonly (number | Fields)[]
  const events: LogEvent[] = []
  let at = 0
  for (const row of rows) {
    for (const stored of storedIn(row)) {
      const isOpen = open[at] === stored.seq
      const event = isOpen ? withWordsOf(stored, open[at + 1] as Fields) : withoutWords(stored)
      if (Result.isFailure(event)) return Result.fail(event.failure)
      if (isOpen) at += 2
      events.push(event.success)
    }
  }
  return Result.succeed(events)
}

const withWordsOf = (stored: StoredEvent, words: Fields) =>
  withWords(stored as unknown as LogEvent, words)

const withoutWords = (stored: StoredEvent): Result.Result<LogEvent, LogUnreadable> => {
  const event = unopened(stored)
  if (Result.isFailure(event) || sealerOf(event.success) === null) return event
  return Result.succeed({ ...event.success, redacted: true })
}
