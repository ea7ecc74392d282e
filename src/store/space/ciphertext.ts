// Gives back the space of sealed words whose key is gone: nobody can read them any more.
import { Result } from 'effect'
import { ends, type LogEvent, type Owner } from '../../events/event.ts'
import { eventOf, storedIn } from '../batches/batchReader.ts'
import { type BatchRow, batchColumns, type ChainEnd, checked } from '../batches/batchRow.ts'
import { standingBefore } from '../batches/batchRows.ts'
import { rewriting } from '../batches/rewriting.ts'
import { withoutWords, wordsIn } from '../batches/sealedWords.ts'
import { attempt, type Database, type StoreFailure, transactional } from '../connection.ts'
import type { Keys } from '../shredding/keys.ts'
import { sealerOf } from '../shredding/redaction.ts'

/** How much a step writes anew: a commit waits so long, about 2 ms. */
const emptiedBytesMax = 256 * 1024

/** How many rows a step looks at for what a crash left behind: about 2 ms. */
const sweptRowsMax = 32

/**
 * Rows of so many events are packed together once no words are left in them: what was taken out of a
 * row leaves a gap in its page, and of short texts all gaps are too small to be used again.
 */
const blockEvents = 128

/** A list that is pushed to makes room for sixteen more; of most who live fewer events are sealed. */
const fewEvents = 8

const none: readonly number[] = []

const blockOf = (seq: number): number => Math.floor(seq / blockEvents)

/**
 * Remembers for all who live which events hold their sealed words: 8 bytes an event. What a crash
 * kept from being emptied is found by one pass over the log as it stood at the start.
 */
export class Ciphertext {
  #keys: Keys
  #sealed = new Map<Owner, number[]>()
  /** The events that hold what nobody can read, since it was last gathered. */
  #unreadable: number[] = []
  /** What is to be emptied now, in order, and how far it is. */
  #due = new Float64Array(0)
  #emptied = 0
  /** How many events of a block hold words. */
  #held = new Map<number, number>()
  /** Blocks full of gaps. */
  #hollow = new Set<number>()
  /** Which events of the log as it stood at the start hold words of somebody who lived then: a bit each. */
  #found: Uint8Array
  #sweep: () => readonly number[] | null
  #empty: (seqs: Float64Array) => number
  #pack: (block: number) => void

  constructor(database: Database, keys: Keys, upTo: number) {
    this.#keys = keys
    this.#found = new Uint8Array((upTo >>> 3) + 1)
    this.#sweep = sweeping(database, keys, upTo, (seq) => this.#isFound(seq))
    this.#empty = withoutSync(database, emptyingRows(database))
    this.#pack = withoutSync(database, packing(database))
  }

  /** The events that hold sealed words of somebody who lives, in order. */
  eventsOf(owner: Owner): readonly number[] {
    return this.#sealed.get(owner) ?? none
  }

  /** To be told of events once they are stored, and the keys of those who ended are gone. */
  stored(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.sealed(event)
      const ended = ends(event)
      if (ended === null) continue
      for (const seq of this.#sealed.get(ended) ?? []) this.#unreadable.push(seq)
      this.#sealed.delete(ended)
    }
  }

