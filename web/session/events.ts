// What can happen to the client, and what it asks of its socket.
import type { RoomId } from '../../src/events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../src/events/frames.ts'
import type { MessageFrame } from './transcript.ts'

export type Welcome = Extract<ServerFrame, { type: 'welcome' }>

/** A frame as the machine hears of it: messages come several at a time, in order. */
export type FrameEvent =
  | Exclude<ServerFrame, MessageFrame>
  | { readonly type: 'messages'; readonly messages: readonly MessageFrame[] }

/**
 * What the socket reports beside frames; `code` is the close code. `retryAfterMs` is there where
 * the server did not let it in and said when it will.
 */
export type SocketEvent = {
  readonly type: 'disconnected'
  readonly code: number
  readonly retryAfterMs?: number
}

/** What the visitor, or the visitor's machine, does. */
export type VisitorEvent =
  | { readonly type: 'find' | 'cancel' | 'leave' | 'depart' | 'reconnect' }
  | { readonly type: 'online' | 'offline' }
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'discard'; readonly id: string }
  | { readonly type: 'keystroke'; readonly empty: boolean }

/** `stalled`: nothing was acknowledged for too long. */
export type ClientEvent = FrameEvent | SocketEvent | VisitorEvent | { readonly type: 'stalled' }

/** What the socket is told. `open` asks for what was said in the room after number `after`. */
export type SocketCommand =
  | { readonly type: 'open'; readonly room: RoomId | null; readonly after: number }
  | { readonly type: 'send'; readonly frame: ClientFrame }
  | { readonly type: 'close' }

/** Why there is no connection. */
export type DisconnectReason = 'lost' | 'offline' | 'restart' | 'slow' | 'flood' | 'refused'
