// The keys of a log that follows a stream: in memory alone, while a table says who lives.
import type { Owner } from '../../events/event.ts'
import { type Database, hasTable, type Statement } from '../connection.ts'
import type { Key, Random } from './keys.ts'
import { type Living, MemoryKeys, Slab } from './memoryKeys.ts'

/** Its keys table stays empty: keys are where whoever writes the stream has filed them. */
export const filedTable = `create table filed (
  owner text primary key,
  began integer not null, -- the seq it began with
  epoch integer not null  -- under which its key is filed
) strict, without rowid`

/** Whoever lives, since when, and under which epoch its key is filed. */
export interface Filed {
  readonly owner: Owner
  readonly began: number
  readonly epoch: number
}

/** Whoever begins, with its key; null: it has none any more. */
export interface FiledBeginning extends Filed {
  readonly key: Key | null
}

/** Whether the log of the database follows a stream. */
export const isFollower = (database: Database): boolean => hasTable(database, 'filed')

/** All who live, the oldest first. */
export const filedIn = (database: Database): readonly Filed[] =>
  database
    .prepare('select owner as owner, began as began, epoch as epoch from filed order by began')
    .all() as Filed[]

/** The same, their keys not being here. */
export const filedLiving = (database: Database): Map<Owner, Living> =>
  new Map(filedIn(database).map(({ owner, began }) => [owner, { slot: 0, began }]))

/** Stores who lives in the transaction under way, and never a key. */
export class FiledKeys extends MemoryKeys {
  readonly #insert: Statement
  readonly #delete: Statement

  constructor(database: Database, random: Random) {
    super(random, { living: filedLiving(database), free: [], slab: new Slab(), count: 0 })
    this.#insert = database.prepare('insert into filed values (?, ?, ?)')
    this.#delete = database.prepare('delete from filed where owner = ?')
  }

  /** Somebody begins; whoever lives already stays as it is. */
  file({ owner, began, epoch, key }: FiledBeginning): void {
    if (this.has(owner)) return
    this.#insert.run(owner, began, epoch)
    this.set(owner, key, began)
  }

  /** The key of somebody who lives, as it was filed. */
  give(owner: Owner, key: Key): void {
    if (this.has(owner)) this.set(owner, key, 0)
  }

  override end(owner: Owner): void {
    if (this.has(owner)) this.#delete.run(owner)
    super.end(owner)
  }

  /** None of them has a key in the file. */
  override get count(): number {
    return 0
  }
}
