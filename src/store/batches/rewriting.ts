// Writes rows anew that have become less, neighbours together, without breaking the chain.
import type { Database } from '../connection.ts'
import { type StoredEvent, type StoredTuple, storedIn } from './batchReader.ts'
import { type BatchRow, type ChainEnd, inserting, rehashed } from './batchRow.ts'
import { withoutWords } from './sealedWords.ts'

/** What a row is to hold from now on. */
export type Rest = Pick<BatchRow, 'events' | 'words'>

/**
 * Small rows without words are made one of so many characters at most: a row of its own takes about
 * 90 bytes beside its events, and leaves a gap in its page.
 */
const packedCharactersMax = 8 * 1024

interface Rewritten {
  readonly rows: readonly BatchRow[]
  readonly rest: Rest
}

/**
 * Gives what writes neighbouring rows anew as `restOf` makes them, those that are as they were and
 * cannot be packed left alone; to be called in a transaction, with where the chain stands before
 * them. Gives the rows as they stand then.
 */
export const rewriting = (database: Database) => {
  const insert = inserting(database)
  const remove = database.prepare('delete from batches where first = ?')
  const update = database.prepare(
    'update batches set events = ?, words = ?, hash = ? where first = ?',
  )

  const written = ({ rows, rest }: Rewritten, before: ChainEnd): BatchRow => {
    const [first, last] = [rows[0] as BatchRow, rows.at(-1) as BatchRow]
    const isSame = first.events === rest.events && first.words === rest.words
    if (rows.length === 1 && isSame) return first
    const row = rehashed({ ...last, first: first.first, ...rest }, before)
    if (rows.length === 1) update.run(row.events, row.words, row.hash, row.first)
    else {
      for (const { first } of rows) remove.run(first)
      insert(row)
    }
    return row
  }

  return (
    rows: readonly BatchRow[],
    before: ChainEnd,
    restOf: (row: BatchRow) => Rest = (row) => row,
  ): readonly BatchRow[] => {
    let end = before
    return packed(rows.map((row) => ({ rows: [row], rest: restOf(row) }))).map((group) => {
      const row = written(group, end)
      end = { seq: row.last, link: row.link }
      return row
    })
  }
}

const packed = (given: readonly Rewritten[]): Rewritten[] => {
  const groups: Rewritten[] = []
  for (const next of given) {
    const last = groups.at(-1)
    if (last !== undefined && fitTogether(last.rest, next.rest)) {
      groups[groups.length - 1] = {
        rows: [...last.rows, ...next.rows],
        rest: { events: joined(last.rest.events, next.rest.events), words: next.rest.words },
      }
    } else groups.push(next)
  }
  return groups
}

const fitTogether = (one: Rest, other: Rest): boolean =>
  one.words.length === 0 &&
  other.words.length === 0 &&
  one.events.length + other.events.length <= packedCharactersMax

const joined = (one: string, other: string): string =>
  JSON.stringify(tuplesOf([...JSON.parse(one), ...JSON.parse(other)]))

/** What is left of a row without some of its events, and their words. */
export const restWithout = (row: BatchRow, isGone: (event: StoredEvent) => boolean): Rest => {
  const gone = new Set<number>()
  for (const stored of storedIn(row)) if (isGone(stored)) gone.add(stored.seq - row.first)
  if (gone.size === 0) return row
  let offset = 0
  const tuples = (JSON.parse(row.events) as readonly StoredTuple[]).map((tuple) => {
    const isPruned = typeof tuple === 'number' || gone.has(offset)
    const count = typeof tuple === 'number' ? tuple : 1
    offset += count
    return isPruned ? count : tuple
  })
  return {
    events: JSON.stringify(tuplesOf(tuples)),
    words: withoutWords(row.words, (offset) => gone.has(offset)),
  }
}

/** With pruned events that follow each other counted together. */
const tuplesOf = (tuples: readonly StoredTuple[]): StoredTuple[] => {
  const kept: StoredTuple[] = []
  for (const tuple of tuples) {
    const last = kept.at(-1)
    if (typeof tuple === 'number' && typeof last === 'number') kept[kept.length - 1] = last + tuple
    else kept.push(tuple)
  }
  return kept
}
