// What the page knows, and what can happen to it.
import type { EndReason, Profile, RoomId } from '../../src/events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../src/events/frames.ts'
import type { Outbox } from './outbox.ts'
import type { Transcript } from './transcript.ts'

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>
export type Welcome = FrameOf<'welcome'>
export type You = Welcome['you']

/** What a tab keeps over a refresh. */
export interface Kept {
  /** The visitor had stopped looking: a refresh must not throw them at the next stranger. */
  readonly rested: boolean
  readonly room: RoomId | null
  readonly outbox: Outbox
  readonly shared: readonly string[] | null
}

/** What the chart is handed instead of reaching for it. */
export interface LifeInput {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** 0…1 */
  readonly random: () => number
  /** A new id for a message. */
  readonly mint: () => string
  readonly kept: Kept
}

/** Why the line is down. */
export type Drop = 'lost' | 'offline' | 'restart' | 'slow' | 'flood'

/** Why a conversation is over; `you` left yourself, `unseen`: it ended while you were away. */
export type Ending = EndReason | 'you' | 'unseen'

/** A conversation, under way or just over. */
export interface Talk {
  readonly room: RoomId
  readonly partner: Profile
  /** What both like; null where nobody told (after a refresh elsewhere). */
  readonly shared: readonly string[] | null
  readonly said: Transcript
  readonly outbox: Outbox
}

export interface Life {
  readonly input: LifeInput
  readonly you: You | null
  readonly talk: Talk | null
  readonly ending: Ending
  readonly partnerTyping: boolean
  /** When the partner's grace ends, by this machine's clock; null while the partner is there. */
  readonly awayUntil: number | null
  /** By how much the server's clock is ahead of ours, in milliseconds. */
  readonly skewMs: number
  /** The search was cancelled; the server may not have heard. */
  readonly withdrawn: boolean
  /** The room that the visitor left last; the server may not have heard. */
  readonly left: RoomId | null
  /** Whether frames reach the server. */
  readonly up: boolean
  readonly drop: Drop
  readonly attempts: number
  readonly pauseMs: number
  /** When the next attempt is due, by this machine's clock. */
  readonly retryAt: number
  /** The server asked for a pause: messages are kept for now. */
  readonly held: boolean
}

/** What the line reports beside frames. */
export type LineEvent = { readonly type: 'dropped'; readonly code: number }

/** What the visitor, or the visitor's machine, does. */
export type Wish =
  | { readonly type: 'find' | 'cancel' | 'leave' | 'depart' | 'reconnect' }
  | { readonly type: 'online' | 'offline' }
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'discard'; readonly id: string }
  | { readonly type: 'keystroke'; readonly empty: boolean }

export type LifeEvent = ServerFrame | LineEvent | Wish | { readonly type: 'stalled' | 'farewell' }

/** What the line is told. */
export type LineOrder =
  | { readonly type: 'open'; readonly room: RoomId | null; readonly after: number }
  | { readonly type: 'send'; readonly frame: ClientFrame }
  | { readonly type: 'close' }

export const nothingKept: Kept = { rested: false, room: null, outbox: [], shared: null }

export const newborn = (input: LifeInput): Life => ({
  input,
  you: null,
  talk: null,
  ending: 'left',
  partnerTyping: false,
  awayUntil: null,
  skewMs: 0,
  withdrawn: false,
  left: null,
  up: false,
  drop: 'lost',
  attempts: 0,
  pauseMs: 0,
  retryAt: 0,
  held: false,
})
