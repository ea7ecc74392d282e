// The sessions of before a start, until somebody comes back to them: nobody has a socket then.
import type { SessionId } from '../../events/fields.ts'
import type { Armed, Clock } from '../../events/ports.ts'
import { lotMax } from './alarms.ts'

/** So soon a browser that is still there is back as a rule: whoever is not is away by then. */
const awaitedMsMax = 10_000

/** Where a grace is short, most of it is left for whoever is taken to be away. */
const awaitedShare = 1 / 3

/** How long is waited where the log cannot take in who is away. */
const retryMs = 1_000

export interface AwaitedParts {
  readonly sessions: Iterable<SessionId>
  readonly graceMs: number
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'after' | 'disarm'>
  /** False while nothing can be taken. */
  readonly available: () => boolean
  /** Takes that the session is away, where it is online as the log has it; gives whether it was. */
  readonly disconnect: (session: SessionId, until: number) => boolean
  readonly afterCommit: (then: () => void) => void
}

/**
 * Who was online and does not come back soon is disconnected by the clock: then its partner is told,
 * and it is not matched. Nobody loses its session before a whole grace has passed since the start.
 */
export class Awaited {
  /** When the grace of all of them is over, by the monotonic source. */
  readonly #overAt: number
  readonly #parts: AwaitedParts
  readonly #sessions: Set<SessionId>
  /** Those not looked at yet: in their order, without any that is back by then. */
  readonly #left: Iterator<SessionId>
  #armed: Armed | null = null
  #isOff = false

  constructor(parts: AwaitedParts) {
    const { sessions, graceMs, clock } = parts
    this.#overAt = clock.monotonic() + graceMs
    this.#parts = parts
    this.#sessions = new Set(sessions)
    this.#left = this.#sessions.values()
    this.#disconnectAfter(Math.min(awaitedMsMax, graceMs * awaitedShare))
  }

  /**
   * Until when they may come back at least, in ms of Unix time: later than it seemed, where the times
   * have run ahead of the delays since, as they do after somebody set the wall clock.
   */
  get until(): number {
    const until = this.#parts.clock.now() + Math.ceil(this.#leftMs)
    return until
  }

  get #leftMs(): number {
    return Math.max(0, this.#overAt - this.#parts.clock.monotonic())
  }

  /** Until when a session may come back, where its state says this; null: it is online. */
  untilOf(session: SessionId, until: number | null): number | null {
    return this.#sessions.has(session) ? Math.max(this.until, until ?? 0) : until
  }

  /** Somebody came back to it. */
  returned(session: SessionId): void {
    this.#sessions.delete(session)
  }

  /** Nobody came back to it yet: it is away from now on. */
  disconnect(session: SessionId): boolean {
    return this.#sessions.has(session) && this.#parts.disconnect(session, this.until)
  }

  /** Nothing more is done with them. */
  off(): void {
    this.#isOff = true
    if (this.#armed !== null) this.#parts.clock.disarm(this.#armed)
  }

  #disconnectAfter(ms: number): void {
    if (!this.#isOff) this.#armed = this.#parts.clock.after(ms, this.#disconnectSome)
  }

  readonly #disconnectSome = (): void => {
    const { clock, available, afterCommit } = this.#parts
    for (let disconnected = 0; disconnected < lotMax; ) {
      if (!available()) {
        this.#disconnectAfter(retryMs)
        return
      }
      const { value: session, done } = this.#left.next()
      if (done) {
        this.#armed = clock.after(this.#leftMs, () => this.#sessions.clear())
        return
      }
      if (this.disconnect(session)) disconnected += 1
    }
    afterCommit(this.#disconnectSome)
  }
}
