// What each session may still send: a new socket brings no new allowance.
import type { SessionId } from '../../events/fields.ts'
import type { Clock } from '../../events/ports.ts'
import { type Allowance, type Bucket, fullBucket, isFull } from '../limits/tokenBucket.ts'

/** How many messages may come at once before the rate per second holds. */
export const messageBurst = 20

/** Typing shows as on and off; faster than this it only flickers. */
const typingPerSecond = 4

/** Typing frames that may come at once. */
export const typingBurst = 8

/** Pings that cost nothing else: enough to notice a dead line, and to keep a proxy from hanging up. */
const pingsPerSecond = 1

export const typingAllowance: Allowance = { perSecond: typingPerSecond, burst: typingBurst }

export const pingAllowance: Allowance = { perSecond: pingsPerSecond, burst: 1 }

/** Sessions remembered before those that have no socket and nothing spent are forgotten. */
const sessionsSweptAt = 1_024

/** What one session may still send, by whatever socket: for every frame but `typing`, and `pings`. */
export interface Sending extends Bucket {
  /** Null until it types: most never do. */
  typing: Bucket | null
  /** Null until it pings. */
  pings: Bucket | null
  /** How many it has open. */
  sockets: number
}

export class Allowances {
  /** Of every session: for every frame but `typing`, and pings beyond `pingAllowance`. */
  readonly messages: Allowance
  readonly #clock: Clock
  readonly #sessions = new Map<SessionId, Sending>()
  #sweepAt = sessionsSweptAt

  constructor(messagesPerSecond: number, clock: Clock) {
    this.messages = { perSecond: messagesPerSecond, burst: messageBurst }
    this.#clock = clock
  }

  /** What a session may send that has one more socket. */
  opened(session: SessionId): Sending {
    const sending = this.#sessions.get(session) ?? this.#newcomer(session)
    sending.sockets += 1
    return sending
  }

  /** A session has one socket less; whoever has nothing spent is as good as new. */
  closed(session: SessionId): void {
    const sending = this.#sessions.get(session)
    if (sending === undefined) return
    sending.sockets -= 1
    this.#forgetIdle(session, sending)
  }

  #newcomer(session: SessionId): Sending {
    if (this.#sessions.size >= this.#sweepAt) this.#sweep()
    const { tokens, at } = fullBucket(this.messages, this.#clock.monotonic())
    const sending = { tokens, at, typing: null, pings: null, sockets: 0 }
    this.#sessions.set(session, sending)
    return sending
  }

  #sweep(): void {
    for (const [session, sending] of this.#sessions) this.#forgetIdle(session, sending)
    this.#sweepAt = Math.max(sessionsSweptAt, this.#sessions.size * 2)
  }

  #forgetIdle(session: SessionId, sending: Sending): void {
    const { typing, pings, sockets } = sending
    if (sockets > 0) return
    const now = this.#clock.monotonic()
    const isIdle =
      isFull(sending, this.messages, now) &&
      (typing === null || isFull(typing, typingAllowance, now)) &&
      (pings === null || isFull(pings, pingAllowance, now))
    if (isIdle) this.#sessions.delete(session)
  }
}
