// Carries a log of format 2 over, a stretch at a time: whoever stops it in between loses nothing.
import { Result } from 'effect'
import { ends, type LogEvent } from '../../events/event.ts'
import type { RoomId } from '../../events/fields.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { eventsIn } from '../batches/batchReader.ts'
import { appending, type BatchContent, type ChainEnd } from '../batches/batchRow.ts'
import { beginners, checkedRows } from '../batches/batchRows.ts'
import { BatchWriter } from '../batches/batchWriter.ts'
import { type Database, transactional } from '../connection.ts'
import { erase } from '../shredding/erasure.ts'
import type { Lives } from '../shredding/keys.ts'
import { sealerOf } from '../shredding/redaction.ts'
import { type KeysDamaged, livingOf } from '../shredding/sqliteKeys.ts'
import {
  type FormerRow,
  formerBeginners,
  formerEventOf,
  formerRows,
  hasFormerEvents,
} from './formerEvents.ts'

/** Events of one stretch, which is whole turns and one transaction: about 50 ms. */
const stretchEventsMax = 2_000

/** From one emptying of the write-ahead log to the next: it takes twice what they hold. */
const eraseStretches = 4

/** Why a log cannot be carried over. */
export type CarryOverFault = LogUnreadable | KeysDamaged

/** Makes room for the tables of format 3, where those of format 2 have the same names. */
export const setAside = (database: Database): void => {
  database.exec('alter table head rename to former_head')
  database.exec('alter table keys rename to former_keys')
}

/** Carries over all that is left; gives how many events it were. */
export const carryOver = (database: Database): Result.Result<number, CarryOverFault> => {
  const stretches = carryingOver(database)
  for (;;) {
    const { done, value } = stretches.next()
    if (done) return value
  }
}

/**
 * Carries over what still stands there as format 2 kept it: a tuple for each event, a number where
 * some were pruned, and the words of those who live, as sealed as they are. Yields after each
 * stretch, of which each is in the file wholly or not at all.
 */
export function* carryingOver(
  database: Database,
  stretchEvents = stretchEventsMax,
): Generator<void, Result.Result<number, CarryOverFault>> {
  if (!hasFormerEvents(database)) return Result.succeed(0)
  const former = formerBeginners(database)
  const carried = beginners(database)
  const living = livingOf(database, (seq) => former(seq) ?? carried(seq))
  if (Result.isFailure(living)) return Result.fail(living.failure)
  const numbers = numbersSoFar(database)
  if (Result.isFailure(numbers)) return Result.fail(numbers.failure)
  const carry = carrying(database, living.success, numbers.success)
  const next = stretchesOf(database, stretchEvents)
  let events = 0
  for (let stretch = 1; ; stretch++) {
    const rows = next()
    if (Result.isFailure(rows)) return Result.fail(rows.failure)
    if (rows.success.length === 0) break
    carry(rows.success)
    events += rows.success.length
    if (stretch % eraseStretches === 0) erase(database)
    yield
  }
  finish(database)
  erase(database)
  return Result.succeed(events)
}

/** An event of format 2 with its words as they were sealed. */
interface FormerEvent {
  readonly event: LogEvent
  readonly sealed: Uint8Array | null
}

/** Gives the events of the next stretch each time; none at the end. */
const stretchesOf = (database: Database, eventsMax: number) => {
  const rowsFrom = formerRows(database, { words: true })
  const { seq: upTo } = formerHead(database)
  return (): Result.Result<readonly FormerEvent[], LogUnreadable> => {
    const { seq } = chainEnd(database)
    const rows = wholeTurns((limit) => rowsFrom(seq + 1, limit), eventsMax)
    const last = rows.at(-1)
    if (last !== undefined && last.seq > upTo) return logUnreadable(last.seq, 'is after its end')
    return Result.all(
      rows.map((row) => Result.map(formerEventOf(row), (event) => ({ event, sealed: row.sealed }))),
    )
  }
}

