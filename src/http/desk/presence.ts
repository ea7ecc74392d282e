// Tells the engine which sessions come and go with their sockets.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import { noSession, type Taken } from '../../actors/engine/refusal.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Clock } from '../../events/ports.ts'
import type { Transcript } from '../../projections/transcript.ts'
import type { Addresses } from '../limits/addresses.ts'
import type { EdgeName, OpenSocket, ResumePoint, Say } from '../line/line.ts'
import type { Connections } from './connections.ts'
import type { DeskSocket, EdgeSockets } from './edgeSockets.ts'

/** A disconnect that the log could not take is given again after this many milliseconds. */
const disconnectRetryMs = 1_000

/** Disconnects given in one go where an edge is gone with all its sockets: some milliseconds' worth. */
export const disconnectsAtOnce = 200

/** Until the next of them are given: meanwhile others are served. */
const disconnectPauseMs = 5

interface PresenceParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly transcript: Transcript
  readonly connections: Connections
  readonly sockets: EdgeSockets
  readonly addresses: Addresses
  readonly graceMs: number
  readonly say: Say
}

export class Presence {
  readonly #parts: PresenceParts
  /** Sessions without a socket of which the engine has not heard yet that they are away. */
  readonly #unheard = new Set<SessionId>()
  #isWaiting = false

  constructor(parts: PresenceParts) {
    this.#parts = parts
  }

  /** A socket has opened: its session is here, and is told how things stand. */
  opened(edge: EdgeName, opened: OpenSocket, resume: ResumePoint | null): Taken {
    const { engine, connections, say } = this.#parts
    const socket = this.#added(edge, opened)
    const { session } = socket
    const known = engine.session(session)
    if (known === null) return Result.fail(noSession)
    const taken = engine.take({ actor: session, type: 'session.connect', data: {} })
    // It stays where it was: this socket is closed.
    if (Result.isFailure(taken)) return taken
    this.#attach(session, socket)
    connections.expectWelcome(session)
    const { room } = known
    if (room === null) return taken
    // As the messages stand now: the room may have ended, and they with it, when the welcome is due.
    const seen = resume?.room === room ? resume.after : 0
    socket.reading = this.#parts.transcript(room, seen)
    say(edge, { type: 'catch_up', socket: socket.number, said: engine.saidIn(room) }, null)
    return taken
  }

  /** A socket is open whose session an earlier world has welcomed there. */
  adopted(edge: EdgeName, open: OpenSocket): void {
    const socket = this.#added(edge, open)
    const { session } = socket
    if (this.#parts.engine.session(session) === null) return
    this.#attach(session, socket)
    this.#parts.engine.returned(session)
  }

  closed(socket: DeskSocket | null): Taken {
    if (socket !== null) {
      this.#parts.sockets.remove(socket)
      this.#detach(socket)
      this.#tellSome()
    }
    return Result.void
  }

  /** All sockets of an edge have closed. */
  gone(edge: EdgeName): void {
    for (const socket of this.#parts.sockets.removeEdge(edge)) this.#detach(socket)
    this.#tellSome()
  }

  #added(edge: EdgeName, { socket: number, session, address }: OpenSocket): DeskSocket {
    const { sockets, addresses } = this.#parts
    const socket: DeskSocket = { edge, number, session, address, reading: null }
    sockets.add(socket)
    addresses.opened(address)
    return socket
  }

  #attach(session: SessionId, socket: DeskSocket): void {
    const { connections } = this.#parts
    const former = connections.socketOf(session)
    if (former !== null) drop(former)
    connections.take(session, socket)
  }

  #detach(socket: DeskSocket): void {
    const { connections, addresses } = this.#parts
    const { session, address } = socket
    addresses.closed(address)
    drop(socket)
    if (connections.leave(session, socket)) this.#unheard.add(session)
  }

  /** Tells of those who are away, as many as may be at once; of the others by and by. */
  #tellSome(): void {
    if (this.#isWaiting) return
    let [left, pauseMs] = [disconnectsAtOnce, disconnectPauseMs]
    for (const session of this.#unheard) {
      if (left === 0) break
      left -= 1
      if (!this.#tell(session)) {
        // Else it would be online for ever, and its partner wait for nobody.
        pauseMs = disconnectRetryMs
        break
      }
      this.#unheard.delete(session)
    }
    if (this.#unheard.size === 0) return
    this.#isWaiting = true
    this.#parts.clock.after(pauseMs, () => {
      this.#isWaiting = false
      this.#tellSome()
    })
  }

  /** Tells that a session is away, if it still is; false where the log cannot take it now. */
  #tell(session: SessionId): boolean {
    const { engine, clock, connections, graceMs } = this.#parts
    if (connections.socketOf(session) !== null) return true
    // It may have come to a socket that could not be told so, while it was away.
    if (engine.session(session)?.online !== true) return true
    const until = clock.now() + graceMs
    const taken = engine.take({ actor: session, type: 'session.disconnect', data: { until } })
    return Result.isSuccess(taken) || taken.failure.code !== 'unavailable'
  }
}

/** Nothing more of what it had to catch up with is wanted. */
const drop = (socket: DeskSocket): void => {
  socket.reading?.drop()
  socket.reading = null
}
