// Gives back the space of sealed words whose key is gone: nobody can read them any more.
import { Result } from 'effect'
import { ends, type LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { attempt, type Database, type StoreFailure, transactional } from '../connection.ts'
import { type EventRow, eventOf, insertEvent } from '../shredding/eventRow.ts'
import type { Keys } from '../shredding/keys.ts'
import { sealerOf } from '../shredding/redaction.ts'

/** How many events a step empties: a commit waits so long, 0.5 ms, and 3 where all texts are long. */
const emptiedEventsMax = 100

/** How many events a step looks at for what a crash left behind: about 2 ms. */
const sweptEventsMax = 2_000

/**
 * Events that are written anew together once no words are left in them, 2 ms: an emptied row leaves a
 * gap in its page, and of short texts all gaps are too small to be used again.
 */
const blockEvents = 128

const blockOf = (seq: number): number => Math.floor(seq / blockEvents)

/**
 * Remembers for all who live which events hold their sealed words: 8 bytes an event. What a crash
 * kept from being emptied is found by one pass over the log as it stood at the start.
 */
export class Ciphertext {
  #keys: Keys
  #sealed = new Map<ActorId, number[]>()
  /** The events that hold what nobody can read. */
  #unreadable: number[] = []
  /** How many events of a block hold words. */
  #held = new Map<number, number>()
  /** Blocks full of gaps. */
  #hollow = new Set<number>()
  #sweep: () => readonly number[] | null
  #clear: (seqs: readonly number[]) => void
  #rewrite: (block: number) => void

  constructor(database: Database, keys: Keys, upTo: number) {
    this.#keys = keys
    this.#sweep = sweeping(database, keys, upTo)
    this.#clear = withoutSync(database, clearing(database))
    this.#rewrite = withoutSync(database, rewriting(database))
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

  /** To be told of each event that holds sealed words of somebody who lives. */
  sealed(event: LogEvent): void {
    const owner = sealerOf(event)
    if (owner === null || !this.#keys.has(owner)) return
    const seqs = this.#sealed.get(owner)
    if (seqs === undefined) this.#sealed.set(owner, [event.seq])
    else seqs.push(event.seq)
    const block = blockOf(event.seq)
    this.#held.set(block, (this.#held.get(block) ?? 0) + 1)
  }

  /** Empties some of what nobody can read; true if there is more to do. */
  empty(): Result.Result<boolean, StoreFailure> {
    return attempt(() => {
      const [hollow] = this.#hollow
      if (this.#unreadable.length > 0) this.#emptySome()
      else if (hollow !== undefined) {
        this.#rewrite(hollow)
        this.#hollow.delete(hollow)
      } else {
        const swept = this.#sweep()
        for (const seq of swept ?? []) this.#unreadable.push(seq)
        if (swept === null) return false
      }
      return true
    })
  }

  #emptySome(): void {
    const seqs = this.#unreadable.slice(0, emptiedEventsMax)
    this.#clear(seqs)
    this.#unreadable.splice(0, seqs.length)
    for (const block of seqs.map(blockOf)) {
      const held = (this.#held.get(block) ?? 1) - 1
      if (held > 0) this.#held.set(block, held)
      else {
        this.#held.delete(block)
        this.#hollow.add(block)
      }
    }
  }
}

const clearing = (database: Database): ((seqs: readonly number[]) => void) => {
  const clear = database.prepare('update events set sealed = null where seq = ?')
  return transactional(database, (seqs: readonly number[]) => {
    for (const seq of seqs) clear.run(seq)
  })
}

/** Takes the rows out and puts them in again as they are, one behind the other. */
const rewriting = (database: Database): ((block: number) => void) => {
  const select = database.prepare('select * from events where seq between ? and ?').raw()
  const remove = database.prepare('delete from events where seq between ? and ?')
  const insert = database.prepare(insertEvent)
  return transactional(database, (block: number) => {
    const range = [block * blockEvents, (block + 1) * blockEvents - 1] as const
    const rows = select.all(...range) as EventRow[]
    remove.run(...range)
    for (const row of rows) insert.run(...row)
  })
}

/**
 * Without a sync of its own: what a power cut undoes is found at the next start. And without writing
 * zeros over pages that become free: it is the key that had to go.
 */
const withoutSync = <A>(database: Database, work: (given: A) => void): ((given: A) => void) => {
  const durability = database.pragma('synchronous', { simple: true })
  return (given) => {
    database.pragma('synchronous = NORMAL')
    database.pragma('secure_delete = FAST')
    try {
      work(given)
    } finally {
      database.pragma(`synchronous = ${durability}`)
      database.pragma('secure_delete = ON')
    }
  }
}

/** Gives step by step the events up to `upTo` that hold what nobody can read; null at the end. */
const sweeping = (database: Database, keys: Keys, upTo: number) => {
  const scan = database
    .prepare(
      `select seq, turn, cause, at, actor, type,
         iif(sealed is null, null, data) as data, null as sealed
       from events where seq between ? and ? order by seq limit ?`,
    )
    .raw()
  let from = 1
  return (): readonly number[] | null => {
    if (from > upTo) return null
    const rows = scan.all(from, upTo, sweptEventsMax) as EventRow[]
    from = rows.length < sweptEventsMax ? upTo + 1 : (rows.at(-1) as EventRow)[0] + 1
    return rows.filter((row) => row[6] !== null && !isLegible(row, keys)).map(([seq]) => seq)
  }
}

/** What is torn stays as it is: whoever reads it is told so. */
const isLegible = (row: EventRow, keys: Keys): boolean => {
  const event = eventOf(row, () => undefined)
  if (Result.isFailure(event)) return true
  const owner = sealerOf(event.success)
  return owner === null || keys.has(owner)
}
