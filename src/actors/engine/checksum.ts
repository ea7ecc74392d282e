// A checksum of all actors' states, for the log.
import type { AnyMachineSnapshot } from 'xstate'
import type { ActorId } from '../../events/fields.ts'
import { hashOf, SetHash } from '../../events/hash.ts'
import type { ActorCell } from './actorCell.ts'

/** Turns between two checksums in the log: a replay that parts from it is found within as many. */
export const checksumTurns = 1_000

export class StateChecksum {
  /** The hashes of all actors as of then. */
  #hashes = new SetHash()

  /** To be told of each that ends. */
  ended({ hash }: ActorCell): void {
    this.#hashes.remove(hash)
  }

  /** The digest of what the actors are now: given those that moved since the last time. */
  make(movers: ReadonlySet<ActorId>, cellOf: (id: ActorId) => ActorCell | undefined): string {
    for (const id of movers) {
      const cell = cellOf(id)
      if (cell === undefined) continue
      this.#hashes.remove(cell.hash)
      cell.hash = stateHashOf(id, cell.snapshot)
      this.#hashes.add(cell.hash)
    }
    return this.#hashes.toJSON()
  }
}

/** A digest is the sum of these. */
export const stateHashOf = (id: ActorId, snapshot: AnyMachineSnapshot): number =>
  hashOf(id, ' ', checkedStateOf(snapshot))

/**
 * What never changes in an actor's life stands in the event that it began with; `recent` depends on
 * bounds of ours, which may be others one day.
 */
const unchecked: ReadonlySet<string> = new Set([
  ...['words', 'id', 'members', 'gender', 'person'],
  'recent',
])

/**
 * A state as the checksum sees it, in JSON: the state value and the context, without what people
 * wrote, what never changes and what is empty.
 */
export const checkedStateOf = ({ value, context }: AnyMachineSnapshot): string => {
  const state: Record<string, unknown> = { value }
  for (const field in context) {
    const part: unknown = context[field]
    if (!unchecked.has(field) && !isEmpty(part)) state[field] = part
  }
  return JSON.stringify(state)
}

/** True for null, and for what has nothing in it; a table knows itself what it shows, and if. */
const isEmpty = (part: unknown): boolean => {
  if (part === null) return true
  if (typeof part !== 'object') return false
  if (isTable(part)) return part.toJSON() === null
  for (const _ in part) return false
  return true
}

const isTable = (part: object): part is { readonly toJSON: () => unknown } => 'toJSON' in part