  /** To be told of each event that holds sealed words; of whoever has no key nobody can read them. */
  sealed(event: LogEvent): void {
    const owner = sealerOf(event)
    if (owner === null || !this.#keys.holds(owner)) return
    const seqs = this.#sealed.get(owner)
    if (seqs === undefined) this.#sealed.set(owner, [event.seq])
    else if (seqs.length < fewEvents) this.#sealed.set(owner, seqs.concat(event.seq))
    else seqs.push(event.seq)
    const block = blockOf(event.seq)
    this.#held.set(block, (this.#held.get(block) ?? 0) + 1)
    const found = this.#found[event.seq >>> 3]
    if (found !== undefined) this.#found[event.seq >>> 3] = found | (1 << (event.seq & 7))
  }

  #isFound(seq: number): boolean {
    return (((this.#found[seq >>> 3] ?? 0) >>> (seq & 7)) & 1) === 1
  }

  /**
   * What nobody can read by now is to be emptied. A row is written anew once for all that is gathered
   * from it, so it had better not be called often.
   */
  gather(): void {
    const due = Float64Array.from([...this.#due.subarray(this.#emptied), ...this.#unreadable])
    this.#due = due.sort()
    this.#emptied = 0
    this.#unreadable = []
  }

  /** Empties some of what is to be; true if there is more to do. */
  empty(): Result.Result<boolean, StoreFailure> {
    return attempt(() => {
      const due = this.#due.subarray(this.#emptied)
      const [hollow] = this.#hollow
      if (due.length > 0) {
        const emptied = due.subarray(0, this.#empty(due))
        this.#emptied += emptied.length
        for (const seq of emptied) this.#release(blockOf(seq))
      } else if (hollow !== undefined) {
        this.#pack(hollow)
        this.#hollow.delete(hollow)
      } else {
        const swept = this.#sweep()
        if (swept === null) return false
        this.#due = Float64Array.from(swept)
        this.#emptied = 0
      }
      return true
    })
  }

  /** Words of an event of the block are gone. */
  #release(block: number): void {
    const held = (this.#held.get(block) ?? 1) - 1
    if (held > 0) this.#held.set(block, held)
    else {
      this.#held.delete(block)
      this.#hollow.add(block)
    }
  }
}

/** Gives what empties the first of some events, as many as a step takes, and tells how many. */
const emptyingRows = (database: Database): ((seqs: Float64Array) => number) => {
  const select = database.prepare(
    `select ${batchColumns} from batches where first <= ? order by first desc limit 1`,
  )
  const standing = standingBefore(database)
  const rewrite = rewriting(database)
  return transactional(database, (seqs: Float64Array) => {
    let done = 0
    for (let bytes = 0; done < seqs.length && bytes < emptiedBytesMax; ) {
      const row = select.get(seqs[done]) as BatchRow
      const gone = new Set<number>()
      for (; (seqs[done] ?? Number.POSITIVE_INFINITY) <= row.last; done++) {
        gone.add((seqs[done] as number) - row.first)
      }
      const before = standing(row.first)
      // What is torn stays as it is: whoever reads it is told so.
      if (Result.isFailure(checked(row, before))) continue
      const words = withoutWords(row.words, (offset) => gone.has(offset))
      rewrite([row], before, ({ events }) => ({ events, words }))
      bytes += row.events.length + row.words.length
    }
    return done
  })
}

/** Packs the rows that begin in a block and have no words. */
const packing = (database: Database): ((block: number) => void) => {
  const select = database.prepare(
    `select ${batchColumns} from batches where first between ? and ? order by first`,
  )
  const standing = standingBefore(database)
  const rewrite = rewriting(database)
  return transactional(database, (block: number) => {
    const rows = select.all(block * blockEvents, (block + 1) * blockEvents - 1) as BatchRow[]
    const [first] = rows
    if (first === undefined || rows.length === 1) return
    const before = standing(first.first)
    if (areChained(rows, before)) rewrite(rows, before)
  })
}

const areChained = (rows: readonly BatchRow[], before: ChainEnd): boolean => {
  let end = before
  return rows.every((row) => {
    const next = checked(row, end)
    if (Result.isSuccess(next)) end = next.success
    return Result.isSuccess(next)
  })
}

/** Without a sync of its own: what a power cut undoes is found at the next start. */
const withoutSync = <A, B>(database: Database, work: (given: A) => B): ((given: A) => B) => {
  const durability = database.pragma('synchronous', { simple: true })
  return (given) => {
    database.pragma('synchronous = NORMAL')
    try {
      return work(given)
    } finally {
      database.pragma(`synchronous = ${durability}`)
    }
  }
}

/**
 * Gives step by step the events up to `upTo` that hold what nobody can read; null at the end. Of rows
 * in which only those hold words that were found to be of the living no event is looked at.
 */
const sweeping = (
  database: Database,
  keys: Keys,
  upTo: number,
  isFound: (seq: number) => boolean,
) => {
  const scan = database.prepare(
    `select first as first, last as last, words as words
     from batches where first between ? and ? order by first limit ${sweptRowsMax}`,
  )
  const eventsAt = database.prepare('select events from batches where first = ?').pluck()
  let from = 1
  return (): readonly number[] | null => {
    if (from > upTo) return null
    const rows = scan.all(from, upTo) as Omit<BatchRow, 'events'>[]
    const last = rows.at(-1)
    from = last === undefined ? upTo + 1 : last.last + 1
    return rows.flatMap(({ first, words }) => {
      const others = new Set<number>()
      for (const [offset] of wordsIn(words)) {
        if (!isFound(first + offset)) others.add(first + offset)
      }
      if (others.size === 0) return []
      return unreadableIn({ first, events: eventsAt.get(first) as string }, others, keys)
    })
  }
}

/** What is torn stays as it is: whoever reads it is told so. */
const unreadableIn = (
  row: Pick<BatchRow, 'first' | 'events'>,
  seqs: ReadonlySet<number>,
  keys: Keys,
): readonly number[] =>
  storedIn(row).flatMap((stored) => {
    if (!seqs.has(stored.seq)) return []
    const event = eventOf(stored, null, () => undefined)
    const owner = Result.isSuccess(event) ? sealerOf(event.success) : null
    return owner === null || keys.holds(owner) ? [] : [stored.seq]
  })
