// The keys of the living, wherever they are kept.
import type { EventType, Owner } from '../../events/event.ts'
import type { DayId } from '../../events/fields.ts'

export type Key = Uint8Array

/** The key of whoever lives, to open or seal the words of an event of that type. */
export type KeyOf = (owner: Owner, type?: EventType) => Key | undefined

/** As many random bytes as asked for. */
export type Random = (bytes: number) => Uint8Array

export const keyBytes = 32

/** Who began with the event of that seq; null where nobody did. */
export type BeginnerOf = (seq: number) => Owner | null

/** Who lives, and since which seq the oldest; what is known without any key. */
export interface Lives {
  readonly has: (owner: Owner) => boolean
  readonly oldest: () => number | null
  /** The seqs that all of them began with, the oldest first. */
  readonly begun: () => Iterable<number>
}

/**
 * The keys of the living, as they change with a batch: whoever begins has a key at once, and whoever is
 * over keeps it until the batch is `settle`d; `undo` takes back what changed since the one before.
 */
export interface Keys extends Lives {
  /** A view that is good until the next is made. */
  readonly of: (owner: Owner) => Key | undefined
  /** Whether there is one. */
  readonly holds: (owner: Owner) => boolean
  /** A copy of a day's key, for whoever names persons by it: nobody else's is given so. */
  readonly ofDay: (day: DayId) => Key | null
  /** All who live. */
  readonly owners: () => Iterable<Owner>
  /** How many live and have a key where they are stored, as of the batch under way. */
  readonly count: number
  /** Makes a key for whoever began with the event of that seq; false where it has one, and keeps it. */
  readonly begin: (owner: Owner, seq: number) => boolean
  /** The same with a key that another has made; null: it is lost, or comes later. */
  readonly set: (owner: Owner, key: Key | null, seq: number) => boolean
  /** Its owner is over. */
  readonly end: (owner: Owner) => void
  /** The batch is stored: whoever ended is forgotten, and the key overwritten. */
  readonly settle: () => void
  /** It is not: whoever began is forgotten. */
  readonly undo: () => void
}
