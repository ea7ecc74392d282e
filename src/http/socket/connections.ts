// Which socket a session has now, and what it may still send.
import type { SaidFrame, SocketEffect } from '../../actors/effect.ts'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { SessionEnd, SessionId } from '../../events/fields.ts'
import type { Receipt } from '../../events/frames.ts'
import { reportMs } from '../../events/limits.ts'
import type { Clock } from '../../events/ports.ts'
import {
  type Allowance,
  type Bucket,
  fullBucket,
  takeToken,
  waitFor,
} from '../limits/tokenBucket.ts'
import type { Receipts } from '../safety/receipts.ts'
import type { FrameWriter, SentFrame } from './frameWriter.ts'

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

/** Pings that cost nothing else: enough to notice a dead line, and to keep a proxy from hanging up. */
const pingsPerSecond = 1

/** Ends of visits that are remembered: a page asks within minutes, and each takes 0.1 kB. */
export const endsKept = 10_000

/** Kept while the session lives, so that a new socket does not bring a new allowance. */
export interface Connection {
  /** For every frame but `typing`, and pings beyond `pings`. */
  readonly messages: Bucket
  /** Null until it types: most never do. */
  typing: Bucket | null
  /** Null until it pings. */
  pings: Bucket | null
  readonly sockets: Bucket
  /** The current socket's; null while the session has none. */
  writer: FrameWriter | null
  /** Welcomes asked for and not yet released: the last one is the current socket's. */
  welcomesDue: number
  /** Of its last conversation; null until there is one. */
  receipt: Receipt | null
}

export const typingAllowance = { perSecond: typingPerSecond, burst: typingBurst }

export const pingAllowance = { perSecond: pingsPerSecond, burst: 1 }

interface ConnectionsParts {
  readonly clock: Clock
  readonly visitOf: (session: SessionId) => string
  /** Signs what a room says of its end. */
  readonly signed: Receipts['signed']
  readonly isLimited: boolean
}

export class Connections {
  #connections = new Map<SessionId, Connection>()
  #clock: Clock
  #sockets: Allowance
  #online = 0
  #visitOf: ConnectionsParts['visitOf']
  #signed: ConnectionsParts['signed']
  /** By visit. */
  #ends = new Map<string, SessionEnd>()

  /** `isLimited`: whether a session may open only so many sockets. */
  constructor({ clock, visitOf, signed, isLimited }: ConnectionsParts) {
    this.#clock = clock
    this.#visitOf = visitOf
    this.#signed = signed
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

  /** Why a visit ended; null if it lives, or ended long ago or in an earlier process. */
  endOf(visit: string): SessionEnd | null {
    return this.#ends.get(visit) ?? null
  }

  /** Carries out what concerns a socket. */
  readonly release = (effect: SocketEffect): void => {
    const connection = this.#connections.get(effect.to)
    if (effect.kind === 'dismiss') {
      this.#ended(effect.to, effect.end)
      connection?.writer?.close('no_session', effect.end)
      this.#connections.delete(effect.to)
      return
    }
    if (connection === undefined) return
    if (effect.frame.type === 'welcome') {
      connection.welcomesDue -= 1
      // It was for a socket that has been replaced; the one that is due says more.
      if (connection.welcomesDue > 0) return
    }
    const frame = this.#completed(connection, effect.frame)
    connection.writer?.deliver(frame)
  }

  /** Whoever was away when its conversation ended, or on a dead line, is told the receipt yet. */
  #completed(connection: Connection, frame: SaidFrame): SentFrame {
    if (frame.type === 'chat_ended') {
      const { receipt, ...said } = frame
      if (receipt === undefined) return said
      connection.receipt = this.#signed(receipt)
      return { ...said, receipt: connection.receipt }
    }
    const { receipt } = connection
    if (frame.type !== 'welcome' || receipt === null) return frame
    const until = receipt.at + reportMs
    return this.#clock.now() < until ? { ...frame, receipt } : frame
  }

  /** Tells a session why what it asked for a while ago was not done. */
  refuse(session: SessionId, { code, ...refusal }: Refusal): void {
    const writer = this.get(session)?.writer ?? null
    if (code === 'no_session') writer?.close('no_session')
    else if (code !== 'duplicate') writer?.refuse({ ...refusal, code, id: null })
  }

  closeAll(): void {
    for (const { writer } of this.#connections.values()) writer?.close('restart')
  }

  #connectionOf(session: SessionId): Connection {
    const known = this.#connections.get(session)
    if (known !== undefined) return known
    const now = this.#clock.monotonic()
    const connection: Connection = {
      messages: fullBucket({ perSecond: 0, burst: messageBurst }, now),
      typing: null,
      pings: null,
      sockets: fullBucket(this.#sockets, now),
      writer: null,
      welcomesDue: 0,
      receipt: null,
    }
    this.#connections.set(session, connection)
    return connection
  }

  #ended(session: SessionId, end: SessionEnd): void {
    this.#ends.set(this.#visitOf(session), end)
    if (this.#ends.size <= endsKept) return
    const [oldest = ''] = this.#ends.keys()
    this.#ends.delete(oldest)
  }
}
