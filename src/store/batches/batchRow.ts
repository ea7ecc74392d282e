// A row of the log: a batch of events, sealed words, and its place in a chain of hashes.
import { createHash, hash } from 'node:crypto'
import { Result } from 'effect'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import type { Database } from '../connection.ts'

export const batchesTable = `create table batches (
  first integer primary key, -- the seq of its first event
  last integer not null,     -- the seq, the turn and the time of its last
  turn integer not null,
  at integer not null,
  events text not null,      -- JSON: a tuple for each event, a number for so many that were pruned
  words blob not null,       -- what people wrote in them, each sealed under the key of its owner
  link blob not null,        -- of the link before and the content as it was appended
  hash blob not null         -- of both links and the content as it is now
) strict`

/** A batch as it is stored. Its content may be made less later; its link stays. */
export interface BatchRow {
  readonly first: number
  readonly last: number
  readonly turn: number
  readonly at: number
  readonly events: string
  readonly words: Uint8Array
  readonly link: Uint8Array
  readonly hash: Uint8Array
}

export type BatchContent = Omit<BatchRow, 'link' | 'hash'>

/** To select rows as they are named here, whatever the file calls its columns. */
export const batchColumns = 'first, last, turn, at, events, words, link, hash'
  .split(', ')
  .map((column) => `${column} as ${column}`)
  .join(', ')

export const inserting = (database: Database): ((row: BatchRow) => void) => {
  const insert = database.prepare('insert into batches values (?, ?, ?, ?, ?, ?, ?, ?)')
  return ({ first, last, turn, at, events, words, link, hash }) => {
    insert.run(first, last, turn, at, events, words, link, hash)
  }
}

/** Gives what appends a row where the chain stands, and tells where it stands then. */
export const appending = (
  database: Database,
): ((content: BatchContent, before: ChainEnd) => ChainEnd) => {
  const insert = inserting(database)
  return (content, before) => {
    const row = linked(content, before)
    insert(row)
    return { seq: row.last, link: row.link }
  }
}

/** Where the chain stands after some row: at the seq of its last event, with its link. */
export interface ChainEnd {
  readonly seq: number
  readonly link: Uint8Array
}

/** Before the first row of all. */
export const chainStart: ChainEnd = { seq: 0, link: new Uint8Array(32) }

/** The row as it is appended where the chain stands. */
const linked = (content: BatchContent, { link: before }: ChainEnd): BatchRow => {
  const digest = digestOf(content)
  const link = hashed(before, digest)
  return { ...content, link, hash: hashed(before, link, digest) }
}

/** The row with another content in its place: what follows it stays as it is. */
export const rehashed = (
  content: BatchContent & Pick<BatchRow, 'link'>,
  { link: before }: ChainEnd,
): BatchRow => ({ ...content, hash: hashed(before, content.link, digestOf(content)) })

/** Where the chain stands after the row; fails if the row is not what was written there. */
export const checked = (
  row: BatchRow,
  before: ChainEnd,
): Result.Result<ChainEnd, LogUnreadable> => {
  const due = before.seq + 1
  if (row.first !== due) {
    return logUnreadable(due, row.first > due ? 'is missing' : 'is there twice')
  }
  if (!Buffer.from(hashed(before.link, row.link, digestOf(row))).equals(row.hash)) {
    return logUnreadable(due, 'or one soon after it is not as it was written')
  }
  return Result.succeed({ seq: row.last, link: row.link })
}

/** So that no content reads as another, its parts of any length come after their lengths. */
const digestOf = ({ first, last, turn, at, events, words }: BatchContent): Uint8Array =>
  createHash('sha256')
    .update(`${first} ${last} ${turn} ${at} ${words.length}\n`)
    .update(words)
    .update(events)
    .digest()

/** Of parts that are all of one length. */
const hashed = (...parts: readonly Uint8Array[]): Uint8Array =>
  hash('sha256', Buffer.concat(parts), 'buffer')
