// What a connection is to whoever has one.
import { closeCodes } from '../../events/frames.ts'
import type { WebSocketClient } from './webSocket.ts'

/** How a connection ended, or why it never began. */
export type ConnectionEnd =
  /** The WebSocket was open; 1006 where the other end went without a close frame. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** The server answered the upgrade with something else than 101. */
  | { readonly kind: 'refused'; readonly status: number; readonly body: string }
  /** The connection failed before it was open: the system's code, such as ECONNREFUSED. */
  | { readonly kind: 'failed'; readonly code: string }

/** Whoever a connection belongs to. */
export interface SocketListener {
  opened(socket: WebSocketClient): void
  received(socket: WebSocketClient, text: string): void
  ended(socket: WebSocketClient, ending: ConnectionEnd): void
}

export interface Destination {
  readonly host: string
  readonly port: number
  /** The address to connect from; the system chooses where there is none. */
  readonly localAddress?: string
}

/** The upgrade: its request target, and header lines of its own, each ended by CR LF. */
export interface Upgrade {
  readonly target: string
  readonly headers: string
}

/** A name to count it under. */
export const nameOfEnd = (ending: ConnectionEnd): string => {
  switch (ending.kind) {
    case 'closed':
      return `socket: closed ${ending.code}`
    case 'refused':
      return `upgrade: ${ending.status}`
    case 'failed':
      return `connect: ${ending.code}`
  }
}

/** True where the session that the pass names is no more. */
export const isNoSession = (ending: ConnectionEnd): boolean =>
  ending.kind === 'closed'
    ? ending.code === closeCodes.no_session
    : ending.kind === 'refused' && ending.status === 401
