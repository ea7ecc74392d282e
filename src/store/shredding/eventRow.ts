// An event as the store keeps it, and back.
import { Result, Schema } from 'effect'
import { type EventType, type LogEvent, shapes } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { type LogUnreadable, logUnreadable } from '../../events/log.ts'
import { type Key, type Seal, unseal } from './keys.ts'
import { type Fields, personalOf, redactedDataOf, sealerOf } from './redaction.ts'

export const eventsTable = `create table events (
  seq integer primary key,
  turn integer not null,
  cause integer,
  at integer not null,
  actor text not null,
  type text not null,
  data text not null, -- JSON; [erased, N chars] where people wrote something
  sealed blob         -- what they wrote, under the key of whom it belongs to
) strict`

export const insertEvent = 'insert into events values (?, ?, ?, ?, ?, ?, ?, ?)'
export const selectEvents = 'select * from events where seq between ? and ? order by seq limit ?'
/** The same for whoever has no keys: what is sealed need not be read. */
export const selectWordless = selectEvents.replace(
  '*',
  'seq, turn, cause, at, actor, type, data, null as sealed',
)

/** A row of `events`, in the order of its columns. */
export type EventRow = readonly [
  seq: number,
  turn: number,
  cause: number | null,
  at: number,
  actor: string,
  type: string,
  data: string,
  sealed: Uint8Array | null,
]

/**
 * The event as it is stored: its words sealed under `keyOf` their owner, else only erased. One
 * that was read redacted has none to seal.
 */
export const rowOf = (
  event: LogEvent,
  seal: Seal,
  keyOf: (owner: ActorId) => Key | undefined,
): EventRow => {
  const owner = sealerOf(event)
  const key = owner === null || event.redacted ? undefined : keyOf(owner)
  return [
    event.seq,
    event.turn,
    event.cause,
    event.at,
    event.actor,
    event.type,
    JSON.stringify(owner === null ? event.data : redactedDataOf(event)),
    key === undefined ? null : seal(key, event, personalOf(event)),
  ]
}

/** The event again, with its words while their owner's key exists. */
export const eventOf = (
  row: EventRow,
  keyOf: (owner: ActorId) => Key | undefined,
): Result.Result<LogEvent, LogUnreadable> => {
  const [seq, turn, cause, at, actor, type, json, sealed] = row
  const isData = checks.get(type as EventType)
  if (isData === undefined) return logUnreadable(seq, `is of an unknown type, ${type}`)
  const data = parsed(json)
  if (!isData(data)) return logUnreadable(seq, `is torn: its data are not those of ${type}`)
  const event = { seq, turn, cause, at, actor, type, data } as unknown as LogEvent
  const owner = sealerOf(event)
  const key = owner === null || sealed === null ? undefined : keyOf(owner)
  if (key === undefined)
    return Result.succeed(owner === null ? event : { ...event, redacted: true })
  const words = unseal(key, event, sealed as Uint8Array)
  const whole = { ...(data as Fields), ...words }
  if (words === null || !isData(whole)) {
    return logUnreadable(seq, 'is torn: its words do not open with their key')
  }
  return Result.succeed({ ...event, data: whole } as unknown as LogEvent)
}

/**
 * What tells whether something can be the data of an event of a type. Only shapes are asked for:
 * the bounds of what may come in are the edge's, and may have been others when it was written.
 */
const checks: ReadonlyMap<EventType, (data: unknown) => boolean> = new Map(
  [...shapes].map(([type, { schema }]) => [type, Schema.is(schema as Schema.Schema<unknown>)]),
)

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
