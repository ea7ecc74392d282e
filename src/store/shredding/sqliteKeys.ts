// The keys of the living in memory and in their table.
import { hash } from 'node:crypto'
import { Result } from 'effect'
import type { Owner } from '../../events/event.ts'
import type { Database, Statement } from '../connection.ts'
import { filedLiving, isFollower } from './filedKeys.ts'
import { type BeginnerOf, type Key, type Keys, keyBytes, type Lives, type Random } from './keys.ts'
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
  Result.map(countedSlotsOf(database, beginnerOf), (slots) =>
    livesOf(isFollower(database) ? filedLiving(database) : slots.living),
  )

const livesOf = (living: ReadonlyMap<Owner, Living>): Lives => ({
  has: (owner) => living.has(owner),
  oldest: () => oldestOf(living),
  begun: () => begunIn(living),
})

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
        (slab) => new SqliteKeys(database, random, { ...slots, slab }),
      ),
    ),
  )

/** Stores each change in the transaction under way. */
class SqliteKeys extends MemoryKeys {
  readonly #insert: Statement
  readonly #update: Statement

  constructor(database: Database, random: Random, slots: KeySlots) {
    super(random, slots)
    this.#insert = database.prepare(insertKey)
    this.#update = database.prepare('update keys set began = ?, key = ?, mark = ? where slot = ?')
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

const slotsOf = (
  database: Database,
  beginnerOf: BeginnerOf,
): Result.Result<Omit<KeySlots, 'slab'>, KeysDamaged> => {
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
): Result.Result<Omit<KeySlots, 'slab'>, KeysDamaged> =>
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

/**
 * As text, since a blob takes SQLite's binding four times as long as its digits; and all of them are
 * brought together in the same few bytes.
 */
const slabOf = <Into extends Pick<Slab, 'set'>>(
  database: Database,
  slab: Into,
): Result.Result<Into, KeysDamaged> => {
  const rows = database
    .prepare(
      'select slot as slot, began as began, hex(key) as key, lower(hex(mark)) as mark from keys',
    )
    .iterate() as IterableIterator<KeyInDigits>
  const marked = Buffer.alloc(markedBytesMax)
  for (const { slot, began, key, mark } of rows) {
    const at = marked.write(`${slot} ${began} `, 'latin1')
    const end = at + marked.write(key, at, 'hex')
    if (hash('sha256', marked.subarray(0, end), 'hex').slice(0, 2 * markBytes) !== mark) {
      return damaged('a key is not as it was written')
    }
    slab.set(slot, marked.subarray(at, end))
  }
  marked.fill(0)
  return Result.succeed(slab)
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
