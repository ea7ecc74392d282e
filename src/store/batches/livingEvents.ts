// Reads from the log what its living need, and passes over the rest.
import { Result } from 'effect'
import { begins, type EventType, type LogEvent, type Owner } from '../../events/event.ts'
import type { LogUnreadable } from '../../events/log.ts'
import { neededBeyondActors, neededBy } from '../../events/neededEvents.ts'
import type { Database } from '../connection.ts'
import type { KeyOf, Lives } from '../shredding/keys.ts'
import type { SqliteKeys } from '../shredding/sqliteKeys.ts'
import { type StoredEvent, storedIn, unopened } from './batchReader.ts'
import { type BatchRow, type ChainEnd, chainStart } from './batchRow.ts'
import { checkEnd, checkedRows, typesIn } from './batchRows.ts'
import { nothingSent, Sending, type SentEvents } from './sentEvents.ts'

/** Some of the events that the living need, and the seq to go on from; null at the end. */
export interface LivingPage {
  /** As they are stored: what people wrote is only erased in them. */
  readonly events: readonly LogEvent[]
  /** The same with what is left of their words, for another thread. */
  readonly sent: SentEvents
  readonly next: number | null
}

/** How many events a page is looked for in: about 10 ms, and as much memory as a read takes. */
const scannedEventsMax = 500

/** And in how many bytes of words, which are read though they are not opened: about as long. */
const scannedBytesMax = 8 * 1024 * 1024

/** A row that is passed over unread costs a tenth of one that is read. */
const passedOverShare = 0.1

/** Whether something in a row may be needed though no actor that lives had begun by then. */
const mayBeNeededAnyway = ({ events }: BatchRow): boolean => anyNeeded.test(events)

const anyNeeded = new RegExp(`"(${neededBeyondActors.join('|').replaceAll('.', String.raw`\.`)})"`)

/** Finds where the oldest actor begins: days and reports last long, and have little before it. */
const oldestActor = (database: Database, lives: Lives): (() => number) => {
  const typeAt = typesIn(database)
  return () => {
    for (const began of lives.begun()) if (beginsActor(typeAt(began))) return began
    return Number.POSITIVE_INFINITY
  }
}

const beginsActor = (type: EventType | null): boolean =>
  type !== 'matchmaker.day_began' && type !== 'matchmaker.reported'

/** Nobody needs a checksum to live, and reading one may take as long as reading a hundred others. */
const mayBeNeeded = ({ actor, type }: StoredEvent, lives: Lives): boolean =>
  actor === 'matchmaker' ? type !== 'matchmaker.attested' : lives.has(actor)

/** Ten thousand reports come to a gigabyte, and no actor knows a word of them. */
const forActors =
  (keyOf: KeyOf): KeyOf =>
  (owner, type) =>
    type === 'matchmaker.reported' ? undefined : keyOf(owner)

/** What one row gives; null: it was passed over. */
type Given = Result.Result<readonly LogEvent[] | null, LogUnreadable>

/** Some events, the seq to go on from, and where the chain stands after them. */
interface Gathered extends Omit<LivingPage, 'sent'> {
  readonly end: ChainEnd
}

/** A page of what the rows from the one on that holds `start` give, each by itself. */
const gathered = (
  rows: Iterable<Result.Result<BatchRow, LogUnreadable>>,
  start: number,
  give: (row: BatchRow) => Given,
): Result.Result<Gathered, LogUnreadable> => {
  const needed: LogEvent[] = []
  let [scanned, bytes, end] = [0, 0, chainStart]
  for (const row of rows) {
    if (Result.isFailure(row)) return Result.fail(row.failure)
    const { first, last, words, link } = row.success
    end = { seq: last, link }
    if (last < start) break
    const given = give(row.success)
    if (Result.isFailure(given)) return Result.fail(given.failure)
    for (const event of given.success ?? []) needed.push(event)
    scanned += (last - first + 1) * (given.success === null ? passedOverShare : 1)
    bytes += words.length
    if (scanned >= scannedEventsMax || bytes >= scannedBytesMax) {
      return Result.succeed({ events: needed, next: last + 1, end })
    }
  }
  return Result.succeed({ events: needed, next: null, end })
}

/** The next page, the first for null. */
export type PageFrom = (from: number | null) => Result.Result<LivingPage, LogUnreadable>

/** What is done beside where the whole log is read, and not from the oldest of the living on. */
interface Whole {
  /** Hears who begins with which event. */
  readonly meet: (owner: Owner, seq: number) => void
  /** Is asked at the end of the log whether all is well. */
  readonly atEnd: (end: ChainEnd) => Result.Result<void, LogUnreadable>
}

/** Nobody who lives began before the oldest of the living: rows before it are not even checked. */
export const livingPages = (database: Database, lives: Lives, keyOf: KeyOf): PageFrom =>
  pagesOf(database, { lives, keyOf })

/** The same of a log of which each row is checked on the way, and at the end that it is all there. */
export const livingPagesOfWhole = (
  database: Database,
  lives: Lives & Partial<Pick<SqliteKeys, 'meet' | 'checkMet'>>,
  keyOf: KeyOf,
): PageFrom =>
  pagesOf(database, {
    ...{ lives, keyOf },
    whole: {
      meet: (owner, seq) => lives.meet?.(owner, seq),
      atEnd: (end) =>
        Result.flatMap(checkEnd(database, end), () => lives.checkMet?.() ?? Result.void),
    },
  })

interface Reading {
  readonly lives: Lives
  readonly keyOf: KeyOf
  readonly whole?: Whole
}

/**
 * Gives the pages. Of the events of those who are over only the actor is looked at, which takes a tenth
 * of reading them whole.
 */
const pagesOf = (database: Database, { lives, keyOf, whole }: Reading): PageFrom => {
  const rows = checkedRows(database)
  const firstActor = oldestActor(database, lives)
  const isAlive = (owner: Owner) => lives.has(owner)
  let isNeeded = neededBy(isAlive)
  let actorsFrom = 0

  const give = (row: BatchRow, start: number, sending: Sending): Given => {
    if (row.last < actorsFrom && !mayBeNeededAnyway(row)) return Result.succeed(null)
    const all = storedIn(row)
    const needed: LogEvent[] = []
    for (const stored of all) {
      // The row may have been packed since the page before, with rows that it gave.
      if (stored.seq < start) continue
      const owner = begins(stored as unknown as LogEvent)
      if (owner !== null) whole?.meet(owner, stored.seq)
      if (!mayBeNeeded(stored, lives)) continue
      const event = unopened(stored)
      if (Result.isFailure(event)) return Result.fail(event.failure)
      // All that is of an actor who lives is needed.
      if (stored.actor !== 'matchmaker' || isNeeded(event.success)) needed.push(event.success)
    }
    return Result.map(sending.add(row, all, needed), () => needed)
  }

  const pageFrom = (start: number): ReturnType<PageFrom> => {
    const sending = new Sending(forActors(keyOf))
    return Result.flatMap(
      gathered(rows(start), start, (row) => give(row, start, sending)),
      ({ events, next, end }) =>
        Result.map(next === null && whole ? whole.atEnd(end) : Result.void, () => ({
          ...{ events, next },
          sent: sending.sent,
        })),
    )
  }

  return (from) => {
    if (from === null) {
      isNeeded = neededBy(isAlive)
      actorsFrom = firstActor()
    }
    const start = from ?? (whole ? 1 : lives.oldest())
    return start === null ? Result.succeed(nothingNeeded) : pageFrom(start)
  }
}

const nothingNeeded: LivingPage = { events: [], sent: nothingSent, next: null }
