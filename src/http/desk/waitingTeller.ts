// Tells whoever waits how things stand, when it begins to wait and again when that changes.
import { frame, type SocketEffect } from '../../actors/effect.ts'
import type { Engine } from '../../actors/engine/engine.ts'
import type { SessionId } from '../../events/fields.ts'
import type { ServerFrame } from '../../events/frames.ts'
import type { After, Clock } from '../../events/ports.ts'

/** From one `waiting` to the next of the same visitor: more often nobody would read. */
export const retellMs = 2_000

/** How often is looked for whose turn it is: a crowd is told in twenty parts, never at once. */
const roundMs = 100

export interface WaitingTellerParts {
  readonly engine: Pick<Engine, 'outlook'>
  readonly clock: Pick<Clock, 'monotonic'> & { readonly after: After }
  /** Who is told in the end. */
  readonly release: (effect: SocketEffect, turn: number | null) => void
}

/** What a visitor was told last, and when it may be told again. */
interface Told {
  readonly since: number
  readonly outlook: string
  readonly due: number
}

/**
 * What an actor says of a wait follows from the log; how things stand does not, and is neither
 * logged nor held back for a commit: it is counted when it is told, as `/api/stats` is.
 */
export class WaitingTeller {
  #parts: WaitingTellerParts
  /** Those who wait, whoever is due first first: all are due after the same time. */
  #told = new Map<SessionId, Told>()
  #isRunning = false

  constructor(parts: WaitingTellerParts) {
    this.#parts = parts
  }

  /** Passes on what an actor said; a `waiting` with how things stand. */
  readonly release = (effect: SocketEffect, turn: number | null): void => {
    if (effect.kind === 'frame' && effect.frame.type === 'waiting') {
      this.#tell(effect.to, effect.frame, turn)
    } else this.#parts.release(effect, turn)
  }

  #tell(to: SessionId, { since }: Waiting, turn: number | null): void {
    const outlook = this.#parts.engine.outlook(to)
    this.#parts.release(frame(to, { type: 'waiting', since, ...outlook }), turn)
    // It may have been matched in the same turn.
    if (outlook === null) this.#told.delete(to)
    else this.#note(to, since, JSON.stringify(outlook))
  }

  readonly #round = (): void => {
    const now = this.#parts.clock.monotonic()
    for (const [session, { since, outlook: last, due }] of this.#told) {
      if (due > now) break
      const outlook = this.#parts.engine.outlook(session)
      if (outlook === null) {
        this.#told.delete(session)
        continue
      }
      const next = JSON.stringify(outlook)
      if (next !== last) {
        this.#parts.release(frame(session, { type: 'waiting', since, ...outlook }), null)
      }
      this.#note(session, since, next)
    }
    this.#isRunning = this.#told.size > 0
    if (this.#isRunning) this.#parts.clock.after(roundMs, this.#round)
  }

  #note(session: SessionId, since: number, outlook: string): void {
    const { clock } = this.#parts
    this.#told.delete(session)
    this.#told.set(session, { since, outlook, due: clock.monotonic() + retellMs })
    if (this.#isRunning) return
    this.#isRunning = true
    clock.after(roundMs, this.#round)
  }
}

type Waiting = Extract<ServerFrame, { type: 'waiting' }>
