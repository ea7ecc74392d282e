// Which socket a session has now, and what it may still send.
import type { SocketEffect } from '../../actors/effect.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Clock } from '../../events/ports.ts'
import {
  type Allowance,
  type Bucket,
  fullBucket,
  takeToken,
  waitFor,
} from '../limits/tokenBucket.ts'
import type { FrameWriter } from './frameWriter.ts'

/** How many messages may come at once before the rate per second holds. */
export const messageBurst = 20

/** Typing shows as on and off; faster than this it only flickers. */
const typingPerSecond = 4

/** Typing frames that may come at once. */
export const typingBurst = 8

/** Sockets that a session may open at once: a dead spot, a train, a few reloads. */
export const socketBurst = 20

/** And in the long run: a client that tries again every 6 s needs 10 of them a minute. */
const socketsPerSecond = 0.5

/** Connections kept before those of sessions that are no more are forgotten. */
const connectionsSweptAt = 1_024

/** Kept while the session lives, so that a new socket does not bring a new allowance. */
export interface Connection {
  /** For every frame but `typing`. */
  readonly messages: Bucket
  /** Null until it types: most never do. */
  typing: Bucket | null
  readonly sockets: Bucket
  /** The current socket's; null while the session has none. */
  writer: FrameWriter | null
  /** Welcomes asked for and not yet released: the last one is the current socket's. */
  welcomesDue: number
}

export const typingAllowance = { perSecond: typingPerSecond, burst: typingBurst }

interface ConnectionsParts {
  readonly clock: Clock
  readonly isAlive: (session: SessionId) => boolean
  readonly isLimited: boolean
}

export class Connections {
  #connections = new Map<SessionId, Connection>()
  #clock: Clock
  #isAlive: (session: SessionId) => boolean
  #sockets: Allowance
  #online = 0
  #sweepAt = connectionsSweptAt

  /** `isLimited`: whether a session may open only so many sockets. */
  constructor({ clock, isAlive, isLimited }: ConnectionsParts) {
    this.#clock = clock
    this.#isAlive = isAlive
    this.#sockets = { perSecond: isLimited ? socketsPerSecond : 0, burst: socketBurst }
  }

  /** How many sessions have a socket. */
  get online(): number {
    return this.#online
  }

  get(session: SessionId): Connection | undefined {
    return this.#connections.get(session)
  }

  /** Gives 0, or the milliseconds after which the session may open a socket. */
  admit(session: SessionId): number {
    return takeToken(this.#connectionOf(session).sockets, this.#sockets, this.#clock.monotonic())
  }

  /** What `admit` would give; nothing is spent. */
  admitWait(session: SessionId): number {
    const connection = this.#connections.get(session)
    return connection === undefined
      ? 0
      : waitFor(connection.sockets, this.#sockets, this.#clock.monotonic())
  }

  /** Gives the session this socket; the one it had is closed. */
  take(session: SessionId, writer: FrameWriter): Connection {
    const connection = this.#connectionOf(session)
    const former = connection.writer
    connection.writer = writer
    if (former === null) this.#online += 1
    else former.close('replaced')
    return connection
  }

  /** Takes the socket from the session; false if it has another by now. */
  leave(session: SessionId, writer: FrameWriter): boolean {
    const connection = this.#connections.get(session)
    if (connection?.writer !== writer) return false
    connection.writer = null
    this.#online -= 1
    return true
  }

  /** Carries out what concerns a socket. */
  readonly release = (effect: SocketEffect): void => {
    const connection = this.#connections.get(effect.to)
    if (connection === undefined) return
    if (effect.kind === 'dismiss') {
      connection.writer?.close('no_session')
      this.#connections.delete(effect.to)
      return
    }
    if (effect.frame.type === 'welcome') {
      connection.welcomesDue -= 1
      // It was for a socket that has been replaced; the one that is due says more.
      if (connection.welcomesDue > 0) return
    }
    connection.writer?.deliver(effect.frame)
  }

  closeAll(): void {
    for (const { writer } of this.#connections.values()) writer?.close('restart')
  }

  #connectionOf(session: SessionId): Connection {
    const known = this.#connections.get(session)
    if (known !== undefined) return known
    if (this.#connections.size >= this.#sweepAt) this.#sweep()
    const now = this.#clock.monotonic()
    const connection: Connection = {
      messages: fullBucket({ perSecond: 0, burst: messageBurst }, now),
      typing: null,
      sockets: fullBucket(this.#sockets, now),
      writer: null,
      welcomesDue: 0,
    }
    this.#connections.set(session, connection)
    return connection
  }

  /** Forgets sessions that expired: nobody tells, as they had no socket. */
  #sweep(): void {
    for (const [session, { writer }] of this.#connections) {
      if (writer === null && !this.#isAlive(session)) this.#connections.delete(session)
    }
    this.#sweepAt = Math.max(connectionsSweptAt, this.#connections.size * 2)
  }
}