/** The first rows, as many as make whole turns: more than so many only where one turn has more. */
const wholeTurns = (
  first: (limit: number) => readonly FormerRow[],
  eventsMax: number,
): readonly FormerRow[] => {
  for (let limit = eventsMax; ; limit *= 2) {
    const rows = first(limit)
    if (rows.length < limit) return rows
    const cut = rows.findLastIndex(({ turn }) => turn !== rows.at(-1)?.turn)
    if (cut >= 0) return rows.slice(0, cut + 1)
  }
}

/** Takes a stretch out of the table that it was in, and puts it at the end of the log. */
const carrying = (database: Database, living: Lives, numbers: MessageNumbers) => {
  const append = appending(database)
  const remove = database.prepare('delete from events where seq <= ?')
  const writer = new BatchWriter(neverSeal)
  return transactional(database, (events: readonly FormerEvent[]) => {
    let end: ChainEnd = chainEnd(database)
    const take = () => {
      const row = writer.row()
      end = append(row, end)
      setHead(database, row, end)
      writer.begin(end.seq + 1)
    }
    writer.begin(end.seq + 1)
    for (const { event, sealed } of events) {
      if (writer.isFull) take()
      const owner = sealerOf(event)
      const isLegible = owner !== null && living.has(owner)
      writer.addSealed(numbers.numbered(event), isLegible ? sealed : null)
    }
    take()
    remove.run(end.seq)
  })
}

/** What is carried over was sealed when it was written. */
const neverSeal = (): never => {
  throw new Error('Words that are carried over are sealed already')
}

/** The end of the log may have been pruned; then its tables go. */
const finish = (database: Database): void => {
  const writer = new BatchWriter(neverSeal)
  transactional(database, () => {
    const end = chainEnd(database)
    const { seq, turn } = formerHead(database)
    if (seq > end.seq) {
      writer.begin(end.seq + 1)
      writer.skip(seq, turn, end.at)
      const row = writer.row()
      setHead(database, row, appending(database)(row, end))
    }
    database.exec('drop table events')
    database.exec('drop table former_head')
  })()
}

/** Numbers the messages of each room whose opening is in the log: there all of them are. */
class MessageNumbers {
  readonly #said = new Map<RoomId, number>()

  /** The event, with its number if it is such a message. */
  numbered(event: LogEvent): LogEvent {
    const ended = ends(event)
    if (ended !== null) this.#said.delete(ended)
    if (event.type === 'room.opened') this.#said.set(event.actor, 0)
    if (event.type !== 'room.send_message') return event
    const said = this.#said.get(event.actor)
    if (said === undefined) return event
    const number = said + 1
    this.#said.set(event.actor, number)
    const { by, id, text } = event.data
    return { ...event, data: { by, id, number, text } }
  }
}

/** As they stand after what has been carried over by now. */
const numbersSoFar = (database: Database): Result.Result<MessageNumbers, LogUnreadable> => {
  const numbers = new MessageNumbers()
  for (const row of checkedRows(database)(1)) {
    const events = Result.flatMap(row, (checked) => eventsIn(checked, () => undefined))
    if (Result.isFailure(events)) return Result.fail(events.failure)
    for (const event of events.success) numbers.numbered(event)
  }
  return Result.succeed(numbers)
}

/** Where the log that is made of it ends by now. */
const chainEnd = (database: Database): ChainEnd & { readonly at: number } =>
  database.prepare('select seq as seq, link as link, at as at from head').get() as ChainEnd & {
    readonly at: number
  }

const setHead = (database: Database, { turn, at }: BatchContent, { seq, link }: ChainEnd): void => {
  database.prepare('update head set seq = ?, turn = ?, at = ?, link = ?').run(seq, turn, at, link)
}

/** Where the log of format 2 ended. */
const formerHead = (database: Database): { readonly seq: number; readonly turn: number } =>
  database.prepare('select seq as seq, turn as turn from former_head').get() as never
