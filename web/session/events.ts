// What can happen to the client, and what it asks of its socket.
import type { ReportReason, RoomId } from '../../src/events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../src/events/frames.ts'
import type { LineAnswer } from './line/disconnectReason.ts'
import type { MessageFrame } from './transcript.ts'

export type Welcome = Extract<ServerFrame, { type: 'welcome' }>

/** A frame as the machine hears of it: messages come several at a time, in order. */
export type FrameEvent =
  | Exclude<ServerFrame, MessageFrame>
  | { readonly type: 'messages'; readonly messages: readonly MessageFrame[] }

/** Since when the visitor waits, and how things stand. */
export type WaitingFrame = Extract<ServerFrame, { type: 'waiting' }>

/** What the solving of a challenge tells: which part is done, and how it ended. */
export type WorkEvent =
  | { readonly type: 'worked'; readonly share: number }
  | { readonly type: 'solved'; readonly altcha: string }
  | { readonly type: 'unsolved' }

/** What a visitor may change while they wait. */
export type Wishes = Pick<Welcome['you'], 'seeks' | 'interests'>

/**
 * What the socket reports beside frames: the close code and, where the server gave one, its reason.
 * `line` is there where the socket never opened, and the server said what it thinks of that.
 */
export type SocketEvent = {
  readonly type: 'disconnected'
  readonly code: number
  readonly reason?: string
  readonly line?: LineAnswer
}

/** `isBare`: without the words that were said, which were not taken before. */
export interface ReportEvent {
  readonly type: 'report'
  readonly reason: ReportReason
  readonly note: string
  readonly isBare: boolean
}

/**
 * What the visitor, or the visitor's machine, does. `walkOn` can be undone for a while, `leave`
 * is what comes of it; `next`: somebody else is looked for then. `heed` puts a warning away.
 */
export type VisitorEvent =
  | { readonly type: 'find' | 'cancel' | 'leave' | 'depart' | 'reconnect' | 'comeAlong' }
  | { readonly type: 'talkAgain' | 'block' | 'heed' }
  | ReportEvent
  | ({ readonly type: 'wish' } & Wishes)
  | { readonly type: 'walkOn'; readonly next: boolean }
  | { readonly type: 'undo' | 'stopWork' }
  | { readonly type: 'online' | 'offline' | 'wake' | 'pagehide' }
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'discard'; readonly id: string }
  | { readonly type: 'keystroke'; readonly empty: boolean }
  | { readonly type: 'write'; readonly text: string }

/**
 * What a timer says. `stalled`: nothing was acknowledged for too long; `typingIdle`: no key was
 * pressed for a while; `partnerTypingOver`: nor, as far as is known, by the partner; `partingOver`:
 * the time is over in which one may ask to talk again; `talkEndOver`: in which one may report;
 * `suspensionOver`: in which one is not matched.
 */
export type TimerEvent = {
  readonly type:
    | 'stalled'
    | 'typingIdle'
    | 'partnerTypingOver'
    | 'partingOver'
    | 'talkEndOver'
    | 'suspensionOver'
}

export type ClientEvent = FrameEvent | SocketEvent | WorkEvent | VisitorEvent | TimerEvent

/**
 * What the socket is told. `open` asks for what was said in the room after number `after`, and for
 * nothing of another visit than `visit`, where this tab has one; `altcha` is a solution, where the
 * server asked for one. `giveUp` ends one that never came to
 * stand: it is told as `disconnected`, with what the server says of that.
 */
export type SocketCommand =
  | {
      readonly type: 'open'
      readonly visit: string | null
      readonly room: RoomId | null
      readonly after: number
      readonly altcha?: string
    }
  | { readonly type: 'send'; readonly frame: ClientFrame }
  | { readonly type: 'close' }
  | { readonly type: 'giveUp' }
