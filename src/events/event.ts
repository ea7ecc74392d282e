// The event: what an actor accepted, as it stands in the log.
import { Schema } from 'effect'
import type { ActorId, DayId, ReportId } from './fields.ts'
import { matchmakerEvents } from './matchmaker.ts'
import { roomEvents } from './room.ts'
import { sessionEvents } from './session.ts'

/** The closed sets of events, by the kind of actor that takes them. */
export const eventsOf = {
  session: sessionEvents,
  room: roomEvents,
  matchmaker: matchmakerEvents,
} as const

export type ActorKind = keyof typeof eventsOf

type Sets = typeof eventsOf
type NameOf<K extends ActorKind> = keyof Sets[K] & string

/** `session.connect`, `room.send_message`, …: unique in the whole log. */
export type EventType = { [K in ActorKind]: `${K}.${NameOf<K>}` }[ActorKind]

/** The data of an event of type `T`. */
export type DataOf<T extends EventType> = T extends `${infer K extends ActorKind}.${infer N}`
  ? N extends keyof Sets[K]
    ? Sets[K][N] extends Schema.Schema<infer D>
      ? D
      : never
    : never
  : never

/** What somebody wants of an actor; it becomes an event if the actor's statechart takes it. */
export type Command = {
  [T in EventType]: { readonly actor: ActorId; readonly type: T; readonly data: DataOf<T> }
}[EventType]

/**
 * What an actor accepted. `seq` and `turn` count from 1 without gaps; `cause` is the seq of the
 * event that led to it, null for the first of a turn; `at` is in milliseconds of Unix time.
 * `redacted` marks one that was read without the key of its words: in their place `data` only says
 * how long they were.
 */
export type LogEvent = Command & {
  readonly seq: number
  readonly turn: number
  readonly cause: number | null
  readonly at: number
  readonly redacted?: true
}

/** A turn: a command and all that it caused, in order; never empty. The unit of commit. */
export type Turn = readonly LogEvent[]

/** An event as the charts of kind `K` see it: its own name, when, and its data. */
export type EventFor<K extends ActorKind> = {
  [N in NameOf<K>]: { readonly type: N; readonly at: number } & DataOf<`${K}.${N}` & EventType>
}[NameOf<K>]

export interface EventShape {
  readonly kind: ActorKind
  readonly name: string
  readonly schema: Schema.Top
  /** Whether its actor begins with it. */
  readonly begins: boolean
  /** The fields that people wrote. */
  readonly personal: readonly string[]
  /** The field of the data that names whose key seals them; null: the event's own actor's does. */
  readonly sealedBy: string | null
}

/** Whoever has a key: an actor, a day, or a report whose content is kept. */
export type Owner = ActorId | DayId | ReportId

/** By the types of events, who begins with one: its actor (`null`), or whom that field names. */
const beginnings: ReadonlyMap<string, string | null> = new Map([
  ['session.join', null],
  ['room.opened', null],
  ['matchmaker.day_began', 'day'],
  ['matchmaker.reported', 'report'],
])

/** In the same way, who is over with one. */
const endings: ReadonlyMap<string, string | null> = new Map([
  ['session.left', null],
  ['session.expired', null],
  ['room.leave_chat', null],
  ['matchmaker.faulted', 'actor'],
  ['matchmaker.day_ended', 'day'],
  ['matchmaker.report_closed', 'report'],
  ['matchmaker.decided', 'report'],
])

const shapeOf = (kind: ActorKind, name: string, schema: Schema.Struct<Schema.Struct.Fields>) => ({
  kind,
  name,
  schema,
  begins: beginnings.get(`${kind}.${name}`) === null,
  personal: Object.entries(schema.fields)
    .filter(([, field]) => Schema.resolveAnnotations(field)?.personal === true)
    .map(([field]) => field),
  sealedBy: (Schema.resolveAnnotations(schema)?.sealedBy as string | undefined) ?? null,
})

/** Every event type with what the store and the engine need to know of it. */
export const shapes: ReadonlyMap<EventType, EventShape> = new Map(
  Object.entries(eventsOf).flatMap(([kind, events]) =>
    Object.entries(events).map(([name, schema]): [EventType, EventShape] => [
      `${kind}.${name}` as EventType,
      shapeOf(kind as ActorKind, name, schema),
    ]),
  ),
)

/** Whether somebody may begin or be over with an event of that type. */
export const isTurningPoint = (type: EventType): boolean =>
  beginnings.has(type) || endings.has(type)

/** The types of events with which somebody begins. */
export const beginningTypes: readonly string[] = [...beginnings.keys()]

/** Who begins with this event, if anybody does: from now on they have a key. */
export const begins = (event: Command): Owner | null => namedBy(beginnings, event)

/** Who is over with this event, if anybody is: their key and their rows go. */
export const ends = (event: Command): Owner | null => namedBy(endings, event)

const namedBy = (fields: ReadonlyMap<string, string | null>, event: Command): Owner | null => {
  const field = fields.get(event.type)
  if (field === undefined) return null
  if (field === null) return event.actor
  return (event.data as Readonly<Record<string, Owner | undefined>>)[field] ?? null
}
