// What a server's wire must say for the scenario to be played on it.
import type { ClientFrame, ServerFrame } from '../../events/frames.ts'
import type { VisitorProfile } from '../scenario/profile.ts'
import type { Upgrade } from './connection.ts'
import type { Ask } from './http.ts'

/** What a visitor shows at the upgrade: a cookie here, whatever the wire makes of it elsewhere. */
export type Credential = string

/** Why a visitor was not let in, as short as a column of a table. */
export interface Refusal {
  readonly refused: string
}

/** The room and the last seq that a visitor knows who comes back. */
export interface ResumePoint {
  readonly room: string
  readonly after: number
}

/** What a frame can be said on. */
export interface Channel {
  send(text: string): void
}

/**
 * A way to speak: how visitors come in, and how frames become the text of WebSocket messages. It
 * keeps nothing of a visitor's; whatever belongs to one is in its pass. Another server is driven by
 * the same scenario through another wire.
 */
export interface Wire {
  /** Makes a person known to the server. Never rejects. */
  readonly join: (person: VisitorProfile, ask: Ask) => Promise<Credential | Refusal>
  /** How the WebSocket is asked for; `resume` where a visitor comes back to a room. */
  readonly upgrade: (pass: Credential, resume: ResumePoint | null) => Upgrade
  /** Says what has to be said first on a socket that has just opened. */
  readonly greet: (channel: Channel, pass: Credential) => void
  /** A frame as text. */
  readonly write: (frame: ClientFrame) => string
  /**
   * A text as a frame; null where it is the wire's own affair, answered on the channel at once;
   * `undefined` where nobody can make sense of it.
   */
  readonly read: (text: string, channel: Channel) => ServerFrame | null | undefined
}
