// How much one address may do: connections, joins, upgrades, sockets.
// A whole school has one address: these are ceilings; what is tight is counted by session.

import type { Clock } from '../../events/ports.ts'
import type { HttpSettings } from '../transport/settings.ts'
import { Gate, type GateName, levelMax, type Passage, passagePerMinute } from './gate.ts'
import { type Allowance, type Bucket, fullBucket, isFull, takeToken } from './tokenBucket.ts'

/** Upgrades an address may ask for where it may join once: after a restart all come at once. */
export const upgradesPerJoin = 4

/** Connections where it may join once: a browser opens up to six for a page, and keeps them. */
export const connectionsPerJoin = 20

/**
 * Requests at once where it may join once, and four times as many a minute: a visit begins with about
 * eight, and a burst of them holds up everybody else, 0.1 ms each.
 */
export const requestsPerJoin = 10

/**
 * The whole server lets in for nothing what so many addresses may: whoever comes from more of them
 * than that at once, or from everywhere, finds that it costs work there too.
 */
export const addressesInTheWhole = 20

/** Addresses remembered before those that have nothing open and nothing spent are forgotten. */
const addressesSweptAt = 1_024

interface Entry extends Readonly<Record<GateName, Gate>> {
  readonly connections: Bucket
  readonly requests: Bucket
  sockets: number
}

export class Addresses {
  readonly #clock: Clock
  readonly #socketsMax: number
  readonly #allowances: Readonly<Record<'connections' | 'requests', Allowance>>
  readonly #passages: Readonly<Record<GateName, Passage>>
  /** Through these all come, from whatever address. */
  readonly #whole: Readonly<Record<GateName, Gate>>
  readonly #entries = new Map<string, Entry>()
  #sweepAt = addressesSweptAt

  constructor({ joinsPerMinute, socketsPerAddress }: HttpSettings, clock: Clock) {
    this.#clock = clock
    this.#socketsMax = socketsPerAddress === 0 ? Number.POSITIVE_INFINITY : socketsPerAddress
    this.#allowances = {
      connections: passagePerMinute(joinsPerMinute * connectionsPerJoin).free,
      requests: {
        perSecond: (joinsPerMinute * requestsPerJoin * 4) / 60,
        burst: Math.max(1, joinsPerMinute * requestsPerJoin),
      },
    }
    const passages = (joins: number) => ({
      joins: passagePerMinute(joins),
      upgrades: passagePerMinute(joins * upgradesPerJoin),
    })
    this.#passages = passages(joinsPerMinute)
    this.#whole = gatesOf(passages(joinsPerMinute * addressesInTheWhole), clock.monotonic())
  }

  /** Whether the address may open one more connection. */
  connect(address: string): boolean {
    const { connections } = this.#entryOf(address)
    return takeToken(connections, this.#allowances.connections, this.#clock.monotonic()) === 0
  }

  /** Gives 0, or the milliseconds after which the address may ask for anything again. */
  request(address: string): number {
    const { requests } = this.#entryOf(address)
    return takeToken(requests, this.#allowances.requests, this.#clock.monotonic())
  }

  /** Gives 0, or the milliseconds after which `who` is let through for sure when they come again. */
  pass(gate: GateName, address: string, who: string): number {
    const now = this.#clock.monotonic()
    const whole = this.#whole[gate]
    const waitMs = this.#entryOf(address)[gate].pass(who, now, whole.wait('', now))
    if (waitMs === 0) whole.note(now)
    return waitMs
  }

  /** What `pass` would give; nothing is spent. */
  wait(gate: GateName, address: string, who: string): number {
    const now = this.#clock.monotonic()
    return this.#entryOf(address)[gate].wait(who, now, this.#whole[gate].wait('', now))
  }

  /**
   * How hard it is to come through by work: by the pressure of the address and of the whole, which
   * keeps nobody out. Null: work does not help now, only waiting.
   */
  level(gate: GateName, address: string): number | null {
    const now = this.#clock.monotonic()
    const level = this.#entryOf(address)[gate].level(now)
    return level === null ? null : Math.max(level, this.#whole[gate].level(now) ?? levelMax)
  }

  /** One comes through who has worked for it. */
  passByWork(gate: GateName, address: string, who: string): void {
    const now = this.#clock.monotonic()
    this.#entryOf(address)[gate].passByWork(who, now)
    this.#whole[gate].passByWork('', now)
  }

  /** Whether the address has as many sockets open as it may. */
  isCrowded(address: string): boolean {
    return this.#entryOf(address).sockets >= this.#socketsMax
  }

  opened(address: string): void {
    this.#entryOf(address).sockets += 1
  }

  closed(address: string): void {
    this.#entryOf(address).sockets -= 1
  }

  #entryOf(address: string): Entry {
    const known = this.#entries.get(address)
    if (known !== undefined) return known
    if (this.#entries.size >= this.#sweepAt) this.#sweep()
    const now = this.#clock.monotonic()
    const { connections, requests } = this.#allowances
    const entry: Entry = {
      connections: fullBucket(connections, now),
      requests: fullBucket(requests, now),
      ...gatesOf(this.#passages, now),
      sockets: 0,
    }
    this.#entries.set(address, entry)
    return entry
  }

  #sweep(): void {
    const now = this.#clock.monotonic()
    for (const [address, entry] of this.#entries) {
      if (entry.sockets === 0 && !this.#isSpent(entry, now)) this.#entries.delete(address)
    }
    this.#sweepAt = Math.max(addressesSweptAt, this.#entries.size * 2)
  }

  #isSpent({ connections, requests, joins, upgrades }: Entry, now: number): boolean {
    return !(
      isFull(connections, this.#allowances.connections, now) &&
      isFull(requests, this.#allowances.requests, now) &&
      !joins.isSpent(now) &&
      !upgrades.isSpent(now)
    )
  }
}

const gatesOf = (passages: Readonly<Record<GateName, Passage>>, now: number) => ({
  joins: new Gate(passages.joins, now),
  upgrades: new Gate(passages.upgrades, now),
})
