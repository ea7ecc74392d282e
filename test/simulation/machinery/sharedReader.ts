// Reads each entry of a stream once for all who follow it: what they share is frozen.
import { type EntryReader, entryReader } from '../../../src/cluster/entries.ts'
import type { Entry } from '../../../src/cluster/messages.ts'
import type { SentRow } from '../../../src/store/batches/sentRow.ts'
import type { Key, KeyOf } from '../../../src/store/shredding/keys.ts'

type Events = ReturnType<EntryReader['events']>

/** The events of a row to whoever is given the same keys for it. */
interface Reading {
  readonly asked: readonly { readonly of: Parameters<KeyOf>; readonly key: Key | null }[]
  readonly events: Events
}

export class SharedReader implements EntryReader {
  readonly #entries = new Map<string, Entry>()
  readonly #beginnings = new Map<SentRow, ReturnType<EntryReader['beginnings']>>()
  readonly #readings = new Map<SentRow, Reading[]>()

  readonly entry = (data: string): Entry =>
    once(this.#entries, data, () => frozen(entryReader.entry(data)))

  readonly beginnings = (row: SentRow): ReturnType<EntryReader['beginnings']> =>
    once(this.#beginnings, row, () => frozen(entryReader.beginnings(row)))

  readonly events = (row: SentRow, keyOf: KeyOf): Events => {
    const readings = once(this.#readings, row, () => [])
    const known = readings.find(({ asked }) =>
      asked.every(({ of, key }) => areSame(key, keyOf(...of) ?? null)),
    )
    if (known !== undefined) return known.events
    const asked: Reading['asked'][number][] = []
    const events = entryReader.events(row, (...of) => {
      const key = keyOf(...of)
      asked.push({ of, key: key === undefined ? null : Uint8Array.from(key) })
      return key
    })
    readings.push({ asked, events: frozen(events) })
    return events
  }
}

const once = <K, V>(known: Map<K, V>, key: K, make: () => V): V => {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

const areSame = (one: Key | null, other: Key | null): boolean =>
  one === null || other === null ? one === other : Buffer.compare(one, other) === 0

/** Nobody who is given it can change it for the others. */
const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}
