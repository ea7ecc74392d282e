// Whoever is away has a whole grace, and a whole one after every change of worlds.
import type { FromEdge } from '../../../src/cluster/messages.ts'
import type { LogEvent } from '../../../src/events/event.ts'
import type { SessionId } from '../../../src/events/fields.ts'

/** Times of events are in whole milliseconds. */
const roundingMs = 2

export class Graces {
  readonly #graceMs: number
  /** Of each session when it was asked that it be here, for what is not in the log yet. */
  readonly #asked = new Map<SessionId, number[]>()
  /** No sooner than then it was here last. */
  readonly #hereAt = new Map<SessionId, number>()

  constructor(graceMs: number) {
    this.#graceMs = graceMs
  }

  sent(message: FromEdge, now: number): void {
    if (message.kind !== 'command') return
    const { command } = message
    if (command.type !== 'opened' && command.type !== 'join') return
    if (command.session === null) return
    this.#asked.set(command.session, [...(this.#asked.get(command.session) ?? []), now])
  }

  /** What is wrong with an event that counts now, where somebody leads since `claimedAt`. */
  follow({ actor, type, seq }: LogEvent, now: number, claimedAt: number): string | null {
    if (type === 'session.join' || type === 'session.connect') {
      const [asked = 0, ...later] = this.#asked.get(actor) ?? []
      this.#asked.set(actor, later)
      this.#hereAt.set(actor, asked)
    }
    if (type !== 'session.expired') return null
    const since = Math.max(this.#hereAt.get(actor) ?? 0, claimedAt)
    const earlyMs = since + this.#graceMs - now
    return earlyMs > roundingMs ? `event ${seq} ends ${actor} ${earlyMs} ms too soon` : null
  }
}
