// What the debugger's page is answered, by the path that it asks.
import type { ActorKind, EventType } from '../../events/event.ts'
import type { ActorId, RoomId, SessionId } from '../../events/fields.ts'
import type { OverTime } from '../queries/overTime.ts'
import type { Slice } from '../slice/slice.ts'
import type { Bookmark } from '../source/source.ts'
import type { Change } from '../timeline/diff.ts'
import type { ChartLayout } from './chartLayout.ts'

/** The log as a whole. Times are milliseconds of Unix time. */
export interface LogResponse {
  readonly name: string
  readonly events: number
  readonly sessions: number
  readonly rooms: number
  /** Null where there are no events. */
  readonly first: { readonly seq: number; readonly at: number } | null
  readonly last: { readonly seq: number; readonly at: number } | null
  /** Why it could not be read to its end, in one sentence; null if it could. */
  readonly fault: string | null
  /** Whether it is a database, to which a server may add: others cannot be followed. */
  readonly isLive: boolean
  /** Those that were saved with it. */
  readonly bookmarks: readonly Bookmark[]
  /** How many events there are of each type that occurs, most first. */
  readonly types: readonly (readonly [type: EventType, count: number])[]
}

/** An event as a line of a list. */
export interface ListedEvent {
  readonly index: number
  readonly seq: number
  readonly turn: number
  readonly at: number
  readonly actor: ActorId
  readonly type: EventType
  /** The index of the event that led to it, and whose that was; null for the first of a turn. */
  readonly cause: { readonly index: number; readonly actor: ActorId } | null
  /** What matters of it, without what people wrote; empty where its name says it all. */
  readonly brief: string
}

/** Some of the events that were asked for. */
export interface EventsResponse {
  /** How many there are in all. */
  readonly total: number
  /** The place of the first row among all. */
  readonly from: number
  /** The place of the last event up to the one that was named by `near`; -1 if none is. */
  readonly near: number
  readonly rows: readonly ListedEvent[]
}

/** One conversation, or what came before one that has not begun. */
export interface Conversation {
  /** What it is asked for by: the room's id, or a session's that has none. */
  readonly key: ActorId
  readonly room: RoomId | null
  readonly sessions: readonly SessionId[]
  readonly events: number
  /** The indices of its first and last event. */
  readonly first: number
  readonly last: number
}

/** An actor before and after an event: its public state; null: it is not there. */
export interface ActorAtStep {
  readonly id: ActorId
  readonly kind: ActorKind
  readonly before: unknown
  readonly after: unknown
  readonly changes: readonly Change[]
  /** The ids of the states that it is in, and was in before. */
  readonly active: readonly string[]
  readonly left: readonly string[]
  /** The transitions that it took, by their ids in the chart. */
  readonly taken: readonly number[]
}

export interface StepResponse {
  readonly row: ListedEvent
  readonly data: unknown
  /** Whether it could carry words, which `data` only counts. */
  readonly isRedacted: boolean
  /** The event that led to it; null for the first of a turn. */
  readonly from: ListedEvent | null
  readonly consequences: readonly ListedEvent[]
  /** The indices of the turn's first and last event. */
  readonly turnOf: readonly [first: number, last: number]
  readonly conversation: Conversation | null
  /** The place of the last event of the conversation up to this one; -1 if none is. */
  readonly place: number
  /** The one that the event moved first, then those of the conversation. */
  readonly actors: readonly ActorAtStep[]
}

/** The event that a move leads to; null where it leads to none. */
export interface GoResponse {
  readonly step: StepResponse | null
}

/** Why a session is where it is, or why two were matched, or what ended a conversation. */
export interface WhyResponse {
  /** `absent`: the session does not live there. Null: there is nothing to be explained. */
  readonly kind: 'match' | 'end' | 'waiting' | 'idle' | 'chatting' | 'absent' | null
  /** In sentences, as `--why` has them; a count of tickets begins with spaces. */
  readonly words: readonly string[]
  /** The seq of the last event of the turn, as of which a session is explained; null where that is asked about. */
  readonly turnEnd: number | null
  /** The index of the match by which a session chats; null where it does not. */
  readonly match: number | null
}

/** Which event changed an actor, or a field of it; null where none did. */
export interface ChangeResponse {
  readonly index: number | null
  /** Why there is none: it lies before the log, after it, or further than is looked. */
  readonly why: 'beginning' | 'end' | 'too far' | null
}

export const markerKinds = [
  'match',
  'end',
  'block',
  'report',
  'measure',
  'fault',
  'restart',
] as const
export type MarkerKind = (typeof markerKinds)[number]

/** Markers, gathered in slots of equal width over the whole log. */
export interface MarkersResponse {
  readonly slots: number
  readonly markers: readonly {
    readonly kind: MarkerKind
    readonly slot: number
    readonly count: number
    /** The index of the first of them. */
    readonly index: number
  }[]
  /** What the time was at some events, evenly spaced. */
  readonly ticks: readonly { readonly index: number; readonly at: number }[]
}

export type ChartsResponse = Readonly<Record<ActorKind, ChartLayout>>

/** Where a condition holds next, as far as was looked. */
export interface StopResponse {
  /** The index of the event; null where there is none before `upTo`. */
  readonly index: number | null
  /** The session of which it holds; null where it asks for none. */
  readonly session: SessionId | null
  /** The first index that was not looked at: where to ask on from, unless that is the end. */
  readonly upTo: number
}

/** The log over time, in columns. */
export type OverTimeResponse = OverTime

/** A conversation as a log of its own, to which the page adds its bookmarks. */
export type SliceResponse = Pick<Slice, 'lines' | 'seqs'>

export interface HeadResponse {
  readonly events: number
  readonly fault: string | null
}
