// The keys of the living, in memory and in their table.
import { hash } from 'node:crypto'
import { Result } from 'effect'
import type { EventType, Owner } from '../../events/event.ts'
import { type DayId, isDay } from '../../events/fields.ts'
import type { Database, Statement } from '../connection.ts'

export type Key = Uint8Array

/** The key of whoever lives, to open or seal the words of an event of that type. */
export type KeyOf = (owner: Owner, type?: EventType) => Key | undefined

/** As many random bytes as asked for. */
export type Random = (bytes: number) => Uint8Array

export const keyBytes = 32

/**
 * A key has a slot, which is overwritten in place when its owner is over and then given to the
 * next. Rows are never deleted and are all of one length, because both would make SQLite move
 * rows between pages, and a moved row leaves a copy behind that `secure_delete` does not reach
 * (measured: 63 of 580,000 deleted keys were still in the file).
 */
export const keysTable = `create table keys (
  slot integer primary key,
  began text not null, -- the seq its owner began with, in 16 digits; zero in a free slot
  key blob not null,
  mark blob not null   -- of the three, so that what was changed by accident is noticed
) strict`

interface Living {
  readonly slot: number
  readonly began: number
}

/** The keys in memory, by slot: one after another, since an array each would take as much again. */
class Slab {
  #bytes = new Uint8Array(64 * keyBytes)

  /** The key of a slot; a view that is good until the next is made. */
  of(slot: number): Key {
    return this.#bytes.subarray((slot - 1) * keyBytes, slot * keyBytes)
  }

  set(slot: number, key: Key): void {
    if (slot * keyBytes > this.#bytes.length) {
      const grown = new Uint8Array(2 * slot * keyBytes)
      grown.set(this.#bytes)
      this.#bytes.fill(0)
      this.#bytes = grown
    }
    this.#bytes.set(key, (slot - 1) * keyBytes)
  }
}

/** The table is not as it was written, or names beginnings that the log does not have. */
export interface KeysDamaged {
  readonly _tag: 'KeysDamaged'
  /** What is said of the file, to go on after its name. */
  readonly message: string
}

/** Who lives, and since which seq the oldest; what is known without any key. */
export interface Lives {
  readonly has: (owner: Owner) => boolean
  readonly oldest: () => number | null
  /** All of them with the seqs that they began with, the oldest first. */
  readonly begun: () => Iterable<readonly [Owner, number]>
}

/** Who began with the event of that seq; null where nobody did. */
export type BeginnerOf = (seq: number) => Owner | null

/** Who lives by the slots of the table, of which no key is read. */
export const livingOf = (
  database: Database,
  beginnerOf: BeginnerOf,
): Result.Result<Lives, KeysDamaged> =>
  Result.map(countedSlotsOf(database, beginnerOf), ({ living }) => ({
    has: (owner) => living.has(owner),
    oldest: () => oldestOf(living),
    begun: () => begunIn(living),
  }))

/** The keys as the table has them. */
export const keysOf = (
  database: Database,
  beginnerOf: BeginnerOf,
  random: Random,
): Result.Result<Keys, KeysDamaged> =>
  countedSlotsOf(database, beginnerOf).pipe(
    Result.flatMap((slots) =>
      Result.map(
        slabOf(database, new Slab()),
        (slab) => new Keys(database, { ...slots, slab }, random),
      ),
    ),
  )

/** The keys of the living. What a transaction changes counts once it is `settle`d. */
export class Keys {
  readonly #living: Map<Owner, Living>
  readonly #free: number[]
  readonly #slab: Slab
  readonly #random: Random
  readonly #insert: Statement
  readonly #update: Statement
  #slots: number
  /** What the transaction under way changed. */
  #begun: Owner[] = []
  #ended: Owner[] = []
  #slotsBefore: number

  constructor(database: Database, { living, free, slab }: StoredKeys, random: Random) {
    this.#living = living
    this.#free = free
    this.#slab = slab
    this.#random = random
    this.#insert = database.prepare(insertKey)
    this.#update = database.prepare('update keys set began = ?, key = ?, mark = ? where slot = ?')
    this.#slots = living.size + free.length
    this.#slotsBefore = this.#slots
  }

  of(owner: Owner): Key | undefined {
    const found = this.#living.get(owner)
    return found && this.#slab.of(found.slot)
  }

  /** A copy of a day's key, for whoever names persons by it: nobody else's leaves the writer. */
  ofDay(day: DayId): Key | null {
    return (isDay(day) && this.of(day)?.slice()) || null
  }

  has(owner: Owner): boolean {
    return this.#living.has(owner)
  }

  /** All who live. */
  owners(): Iterable<Owner> {
    return this.#living.keys()
  }

  /** How many live, as of the transaction under way. */
  get count(): number {
    return this.#living.size - this.#ended.length
  }

