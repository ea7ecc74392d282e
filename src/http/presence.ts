// src/http/presence.ts — tells the engine which sessions come and go with their sockets.
import type { Engine } from '../actors/engine.ts'
import type { Clock } from '../events/edge.ts'
import type { SessionId } from '../events/fields.ts'
import { disconnectRetryMs } from '../events/limits.ts'
import type { Outbox } from './outbox.ts'
import type { Seats } from './seats.ts'

export interface Presence {
  /** The session has a new socket. */
  readonly came: (session: SessionId, outbox: Outbox) => void
  /** A socket of the session has closed. */
  readonly went: (session: SessionId, outbox: Outbox) => void
  /** From now on closing sockets mean nothing: the server stops. */
  readonly stop: () => void
}

interface PresenceParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly seats: Seats
  readonly graceMs: number
}

export const presence = ({ engine, clock, seats, graceMs }: PresenceParts): Presence => {
  /** Sessions without a socket whose disconnect the log could not take. */
  const unheard = new Set<SessionId>()
  let isStopped = false

  const disconnect = (session: SessionId): void => {
    const until = clock.now() + graceMs
    const refusal = engine.take({ actor: session, type: 'session.disconnect', data: { until } })
    if (refusal?.code !== 'unavailable') return
    // Else it would be online for ever, and its partner wait for nobody.
    unheard.add(session)
    if (unheard.size === 1) clock.at(clock.now() + disconnectRetryMs, retry)
  }

  const retry = (): void => {
    const sessions = [...unheard]
    unheard.clear()
    if (isStopped) return
    for (const session of sessions) {
      if (!seats.get(session)?.outbox) disconnect(session)
    }
  }

  return {
    came: (session, outbox) => {
      const seat = seats.take(session, outbox)
      const refusal = engine.take({ actor: session, type: 'session.connect', data: {} })
      if (refusal === null) {
        seat.welcomesDue += 1
        const room = engine.session(session)?.room ?? null
        if (room !== null) outbox.prepare(room)
      } else outbox.close(refusal.code === 'no_session' ? 'no_session' : 'restart')
    },
    went: (session, outbox) => {
      if (seats.leave(session, outbox) && !isStopped) disconnect(session)
    },
    stop: () => {
      isStopped = true
    },
  }
}
