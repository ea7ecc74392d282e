// What a WebSocket connection is to whoever opened it.
import { closeCodes } from '../../events/frames.ts'

/** A connection, as far as those who speak on it need it. */
export interface ClientSocket {
  /** Sends one text frame. Does nothing unless the connection is open. */
  send(text: string): void
  /** Sends several text frames in one write. */
  sendAll(texts: readonly string[]): void
}

/** Whoever is told what happens to a connection. */
export interface SocketListener {
  opened(socket: ClientSocket): void
  received(socket: ClientSocket, text: string): void
  ended(socket: ClientSocket, end: ConnectionEnd): void
}

/** How a connection ended, or why it never began. */
export type ConnectionEnd = ConnectionClosed | UpgradeRefused | ConnectFailed

/** The WebSocket was open; 1006 where the other end went without a close frame. */
export interface ConnectionClosed {
  readonly _tag: 'ConnectionClosed'
  readonly code: number
  readonly reason: string
}

/** The server answered the upgrade with something else than 101. */
export interface UpgradeRefused {
  readonly _tag: 'UpgradeRefused'
  readonly status: number
  readonly body: string
  /** Where it sends to instead, as it says so. */
  readonly location?: string | undefined
}

/** The connection failed before it was open: the system's code, such as ECONNREFUSED. */
export interface ConnectFailed {
  readonly _tag: 'ConnectFailed'
  readonly code: string
}

/** How a server over TLS is known: by its certificate, unless that may be anything. */
export interface Secure {
  /** The name that the certificate must have; its address where there is none. */
  readonly servername?: string
  readonly rejectUnauthorized: boolean
}

export interface Destination {
  readonly host: string
  readonly port: number
  /** What the server is called, with its port: the `Host` of requests; where nobody says, its address. */
  readonly authority?: string
  /** Where it is reached over TLS. */
  readonly secure?: Secure
  /** The address to connect from; the system chooses where there is none. */
  readonly localAddress?: string
}

/** The `Host` of requests there. */
export const hostOf = ({ host, port, authority = `${host}:${port}` }: Destination): string =>
  authority

/** Headers of a request by their names. */
export type RequestHeaders = Readonly<Record<string, string>>

/** Headers as they are sent: a line each, ended by CR LF. */
export const linesOf = (headers: RequestHeaders): string => {
  let lines = ''
  for (const name in headers) lines += `${name}: ${headers[name]}\r\n`
  return lines
}

/** How the WebSocket is asked for: the request target, and headers beside those of any upgrade. */
export interface UpgradeRequest {
  readonly target: string
  readonly headers: RequestHeaders
}

/** A name to count it under. */
export const nameOfEnd = (end: ConnectionEnd): string => {
  switch (end._tag) {
    case 'ConnectionClosed':
      return `socket: closed ${end.code}`
    case 'UpgradeRefused':
      return `upgrade: ${answerOf(end.status, end.location)}`
    case 'ConnectFailed':
      return `connect: ${end.code}`
  }
}

/** An answer, with where it leads to if it leads elsewhere: as short as a name to count it under. */
export const answerOf = (status: number, location: string | undefined): string =>
  status >= 300 && status < 400 && location !== undefined
    ? `${status} to ${location.slice(0, locationCharactersMax)}`
    : String(status)

/** An address that is longer is hardly that of a server. */
const locationCharactersMax = 200

/** True where the session that the credential names is no more. */
export const isNoSession = (end: ConnectionEnd): boolean =>
  end._tag === 'ConnectionClosed'
    ? end.code === closeCodes.no_session
    : end._tag === 'UpgradeRefused' && end.status === 401

/** True where the upgrade is given to whoever works for it, or waits. */
export const isWorkNeeded = (end: ConnectionEnd): boolean =>
  end._tag === 'UpgradeRefused' && end.status === 428

/** Whether an answer of this status will be the same however often one asks. */
export const isFinalStatus = (status: number): boolean =>
  status < 500 && ![401, 408, 425, 429].includes(status)

/** True where the server refused the upgrade, and will again. */
export const isFinal = (end: ConnectionEnd): boolean =>
  end._tag === 'UpgradeRefused' && isFinalStatus(end.status)
