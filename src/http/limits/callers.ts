// How much of this process one address may take: connections and requests, whoever sends them.
// A whole school has one address: these are ceilings.

import type { Clock } from '../../events/ports.ts'
import type { HttpSettings } from '../transport/settings.ts'
import { passagePerMinute } from './gate.ts'
import { type Allowance, type Bucket, fullBucket, isFull, takeToken } from './tokenBucket.ts'

/** Connections where it may join once: a browser opens up to six for a page, and keeps them. */
export const connectionsPerJoin = 20

/**
 * Requests at once where it may join once, and four times as many a minute: a visit begins with about
 * eight, and a burst of them holds up everybody else, 0.1 ms each.
 */
export const requestsPerJoin = 10

/** Addresses remembered before those that have nothing spent are forgotten. */
const callersSweptAt = 1_024

type Taken = 'connections' | 'requests'

type Caller = Readonly<Record<Taken, Bucket>>

export class Callers {
  readonly #clock: Clock
  readonly #allowances: Readonly<Record<Taken, Allowance>>
  readonly #callers = new Map<string, Caller>()
  #sweepAt = callersSweptAt

  constructor({ joinsPerMinute }: Pick<HttpSettings, 'joinsPerMinute'>, clock: Clock) {
    this.#clock = clock
    this.#allowances = {
      connections: passagePerMinute(joinsPerMinute * connectionsPerJoin).free,
      requests: {
        perSecond: (joinsPerMinute * requestsPerJoin * 4) / 60,
        burst: Math.max(1, joinsPerMinute * requestsPerJoin),
      },
    }
  }

  /** Whether the address may open one more connection. */
  connect(address: string): boolean {
    return this.#take('connections', address) === 0
  }

  /** Gives 0, or the milliseconds after which the address may ask for anything again. */
  request(address: string): number {
    return this.#take('requests', address)
  }

  #take(what: Taken, address: string): number {
    const now = this.#clock.monotonic()
    return takeToken(this.#callerAt(address, now)[what], this.#allowances[what], now)
  }

  #callerAt(address: string, now: number): Caller {
    const known = this.#callers.get(address)
    if (known !== undefined) return known
    if (this.#callers.size >= this.#sweepAt) this.#sweep(now)
    const { connections, requests } = this.#allowances
    const caller = {
      connections: fullBucket(connections, now),
      requests: fullBucket(requests, now),
    }
    this.#callers.set(address, caller)
    return caller
  }

  #sweep(now: number): void {
    const { connections, requests } = this.#allowances
    for (const [address, caller] of this.#callers) {
      const isIdle =
        isFull(caller.connections, connections, now) && isFull(caller.requests, requests, now)
      if (isIdle) this.#callers.delete(address)
    }
    this.#sweepAt = Math.max(callersSweptAt, this.#callers.size * 2)
  }
}