  /** The seq that the oldest of the living began with; null if nobody lives. */
  oldest(): number | null {
    return oldestOf(this.#living)
  }

  /** All who live with the seqs that they began with, the oldest first. */
  begun(): Iterable<readonly [Owner, number]> {
    return begunIn(this.#living)
  }

  /** Makes and stores a key; whoever has one keeps it. */
  begin(owner: Owner, seq: number): void {
    if (this.#living.has(owner)) return
    const key = this.#random(keyBytes)
    const reused = this.#free.pop()
    const slot = reused ?? ++this.#slots
    this.#living.set(owner, { slot, began: seq })
    this.#slab.set(slot, key)
    this.#begun.push(owner)
    store(reused === undefined ? this.#insert : this.#update, { slot, began: digits(seq), key })
  }

  /** Overwrites the stored key. */
  end(owner: Owner): void {
    const gone = this.#living.get(owner)
    if (gone === undefined) return
    store(this.#update, { slot: gone.slot, began: digits(0), key: new Uint8Array(keyBytes) })
    this.#ended.push(owner)
  }

  /** The transaction was committed: whoever ended is forgotten. */
  settle(): void {
    for (const owner of this.#ended) this.#forget(owner)
    this.#begun = []
    this.#ended = []
    this.#slotsBefore = this.#slots
  }

  /** The transaction was rolled back: whoever began is forgotten. */
  undo(): void {
    for (const owner of this.#begun) this.#forget(owner)
    const free = this.#free
    while (free.length > 0 && (free.at(-1) as number) > this.#slotsBefore) free.pop()
    this.#begun = []
    this.#ended = []
    this.#slots = this.#slotsBefore
  }

  #forget(owner: Owner): void {
    const gone = this.#living.get(owner)
    if (gone === undefined) return
    this.#living.delete(owner)
    this.#slab.of(gone.slot).fill(0)
    this.#free.push(gone.slot)
  }
}

const digits = (seq: number): string => String(seq).padStart(16, '0')

const oldestOf = (living: ReadonlyMap<Owner, Living>): number | null => {
  const [first] = living.values()
  return first?.began ?? null
}

function* begunIn(living: ReadonlyMap<Owner, Living>): Generator<readonly [Owner, number]> {
  for (const [owner, { began }] of living) yield [owner, began]
}

interface StoredSlots {
  readonly living: Map<Owner, Living>
  /** The slots that nobody has. */
  readonly free: number[]
}

interface StoredKeys extends StoredSlots {
  readonly slab: Slab
}

const damaged = (how: string): Result.Result<never, KeysDamaged> =>
  Result.fail({ _tag: 'KeysDamaged', message: `is damaged: ${how}` })

const slotsOf = (
  database: Database,
  beginnerOf: BeginnerOf,
): Result.Result<StoredSlots, KeysDamaged> => {
  const rows = database
    .prepare('select slot as slot, cast(began as integer) as began from keys order by began, slot')
    .all() as Living[]
  // They are never deleted.
  if (rows.some(({ slot }) => slot < 1 || slot > rows.length)) return damaged('a key is missing')
  const living = new Map<Owner, Living>()
  const free: number[] = []
  for (const { slot, began } of rows) {
    const owner = began === 0 ? null : beginnerOf(began)
    if (began === 0) free.push(slot)
    else if (owner === null || living.has(owner)) return damaged('it has keys without owners')
    else living.set(owner, { slot, began })
  }
  return Result.succeed({ living, free })
}

/** The slots, of as many who live as the log says. */
const countedSlotsOf = (
  database: Database,
  beginnerOf: BeginnerOf,
): Result.Result<StoredSlots, KeysDamaged> =>
  Result.flatMap(slotsOf(database, beginnerOf), (slots) => {
    const [living, count] = [
      slots.living.size,
      database.prepare('select living from head').pluck().get(),
    ]
    return living === count
      ? Result.succeed(slots)
      : damaged(`it has the keys of ${living} who live, and ${count} lived when it ended`)
  })

/** Checks the keys as format 2 had them. */
export const checkFormerKeys = (
  database: Database,
  beginnerOf: BeginnerOf,
): Result.Result<void, KeysDamaged> => Result.map(slotsOf(database, beginnerOf), () => undefined)

interface StoredKey {
  readonly slot: number
  readonly began: string
  readonly key: Uint8Array
}

interface MarkedKey extends StoredKey {
  readonly mark: Buffer
}

const insertKey = 'insert into keys (began, key, mark, slot) values (?, ?, ?, ?)'

const store = (statement: Statement, { slot, began, key }: StoredKey): void => {
  statement.run(began, key, markOf({ slot, began, key }), slot)
}

/**
 * Fills the empty table with the keys of format 2, which had no marks, in the order of slots; gives
 * how many live.
 */
export const carryKeys = (database: Database): number => {
  const former = database
    .prepare('select slot as slot, began as began, key as key from former_keys order by slot')
    .all() as StoredKey[]
  const insert = database.prepare(insertKey)
  for (const key of former) store(insert, key)
  database.exec('drop table former_keys')
  return former.filter(({ began }) => began !== digits(0)).length
}

/** The seqs that whoever lives began with. */
export const beginningsIn = (database: Database): ReadonlySet<number> =>
  new Set(
    database
      .prepare('select cast(began as integer) from keys where began <> ?')
      .pluck()
      .all(digits(0)) as number[],
  )

/** The key of whoever began with the event of that seq; null where it does not live, or is torn. */
export const keyBegunAt = (database: Database, seq: number): Key | null => {
  const row = database
    .prepare(
      'select slot as slot, began as began, key as key, mark as mark from keys where began = ?',
    )
    .get(digits(seq)) as MarkedKey | undefined
  return row?.mark.equals(markOf(row)) ? row.key : null
}

const markBytes = 8

const markOf = ({ slot, began, key }: StoredKey): Uint8Array =>
  hash('sha256', Buffer.concat([Buffer.from(`${slot} ${began} `), key]), 'buffer').subarray(
    0,
    markBytes,
  )

/** Whether all keys are as they were written; none of them is kept. */
export const checkKeys = (database: Database): Result.Result<void, KeysDamaged> =>
  Result.map(slabOf(database, { set: () => {} }), () => undefined)

const slabOf = <Into extends Pick<Slab, 'set'>>(
  database: Database,
  slab: Into,
): Result.Result<Into, KeysDamaged> => {
  const rows = database
    .prepare('select slot as slot, began as began, key as key, mark as mark from keys')
    .all() as MarkedKey[]
  for (const row of rows) {
    if (!row.mark.equals(markOf(row))) return damaged('a key is not as it was written')
    slab.set(row.slot, row.key)
  }
  return Result.succeed(slab)
}
