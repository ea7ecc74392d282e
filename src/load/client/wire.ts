// What a server's wire must say for the scenario to be played on it.
import type { Result } from 'effect'
import type { ClientFrame, ServerFrame } from '../../events/frames.ts'
import type { VisitorProfile } from '../scenario/profile.ts'
import type { ClientSocket, UpgradeRequest } from './connection.ts'
import type { SendRequest } from './http.ts'
import type { Challenge } from './solver.ts'

/** What a visitor is known by: its cookies here, whatever the wire makes of it elsewhere. */
export type Credential = string

/** What a visitor brings along: what it has from an earlier visit, and a challenge's solution. */
export interface Brought {
  /** Empty where it is new, or has cleared its cookies. */
  readonly credential: Credential
  /** Null where it was not asked for one. */
  readonly solution: string | null
}

/** Why a visitor was not let in, as short as a column of a table: `429`, `ECONNREFUSED`. */
export interface JoinRefused {
  readonly _tag: 'JoinRefused'
  readonly why: string
  /** True where the server will say the same however often it is asked. */
  readonly isFinal: boolean
}

/** It comes in once it has worked, or has waited for so long. */
export interface WorkNeeded {
  readonly _tag: 'WorkNeeded'
  /** Null where there is only the waiting. */
  readonly challenge: Challenge | null
  readonly waitMs: number
  /** With its place among those who wait, where the server gives one. */
  readonly credential: Credential
}

/** A text that is no frame of the wire's. */
export interface NotUnderstood {
  readonly _tag: 'NotUnderstood'
  /** What it calls itself, where that is a type of the wire's. */
  readonly type: string | null
}

/** The room and the last seq that a visitor knows who comes back. */
export interface LastSeen {
  readonly room: string
  readonly seq: number
}

/**
 * A way to speak: how visitors come in, and how frames become the text of WebSocket messages. It
 * keeps nothing of a visitor's; whatever belongs to one is in its credential. Another server is
 * driven by the same scenario through another wire.
 */
export interface Wire {
  /** Makes a visitor known to the server. */
  readonly join: (
    profile: VisitorProfile,
    send: SendRequest,
    brought: Brought,
  ) => Promise<Result.Result<Credential, JoinRefused | WorkNeeded>>
  /** Whether the WebSocket would be given now, and what it takes where it is not. */
  readonly line: (
    send: SendRequest,
    credential: Credential,
  ) => Promise<Result.Result<void, JoinRefused | WorkNeeded>>
  /** The session of a credential, as the server's log names it; there is none where no log can be compared. */
  readonly sessionOf?: (credential: Credential) => string | null
  /** How the WebSocket is asked for; `lastSeen` where a visitor comes back to a room. */
  readonly upgrade: (brought: Brought, lastSeen: LastSeen | null) => UpgradeRequest
  /** Says what has to be said first on a socket that has just opened. */
  readonly greet: (socket: ClientSocket, credential: Credential) => void
  /** A frame as text. */
  readonly write: (frame: ClientFrame) => string
  /** A text as a frame; null where it is the wire's own affair, answered on the socket at once. */
  readonly read: (
    text: string,
    socket: ClientSocket,
  ) => Result.Result<ServerFrame | null, NotUnderstood>
}
