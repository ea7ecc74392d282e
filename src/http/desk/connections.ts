// Which socket a session has now, at whatever edge, and what is said to it.
import type { SaidFrame, SocketEffect } from '../../actors/effect.ts'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { SessionEnd, SessionId } from '../../events/fields.ts'
import type { Receipt, ServerFrame } from '../../events/frames.ts'
import { reportMs } from '../../events/limits.ts'
import type { Clock } from '../../events/ports.ts'
import {
  type Allowance,
  type Bucket,
  fullBucket,
  takeToken,
  waitFor,
} from '../limits/tokenBucket.ts'
import type { Say, SentFrame, ToSocket } from '../line/line.ts'
import type { Receipts } from '../safety/receipts.ts'
import type { DeskSocket } from './edgeSockets.ts'

/** EdgeSockets that a session may open at once: a dead spot, a train, a few reloads. */
export const socketBurst = 20

/** And in the long run: a client that tries again every 6 s needs 10 of them a minute. */
const socketsPerSecond = 0.5

/** Ends of visits that are remembered: a page asks within minutes, and each takes 0.1 kB. */
export const endsKept = 10_000

/** What sockets a session may still open, kept while it lives: a new one brings no new allowance. */
interface Connection extends Bucket {
  /** The one it has now; null while it has none. */
  socket: DeskSocket | null
  /** Welcomes asked for and not yet released: the last one is the current socket's. */
  welcomesDue: number
  /** Of its last conversation; null until there is one. */
  receipt: Receipt | null
}

interface ConnectionsParts {
  readonly clock: Clock
  readonly visitOf: (session: SessionId) => string
  /** Signs what a room says of its end. */
  readonly signed: Receipts['signed']
  readonly say: Say
  /** Whether a session may open only so many sockets. */
  readonly isLimited: boolean
}

export class Connections {
  readonly #connections = new Map<SessionId, Connection>()
  readonly #parts: ConnectionsParts
  readonly #sockets: Allowance
  #online = 0
  /** By visit. */
  readonly #ends = new Map<string, SessionEnd>()

  constructor(parts: ConnectionsParts) {
    this.#parts = parts
    this.#sockets = { perSecond: parts.isLimited ? socketsPerSecond : 0, burst: socketBurst }
  }

  /** How many sessions have a socket. */
  get online(): number {
    return this.#online
  }

  /** The socket that a session has now. */
  socketOf(session: SessionId): DeskSocket | null {
    return this.#connections.get(session)?.socket ?? null
  }

  /** Gives 0, or the milliseconds after which the session may open a socket. */
  admit(session: SessionId): number {
    const connection = this.#connectionOf(session)
    return takeToken(connection, this.#sockets, this.#parts.clock.monotonic())
  }

  /** What `admit` would give; nothing is spent. */
  admitWait(session: SessionId): number {
    const connection = this.#connections.get(session)
    return connection === undefined
      ? 0
      : waitFor(connection, this.#sockets, this.#parts.clock.monotonic())
  }

  /** Gives the session this socket; the one it had is closed. */
  take(session: SessionId, socket: DeskSocket): void {
    const connection = this.#connectionOf(session)
    const former = connection.socket
    connection.socket = socket
    if (former === null) this.#online += 1
    else this.#close(former, 'replaced')
  }

  /** Its socket will be welcomed. */
  expectWelcome(session: SessionId): void {
    this.#connectionOf(session).welcomesDue += 1
  }

  /** Takes the socket from the session; false if it has another by now. */
  leave(session: SessionId, socket: DeskSocket): boolean {
    const connection = this.#connections.get(session)
    if (connection?.socket !== socket) return false
    connection.socket = null
    this.#online -= 1
    return true
  }

  /** Why a visit ended; null if it lives, or ended long ago or in an earlier process. */
  endOf(visit: string): SessionEnd | null {
    return this.#ends.get(visit) ?? null
  }

  /** Says what an actor says to whatever socket the session has. */
  readonly release = (effect: SocketEffect, turn: number | null): void => {
    const connection = this.#connections.get(effect.to)
    if (effect.kind === 'dismiss') {
      this.#dismiss(effect.to, effect.end, turn)
      return
    }
    if (connection === undefined) return
    const { frame: said } = effect
    if (said.type === 'welcome') {
      connection.welcomesDue -= 1
      // It was for a socket that has been replaced; the one that is due says more.
      if (connection.welcomesDue > 0) return
    }
    // Signed though there is no socket now: the next welcome tells it.
    const isIncomplete = said.type === 'welcome' || said.type === 'chat_ended'
    const frame = isIncomplete ? this.#completed(connection, said) : said
    const { socket } = connection
    if (socket !== null) {
      this.#parts.say(socket.edge, { type: 'frame', socket: socket.number, frame }, turn)
    }
  }

  /** Says something of our own to a session's socket. */
  reply(session: SessionId, frame: ServerFrame): void {
    this.#say(session, (socket) => ({ type: 'reply', socket, frame }))
  }

  /** Tells a session why what it asked for a while ago was not done. */
  refuse(session: SessionId, refusal: Refusal): void {
    this.#say(session, (socket) => ({ type: 'refused', socket, refusal }))
  }

  #say(session: SessionId, said: (socket: number) => ToSocket): void {
    const socket = this.socketOf(session)
    if (socket !== null) this.#parts.say(socket.edge, said(socket.number), null)
  }

  #close({ edge, number }: DeskSocket, reason: 'replaced'): void {
    this.#parts.say(edge, { type: 'close', socket: number, reason, end: null }, null)
  }

  /** The session is no more; its socket is told why. */
  #dismiss(session: SessionId, end: SessionEnd, turn: number | null): void {
    this.#ends.set(this.#parts.visitOf(session), end)
    if (this.#ends.size > endsKept) {
      const [oldest = ''] = this.#ends.keys()
      this.#ends.delete(oldest)
    }
    const socket = this.socketOf(session)
    this.#connections.delete(session)
    if (socket === null) return
    this.#online -= 1
    const said = { type: 'close', socket: socket.number, reason: 'no_session', end } as const
    this.#parts.say(socket.edge, said, turn)
  }

  /** What an actor said, its receipt signed. */
  readonly signed = (frame: SaidFrame): SentFrame => {
    if (frame.type !== 'chat_ended') return frame
    const { receipt, ...said } = frame
    return receipt === undefined ? said : { ...said, receipt: this.#parts.signed(receipt) }
  }

  /** Whoever was away when its conversation ended, or on a dead line, is told the receipt yet. */
  #completed(connection: Connection, said: SaidFrame): SentFrame {
    const frame = this.signed(said)
    if (frame.type === 'chat_ended') connection.receipt = frame.receipt ?? connection.receipt
    const { receipt } = connection
    if (frame.type !== 'welcome' || receipt === null) return frame
    const until = receipt.at + reportMs
    return this.#parts.clock.now() < until ? { ...frame, receipt } : frame
  }

  #connectionOf(session: SessionId): Connection {
    const known = this.#connections.get(session)
    if (known !== undefined) return known
    const { tokens, at } = fullBucket(this.#sockets, this.#parts.clock.monotonic())
    const connection: Connection = { tokens, at, socket: null, welcomesDue: 0, receipt: null }
    this.#connections.set(session, connection)
    return connection
  }
}
