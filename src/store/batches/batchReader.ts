// The events of a row again, with what is left of their words.
import { Result, Schema } from 'effect'
import { enable as compile } from 'effect/schema/SchemaJITCompiler'
import {
  beginningTypes,
  begins,
  type EventType,
  type LogEvent,
  type Owner,
  shapes,
} from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import type { Key, KeyOf } from '../shredding/keys.ts'
import { type Fields, sealerOf } from '../shredding/redaction.ts'
import { unsealAll } from '../shredding/sealing.ts'
import type { BatchContent, BatchRow } from './batchRow.ts'
import { type Sealed, sealedIn } from './sealedWords.ts'

/** An event as it is stored, not yet looked at. */
export interface StoredEvent {
  readonly seq: number
  readonly turn: number
  readonly cause: number | null
  readonly at: number
  readonly actor: ActorId
  readonly type: string
  readonly data: unknown
}

/** An event without its seq; or how many were pruned. */
export type StoredTuple =
  | readonly [
      turn: number,
      cause: number | null,
      at: number,
      actor: ActorId,
      type: string,
      data: unknown,
    ]
  | number

/** Which events of a row are wanted, looked at as they are stored. */
export type IsWanted = (event: StoredEvent) => boolean

/** What is stored of a row's events. The row must have been checked, or it throws. */
export const storedIn = (row: Pick<BatchRow, 'first' | 'events'>): readonly StoredEvent[] => {
  const stored: StoredEvent[] = []
  let seq = row.first
  for (const tuple of JSON.parse(row.events) as readonly StoredTuple[]) {
    if (typeof tuple === 'number') {
      seq += tuple
      continue
    }
    const [turn, cause, at, actor, type, data] = tuple
    stored.push({ seq, turn, cause, at, actor, type, data })
    seq += 1
  }
  return stored
}

/** The wanted events of a row that was checked, with the words whose owner's key exists. */
export const eventsIn = (
  row: BatchContent,
  keyOf: KeyOf,
  isWanted?: IsWanted,
): Result.Result<readonly LogEvent[], LogUnreadable> => {
  const { events, unreadable } = legibleIn(row, keyOf, isWanted)
  return unreadable === null ? Result.succeed(events) : Result.fail(unreadable)
}

/** The same as far as they can be read, and what cannot. */
export const legibleIn = (
  row: BatchContent,
  keyOf: KeyOf,
  isWanted: IsWanted = () => true,
): { readonly events: readonly LogEvent[]; readonly unreadable: LogUnreadable | null } => {
  const words = sealedIn(row)
  const open = opening()
  const events: LogEvent[] = []
  for (const stored of storedIn(row)) {
    if (!isWanted(stored)) continue
    const event = eventOf(stored, words.get(stored.seq) ?? null, keyOf, open)
    if (Result.isFailure(event)) return { events, unreadable: event.failure }
    events.push(event.success)
  }
  return { events, unreadable: null }
}

/** Who begins in a row, by the seq of the event. */
export const beginningsIn = (
  row: Pick<BatchContent, 'first' | 'events'>,
): ReadonlyMap<number, Owner> => {
  const begun = new Map<number, Owner>()
  // In most rows nobody begins: to look for the names is a small part of what it costs to parse them.
  if (!beginningTypes.some((type) => row.events.includes(`"${type}"`))) return begun
  for (const stored of storedIn(row)) {
    const owner = begins(stored as unknown as LogEvent)
    if (owner !== null) begun.set(stored.seq, owner)
  }
  return begun
}

/** The event of its parts, with its words while their owner's key exists. */
export const eventOf = (
  stored: StoredEvent,
  sealed: Sealed | null,
  keyOf: KeyOf,
  open: Open = opening(),
): Result.Result<LogEvent, LogUnreadable> => {
  const read = unopened(stored)
  if (Result.isFailure(read)) return read
  const event = read.success
  const owner = sealerOf(event)
  if (owner === null) return read
  const key = sealed === null ? undefined : keyOf(owner, event.type)
  if (sealed === null || key === undefined) return Result.succeed({ ...event, redacted: true })
  return withWords(event, open(event.type, sealed, key))
}

/** The event as it is stored: what people wrote is only erased in it. */
export const unopened = (stored: StoredEvent): Result.Result<LogEvent, LogUnreadable> => {
  const { seq, type, data } = stored
  const isData = checks.get(type as EventType)
  if (isData === undefined) return logUnreadable(seq, `is of an unknown type, ${type}`)
  if (!isData(data)) return logUnreadable(seq, `is torn: its data are not those of ${type}`)
  return Result.succeed(stored as unknown as LogEvent)
}

/** The event with its words in it; null: they did not open. */
export const withWords = (
  event: LogEvent,
  words: Fields | null,
): Result.Result<LogEvent, LogUnreadable> => {
  const whole = { ...(event.data as Fields), ...words }
  if (words === null || !checks.get(event.type)?.(whole)) return wordsTorn(event.seq)
  return Result.succeed({ ...event, data: whole } as unknown as LogEvent)
}

export const wordsTorn = (seq: number): Result.Result<never, LogUnreadable> =>
  logUnreadable(seq, 'is torn: its words do not open with their key')

/** The words of an event of a type, or null as `unseal` gives it. */
type Open = (type: EventType, sealed: Sealed, key: Key) => Fields | null

/** Opens those that were sealed together once: each of them is asked for soon after the one before. */
const opening = (): Open => {
  let last: { readonly type: EventType; readonly bytes: Uint8Array; readonly key: Key } | null =
    null
  let words: readonly Fields[] | null = null
  return (type, { bytes, seq, index }, key) => {
    if (last?.bytes !== bytes || last.type !== type || !areSame(last.key, key)) {
      last = { type, bytes, key }
      words = unsealAll(key, { seq, type }, bytes)
    }
    return words?.[index] ?? null
  }
}

const areSame = (one: Key, other: Key): boolean => Buffer.compare(one, other) === 0

/**
 * What tells whether something can be the data of an event of a type. Only shapes are asked for:
 * the bounds are of what comes in, and may have been others when it was written. Compiled, since a
 * start checks all that the living need: 0.1 µs each instead of 0.5 to 6.
 */
const checkOf = (schema: Schema.Top): ((data: unknown) => boolean) => {
  const checked = Schema.toType(schema)
  compile(checked.ast)
  return Schema.is(checked)
}

const checks: ReadonlyMap<EventType, (data: unknown) => boolean> = new Map(
  [...shapes].map(([type, { schema }]) => [type, checkOf(schema)]),
)
