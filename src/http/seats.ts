// src/http/seats.ts — which socket a session has now, and what it may still send.
import type { Effect } from '../actors/effect.ts'
import type { Clock } from '../events/edge.ts'
import type { SessionId } from '../events/fields.ts'
import { messageBurst, seatsSweptAt, typingBurst, typingPerSecond } from '../events/limits.ts'
import { type Bucket, fullBucket } from './bucket.ts'
import type { Outbox } from './outbox.ts'

/** Kept while the session lives, so that a new socket does not bring a new allowance. */
export interface Seat {
  readonly frames: Bucket
  /** Null until it types: most never do. */
  typing: Bucket | null
  /** The current socket's; null while the session has none. */
  outbox: Outbox | null
  /** Welcomes asked for and not yet released: the last one is the current socket's. */
  welcomesDue: number
}

export const typingAllowance = { perSecond: typingPerSecond, burst: typingBurst }

export class Seats {
  #seats = new Map<SessionId, Seat>()
  #clock: Clock
  #isAlive: (session: SessionId) => boolean
  #online = 0
  #sweepAt = seatsSweptAt

  constructor(clock: Clock, isAlive: (session: SessionId) => boolean) {
    this.#clock = clock
    this.#isAlive = isAlive
  }

  /** How many sessions have a socket. */
  get online(): number {
    return this.#online
  }

  get(session: SessionId): Seat | undefined {
    return this.#seats.get(session)
  }

  /** Gives the session this socket; the one it had is closed. */
  take(session: SessionId, outbox: Outbox): Seat {
    const seat = this.#seatOf(session)
    const former = seat.outbox
    seat.outbox = outbox
    if (former === null) this.#online += 1
    else former.close('replaced')
    return seat
  }

  /** Takes the socket from the session; false if it has another by now. */
  leave(session: SessionId, outbox: Outbox): boolean {
    const seat = this.#seats.get(session)
    if (seat?.outbox !== outbox) return false
    seat.outbox = null
    this.#online -= 1
    return true
  }

  /** Carries out what concerns a socket. */
  release(effect: Effect): void {
    if (effect.kind === 'alarm') return
    const seat = this.#seats.get(effect.to)
    if (seat === undefined) return
    if (effect.kind === 'dismiss') {
      seat.outbox?.close('no_session')
      this.#seats.delete(effect.to)
      return
    }
    if (effect.frame.type === 'welcome') {
      seat.welcomesDue -= 1
      // It was for a socket that has been replaced; the one that is due says more.
      if (seat.welcomesDue > 0) return
    }
    seat.outbox?.deliver(effect.frame)
  }

  closeAll(): void {
    for (const { outbox } of this.#seats.values()) outbox?.close('restart')
  }

  #seatOf(session: SessionId): Seat {
    const known = this.#seats.get(session)
    if (known !== undefined) return known
    if (this.#seats.size >= this.#sweepAt) this.#sweep()
    const now = this.#clock.now()
    const seat: Seat = {
      frames: fullBucket({ perSecond: 0, burst: messageBurst }, now),
      typing: null,
      outbox: null,
      welcomesDue: 0,
    }
    this.#seats.set(session, seat)
    return seat
  }

  /** Forgets sessions that expired: nobody tells, as they had no socket. */
  #sweep(): void {
    for (const [session, { outbox }] of this.#seats) {
      if (outbox === null && !this.#isAlive(session)) this.#seats.delete(session)
    }
    this.#sweepAt = Math.max(seatsSweptAt, this.#seats.size * 2)
  }
}
