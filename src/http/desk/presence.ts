// Tells the engine which sessions come and go with their sockets.
import { Result } from 'effect'
import type { Engine, Taken } from '../../actors/engine/engine.ts'
import { noSession } from '../../actors/engine/refusal.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Clock } from '../../events/ports.ts'
import type { Transcript } from '../../projections/transcript.ts'
import type { Addresses } from '../limits/addresses.ts'
import type { EdgeName, OpenSocket, ResumePoint, Say } from '../line/line.ts'
import type { Connections } from './connections.ts'
import type { DeskSocket, Sockets } from './sockets.ts'

/** A disconnect that the log could not take is given again after this many milliseconds. */
const disconnectRetryMs = 1_000

interface PresenceParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly transcript: Transcript
  readonly connections: Connections
  readonly sockets: Sockets
  readonly addresses: Addresses
  readonly graceMs: number
  readonly say: Say
}

export class Presence {
  readonly #parts: PresenceParts
  /** Sessions without a socket whose disconnect the log could not take. */
  readonly #unheard = new Set<SessionId>()

  constructor(parts: PresenceParts) {
    this.#parts = parts
  }

  /** A socket has opened: its session is here, and is told how things stand. */
  opened(edge: EdgeName, opened: OpenSocket, resume: ResumePoint | null): Taken {
    const { engine, connections, say } = this.#parts
    const socket = this.#added(edge, opened)
    const { session } = socket
    if (session === null) {
      const said = { type: 'close', socket: socket.number, reason: 'other_visit' } as const
      say(edge, { ...said, end: null }, null)
      return Result.void
    }
    if (engine.session(session) === null) return Result.fail(noSession)
    this.#attach(session, socket)
    const taken = engine.take({ actor: session, type: 'session.connect', data: {} })
    if (Result.isFailure(taken)) return taken
    connections.expectWelcome(session)
    const room = engine.session(session)?.room ?? null
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
    if (session !== null && this.#parts.engine.session(session) !== null) {
      this.#attach(session, socket)
    }
  }

  closed(socket: DeskSocket | null): Taken {
    if (socket === null) return Result.void
    const { connections, sockets, addresses } = this.#parts
    const { session, address } = socket
    sockets.remove(socket)
    addresses.closed(address)
    drop(socket)
    if (session !== null && connections.leave(session, socket)) this.#disconnect(session)
    return Result.void
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

  #disconnect(session: SessionId): void {
    const { engine, clock, graceMs } = this.#parts
    const until = clock.now() + graceMs
    const taken = engine.take({ actor: session, type: 'session.disconnect', data: { until } })
    if (Result.isSuccess(taken) || taken.failure.code !== 'unavailable') return
    // Else it would be online for ever, and its partner wait for nobody.
    this.#unheard.add(session)
    if (this.#unheard.size === 1) clock.after(disconnectRetryMs, this.#retry)
  }

  readonly #retry = (): void => {
    const sessions = [...this.#unheard]
    this.#unheard.clear()
    for (const session of sessions) {
      if (this.#parts.connections.socketOf(session) === null) this.#disconnect(session)
    }
  }
}

/** Nothing more of what it had to catch up with is wanted. */
const drop = (socket: DeskSocket): void => {
  socket.reading?.drop()
  socket.reading = null
}
