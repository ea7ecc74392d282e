// The keys of the living in memory and in their table.
import { hash } from 'node:crypto'
import { Result } from 'effect'
import type { Owner } from '../../events/event.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import type { Database, Statement } from '../connection.ts'
import { filedLiving, isFollower } from './filedKeys.ts'
import { type BeginnerOf, type Key, keyBytes, type Lives, type Random } from './keys.ts'
import { begunIn, type KeySlots, type Living, MemoryKeys, oldestOf, Slab } from './memoryKeys.ts'

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

/** The table is not as it was written, or names beginnings that the log does not have. */
export interface KeysDamaged {
  readonly _tag: 'KeysDamaged'
  /** What is said of the file, to go on after its name. */
  readonly message: string
}

/** Who lives by the slots of the table, of which no key is read; or by that of a log that follows. */
export const livingOf = (
  database: Database,
  beginnerOf: BeginnerOf,
): Result.Result<Lives, KeysDamaged> =>
  Result.flatMap(slotsOf(database, beginnerOf), (living) =>
    Result.map(countedAs(database, living.size), () =>
      livesOf(isFollower(database) ? filedLiving(database) : living),
    ),
  )

const livesOf = (living: ReadonlyMap<Owner, Living>): Lives => ({
  has: (owner) => living.has(owner),
  oldest: () => oldestOf(living),
  begun: () => begunIn(living),
})

/**
 * The keys as the table has them: it does not say whose they are, which is met as the log is read from
 * its beginning.
 */
export const keysOf = (
  database: Database,
  random: Random,
): Result.Result<SqliteKeys, KeysDamaged> =>
  Result.flatMap(storedIn(database), ({ unmet, ...slots }) =>
    Result.map(
      countedAs(database, unmet.size),
      () => new SqliteKeys(database, random, slots, unmet),
    ),
  )

/** Stores each change in the transaction under way. */
export class SqliteKeys extends MemoryKeys {
  readonly #insert: Statement
  readonly #update: Statement
  readonly #living: Map<Owner, Living>
  /** By the seq that they began with, the oldest first, the slots of those who were not met yet. */
  readonly #unmet: Map<number, number>

  constructor(database: Database, random: Random, slots: KeySlots, unmet: Map<number, number>) {
    super(random, slots)
    this.#living = slots.living
    this.#unmet = unmet
    this.#insert = database.prepare(insertKey)
    this.#update = database.prepare('update keys set began = ?, key = ?, mark = ? where slot = ?')
  }

  /** Somebody began with that event: who still has a key lives. */
  meet(owner: Owner, seq: number): void {
    const slot = this.#unmet.get(seq)
    if (slot === undefined || this.has(owner)) return
    this.#living.set(owner, { slot, began: seq })
    this.#unmet.delete(seq)
  }

  /** Fails where the log was read to its end and somebody was not met who has a key. */
  checkMet(): Result.Result<void, LogUnreadable> {
    const [first] = this.#unmet.keys()
    if (first === undefined) return Result.void
    return logUnreadable(first, 'began nobody, and there is a key of whoever began with it')
  }

  override oldest(): number | null {
    const [first = null] = this.begun()
    return first
  }

  override *begun(): Iterable<number> {
    yield* super.begun()
    yield* this.#unmet.keys()
  }

  override set(owner: Owner, key: Key | null, seq: number): boolean {
    const { slots } = this
    if (key === null || !super.set(owner, key, seq)) return false
    const slot = this.slotOf(owner) as number
    store(slot > slots ? this.#insert : this.#update, { slot, began: digits(seq), key })
    return true
  }

  /** Overwrites the stored key. */
  override end(owner: Owner): void {
    const slot = this.slotOf(owner)
    if (slot === undefined) return
    store(this.#update, { slot, began: digits(0), key: new Uint8Array(keyBytes) })
    super.end(owner)
  }
}

const digits = (seq: number): string => String(seq).padStart(16, '0')

const damaged = (how: string): Result.Result<never, KeysDamaged> =>
  Result.fail({ _tag: 'KeysDamaged', message: `is damaged: ${how}` })

/** Who has which slot. */
const slotsOf = (
  database: Database,
  beginnerOf: BeginnerOf,
): Result.Result<ReadonlyMap<Owner, Living>, KeysDamaged> => {
  const rows = database
    .prepare('select slot as slot, cast(began as integer) as began from keys order by began, slot')
    .all() as Living[]
  const living = new Map<Owner, Living>()
  for (const { slot, began } of rows) {
    if (!isSlot(slot, rows.length)) return missing
    const owner = began === 0 ? null : beginnerOf(began)
    if (began === 0) continue
    if (owner === null || living.has(owner)) return damaged('it has keys without owners')
    living.set(owner, { slot, began })
  }
  return Result.succeed(living)
}

/** They are never deleted. */
const isSlot = (slot: number, count: number): boolean => slot >= 1 && slot <= count

const missing = damaged('a key is missing')

/** Whether as many live as the log says. */
const countedAs = (database: Database, living: number): Result.Result<void, KeysDamaged> => {
  const count = database.prepare('select living from head').pluck().get()
  return living === count
    ? Result.void
    : damaged(`it has the keys of ${living} who live, and ${count} lived when it ended`)
}

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
  eachKey(database, () => {})

/** All that the table has, the oldest first. */
const storedIn = (
  database: Database,
): Result.Result<KeySlots & { readonly unmet: Map<number, number> }, KeysDamaged> => {
  const count = database.prepare('select count(*) from keys').pluck().get() as number
  const stored = { living: new Map(), free: [] as number[], slab: new Slab(), count }
  const unmet = new Map<number, number>()
  let isWhole = true
  const read = eachKey(database, ({ slot, began }, key) => {
    isWhole &&= isSlot(slot, count)
    if (!isWhole) return
    stored.slab.set(slot, key)
    if (Number(began) === 0) stored.free.push(slot)
    else unmet.set(Number(began), slot)
  })
  return Result.flatMap(read, () => (isWhole ? Result.succeed({ ...stored, unmet }) : missing))
}

/**
 * The oldest first. As text, since a blob takes SQLite's binding four times as long as its digits; and
 * all of them are brought together in the same few bytes.
 */
const eachKey = (
  database: Database,
  take: (stored: Pick<StoredKey, 'slot' | 'began'>, key: Uint8Array) => void,
): Result.Result<void, KeysDamaged> => {
  const rows = database
    .prepare(
      `select slot as slot, began as began, hex(key) as key, lower(hex(mark)) as mark
       from keys order by began, slot`,
    )
    .iterate() as IterableIterator<KeyInDigits>
  const marked = Buffer.alloc(markedBytesMax)
  for (const stored of rows) {
    const at = marked.write(`${stored.slot} ${stored.began} `, 'latin1')
    const end = at + marked.write(stored.key, at, 'hex')
    const mark = hash('sha256', marked.subarray(0, end), 'hex').slice(0, 2 * markBytes)
    if (mark !== stored.mark) return damaged('a key is not as it was written')
    take(stored, marked.subarray(at, end))
  }
  marked.fill(0)
  return Result.void
}

/** A key and its mark in hexadecimal digits. */
interface KeyInDigits {
  readonly slot: number
  readonly began: string
  readonly key: string
  readonly mark: string
}

/** A slot, the seq that its owner began with and the key take less; what is longer has no such mark. */
const markedBytesMax = 128
