// The event: what an actor accepted, as it stands in the log.
import { Schema } from 'effect'
import type { ActorId } from './fields.ts'
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
 * event that led to it, null for the first of a turn; `at` is in milliseconds since the epoch.
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
  /** Whether an actor begins with it, or some actor is over with it: see `begins` and `ends`. */
  readonly begins: boolean
  readonly ends: boolean
  /** The fields that people wrote. */
  readonly personal: readonly string[]
  /** The field of the data that names the actor whose key seals them; null: the event's own. */
  readonly sealedBy: string | null
}

const beginnings: ReadonlySet<string> = new Set(['session.join', 'room.opened'])
const endings: ReadonlySet<string> = new Set([
  'session.left',
  'session.expired',
  'room.leave_chat',
  'matchmaker.faulted',
])

const shapeOf = (kind: ActorKind, name: string, schema: Schema.Struct<Schema.Struct.Fields>) => ({
  kind,
  name,
  schema,
  begins: beginnings.has(`${kind}.${name}`),
  ends: endings.has(`${kind}.${name}`),
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

/** The actor that begins with this event, if one does. */
export const begins = (event: Command): ActorId | null =>
  beginnings.has(event.type) ? event.actor : null

/** The actor that is over with this event, if one is: its key and its rows go. */
export const ends = (event: Command): ActorId | null => {
  if (!endings.has(event.type)) return null
  return event.type === 'matchmaker.faulted' ? event.data.actor : event.actor
}
