// What can happen to the client, and what it asks of its socket.
import type { RoomId } from '../../src/events/fields.ts'
import type { ClientFrame, ServerFrame } from '../../src/events/frames.ts'

export type Welcome = Extract<ServerFrame, { type: 'welcome' }>

/**
 * What the socket reports beside frames; `code` is the close code. `retryAfterMs` is there where
 * the server did not let it in and said when it will.
 */
export type SocketEvent = {
  readonly type: 'disconnected'
  readonly code: number
  readonly retryAfterMs?: number
}

/**
 * What the visitor, or the visitor's machine, does. `walkOn` can be undone for a while, `leave`
 * is what comes of it; `next`: somebody else is looked for then.
 */
export type VisitorEvent =
  | { readonly type: 'find' | 'cancel' | 'leave' | 'depart' | 'reconnect' }
  | { readonly type: 'walkOn'; readonly next: boolean }
  | { readonly type: 'undo' }
  | { readonly type: 'online' | 'offline' | 'pagehide' }
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'discard'; readonly id: string }
  | { readonly type: 'keystroke'; readonly empty: boolean }

/** `stalled`: nothing was acknowledged for too long. */
export type ClientEvent = ServerFrame | SocketEvent | VisitorEvent | { readonly type: 'stalled' }

/** What the socket is told. `open` asks for what was said in the room after number `after`. */
export type SocketCommand =
  | { readonly type: 'open'; readonly room: RoomId | null; readonly after: number }
  | { readonly type: 'send'; readonly frame: ClientFrame }
  | { readonly type: 'close' }

/** Why there is no connection. */
export type DisconnectReason = 'lost' | 'offline' | 'restart' | 'slow' | 'flood' | 'refused'
