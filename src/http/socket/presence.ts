// Tells the engine which sessions come and go with their sockets.
import { Result } from 'effect'
import type { Engine } from '../../actors/engine/engine.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Clock } from '../../events/ports.ts'
import type { Connections } from './connections.ts'
import type { FrameWriter } from './frameWriter.ts'

/** A disconnect that the log could not take is given again after this many milliseconds. */
const disconnectRetryMs = 1_000

export interface Presence {
  /** The session has a new socket. */
  readonly connected: (session: SessionId, writer: FrameWriter) => void
  /** A socket of the session has closed. */
  readonly disconnected: (session: SessionId, writer: FrameWriter) => void
}

interface PresenceParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly connections: Connections
  readonly graceMs: number
}

export const presence = ({ engine, clock, connections, graceMs }: PresenceParts): Presence => {
  /** Sessions without a socket whose disconnect the log could not take. */
  const unheard = new Set<SessionId>()

  const disconnect = (session: SessionId): void => {
    const until = clock.now() + graceMs
    const taken = engine.take({ actor: session, type: 'session.disconnect', data: { until } })
    if (Result.isSuccess(taken) || taken.failure.code !== 'unavailable') return
    // Else it would be online for ever, and its partner wait for nobody.
    unheard.add(session)
    if (unheard.size === 1) clock.after(disconnectRetryMs, retry)
  }

  const retry = (): void => {
    const sessions = [...unheard]
    unheard.clear()
    for (const session of sessions) {
      if (!connections.get(session)?.writer) disconnect(session)
    }
  }

  return {
    connected: (session, writer) => {
      const connection = connections.take(session, writer)
      const taken = engine.take({ actor: session, type: 'session.connect', data: {} })
      if (Result.isSuccess(taken)) {
        connection.welcomesDue += 1
        const room = engine.session(session)?.room ?? null
        if (room !== null) writer.prepare(room, engine.saidIn(room))
      } else writer.close(taken.failure.code === 'no_session' ? 'no_session' : 'restart')
    },
    disconnected: (session, writer) => {
      if (connections.leave(session, writer)) disconnect(session)
    },
  }
}
