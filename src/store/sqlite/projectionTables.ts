// Runs the projections' queries beside the log, and asks them.
import { Result } from 'effect'
import type { EventType, LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import {
  type EventsOf,
  type Named,
  type Page,
  type Projection,
  pageBytesMax,
  pageRowsMax,
  type Question,
} from '../../events/projection.ts'
import { sealedWords } from '../batches/batchRows.ts'
import type { PageFrom } from '../batches/livingEvents.ts'
import type { Sealed } from '../batches/sealedWords.ts'
import { attempt, type Database, snapshot } from '../connection.ts'
import type { KeyOf } from '../shredding/keys.ts'
import { unseal } from '../shredding/sealing.ts'
import type { Ciphertext } from '../space/ciphertext.ts'

/** Prepares the projections' statements, their tables being there; gives what folds events. */
export const projectionsOf = (
  database: Database,
  projections: readonly Projection[],
  eventsOf: EventsOf,
): ((events: readonly LogEvent[]) => void) => {
  const folds = projections.map(({ on }) =>
    on((sql) => {
      const statement = database.prepare(sql)
      return (...values) => (statement.reader ? statement.all(...values) : statement.run(...values))
    }, eventsOf),
  )
  return (events) => {
    for (const fold of folds) fold(events)
  }
}

/** A row of what a question is answered with, by column, and its words. */
export type AnswerRow = Readonly<Record<string, unknown>> & { readonly sealed: Sealed | null }

/** What a question is answered with, read page by page as the tables are at that time. */
export interface Answer {
  readonly next: () => Result.Result<Page, LogUnreadable>
  /**
   * Takes what is left into memory, as sealed as it is, since the tables are about to lose it;
   * gives the bytes it takes there. Where that were more than `bytesMax` the rest is unreadable.
   */
  readonly keep: (bytesMax: number) => number
}

/** How many rows are read together; a page may have fewer. */
const rowsAtOnce = 64

/** Prepares the questions; gives what answers them by name. */
export const answersTo = (
  database: Database,
  questions: Readonly<Record<string, Question>>,
  { keyOf, eventsOf }: { readonly keyOf: KeyOf; readonly eventsOf: EventsOf },
): ((name: string, parameters: object) => Answer) => {
  const sealedOf = sealedWords(database)
  const prepared = new Map(
    Object.entries(questions).map(([name, question]) => {
      const statement = database.prepare(question.sql)
      const rows = function* (named: object): Generator<AnswerRow> {
        const { [question.of]: actor, after = 0 } = named as Named
        const all = eventsOf(actor as ActorId)
        // As many rows as come before have an event each, and there may be others among these.
        for (let from = after as number; from < all.length; from += rowsAtOnce) {
          const events = JSON.stringify(all.slice(from, from + rowsAtOnce))
          const rows = statement.all(...question.values({ events, after })) as Readonly<
            Record<string, unknown>
          >[]
          for (const row of rows) yield { ...row, sealed: sealedOf(row.event_seq as number) }
        }
      }
      return [
        name,
        (parameters: object) => answerOf({ question, keyOf, rows }, parameters),
      ] as const
    }),
  )
  return (name, parameters) => {
    const answer = prepared.get(name)
    if (answer === undefined) throw new Error(`The projections have no question ${name}`)
    return answer(parameters)
  }
}

interface Asked {
  readonly question: Question
  readonly keyOf: KeyOf
  readonly rows: (parameters: object) => Iterable<AnswerRow>
}

/** What was taken into memory of an answer: its rows, and the key that they are sealed under. */
interface Kept {
  readonly rows: readonly AnswerRow[]
  readonly keyOf: KeyOf
  readonly isWhole: boolean
}

const answerOf = ({ question, keyOf, rows }: Asked, parameters: object): Answer => {
  let { after = 0 } = parameters as { readonly after?: number }
  let kept: Kept | null = null
  const left = () =>
    kept?.rows.filter(({ seq }) => (seq as number) > after) ?? rows({ ...parameters, after })

  const page = (): Result.Result<Page, LogUnreadable> => {
    const read: Page['rows'][number][] = []
    const bytesOf = countingBytes()
    let bytes = 0
    for (const row of left()) {
      bytes += bytesOf(row)
      const isFull = bytes > pageBytesMax || read.length === pageRowsMax
      if (isFull && read.length > 0) return Result.succeed(pageOf(read, false))
      const legible = opened(question.words, kept?.keyOf ?? keyOf, row)
      if (Result.isFailure(legible)) return Result.fail(legible.failure)
      read.push(legible.success)
      after = row.seq as number
    }
    if (kept?.isWhole === false) return logUnreadable(after, 'and what follows it is gone by now')
    return Result.succeed(pageOf(read, true))
  }

  return {
    next: () => {
      const read = attempt(page)
      if (Result.isSuccess(read)) return read.success
      return logUnreadable(after, `or one soon after it cannot be read: ${read.failure.message}`)
    },
    keep: (bytesMax) => {
      if (kept !== null) return 0
      const taken: AnswerRow[] = []
      const [bytesOf, copied] = [countingBytes(), copying()]
      let bytes = 0
      let isWhole = true
      for (const row of left()) {
        bytes += bytesOf(row) + rowBytes
        isWhole = bytes <= bytesMax
        if (!isWhole) break
        taken.push(copied(row))
      }
      // Copied: whoever ends has its key overwritten.
      const key = taken[0] && keyOf(taken[0].actor as ActorId)?.slice()
      kept = { rows: taken, keyOf: () => key, isWhole }
      return Math.min(bytes, bytesMax)
    },
  }
}

/** So that the words do not hold on to those of others beside them. */
const copying = (): ((row: AnswerRow) => AnswerRow) => {
  let last: { readonly bytes: Uint8Array; readonly copy: Uint8Array } | null = null
  return (row) => {
    if (row.sealed === null) return row
    const { bytes } = row.sealed
    if (last?.bytes !== bytes) last = { bytes, copy: bytes.slice() }
    return { ...row, sealed: { ...row.sealed, bytes: last.copy } }
  }
}

const pageOf = (rows: Page['rows'], isLast: boolean): Page => ({ rows, isLast })

/** About what a row takes in memory, beside its words. */
const rowBytes = 200

/** Gives what counts the bytes of words, row by row: those that were sealed together once. */
const countingBytes = (): ((row: AnswerRow) => number) => {
  let last: Uint8Array | null = null
  return ({ sealed }) => {
    if (sealed === null || sealed.bytes === last) return 0
    last = sealed.bytes
    return last.length
  }
}

/** The row with its words. */
const opened = (
  type: EventType,
  keyOf: KeyOf,
  row: AnswerRow,
): Result.Result<Page['rows'][number], LogUnreadable> => {
  const { actor, event_seq, sealed, ...rest } = row
  const key = keyOf(actor as ActorId)
  const words =
    key && sealed ? unseal(key, { seq: sealed.seq, type }, sealed.bytes, sealed.index) : null
  if (words === null)
    return logUnreadable(event_seq as number, 'does not open with its key in the projections')
  return Result.succeed({ ...rest, ...words })
}

/** What the living need, and the projections that follow it. */
export interface Refold {
  /** The next of the events that whoever lives needs; the first for null. */
  readonly living: PageFrom
  /** Whether the projections have followed to the end of the log. */
  readonly isCaughtUp: () => boolean
  /** Has them follow to there. */
  readonly catchUp: () => Result.Result<void, LogUnreadable>
}

/**
 * The projections are temporary tables: they live in memory with this connection. They follow the log
 * while what the living need is read for the first time, so that one reading serves the actors as
 * well. `ciphertext` is told where the words of those who live are. Nothing of those who are over is
 * left to be folded.
 */
export const refolding = (
  database: Database,
  ciphertext: Ciphertext,
  projections: readonly Projection[],
  pageFrom: PageFrom,
): Refold => {
  for (const { table } of projections) database.exec(table)
  // In one transaction: a statement alone takes up to twice as long.
  const fold = snapshot(
    database,
    projectionsOf(database, projections, (actor) => ciphertext.eventsOf(actor)),
  )
  /** Where the page begins that they follow next; undefined once they have followed to the end. */
  let due: number | null | undefined = null
  const living: PageFrom = (from) => {
    const page = pageFrom(from)
    if (Result.isFailure(page) || from !== due) return page
    for (const event of page.success.events) ciphertext.sealed(event)
    fold(page.success.events)
    due = page.success.next ?? undefined
    return page
  }
  return {
    living,
    isCaughtUp: () => due === undefined,
    catchUp: () => {
      while (due !== undefined) {
        const page = living(due)
        if (Result.isFailure(page)) return Result.fail(page.failure)
      }
      return Result.void
    },
  }
}
