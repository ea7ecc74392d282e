// How much one address may do: connections, joins, upgrades, sockets.
// A whole school has one address: these are ceilings; what is tight is counted by session.

import type { Clock } from '../../events/ports.ts'
import type { HttpSettings } from '../transport/settings.ts'
import {
  type Allowance,
  type Bucket,
  fullBucket,
  isFull,
  overdraw,
  takeToken,
  waitFor,
} from './tokenBucket.ts'

/** Upgrades an address may ask for where it may join once: a visit has reloads and dead spots. */
export const upgradesPerJoin = 4

/** Connections where it may join once: a browser opens up to six for a page, and keeps them. */
export const connectionsPerJoin = 20

/**
 * Requests at once where it may join once, and four times as many a minute: a visit begins with about
 * eight, and a burst of them holds up everybody else, 0.1 ms each.
 */
export const requestsPerJoin = 10

/** Addresses remembered before those that have nothing open and nothing spent are forgotten. */
const addressesSweptAt = 1_024

/** A place is kept so long after its time: for a slow line, or a page in the background. */
const placeKeptMs = 15_000

/** What an address may do so often a minute, where whoever is refused is told when to come back. */
interface Gate {
  readonly tokens: Bucket
  /** One less for each who was told when to come back, and may be expected then. */
  readonly places: Bucket
  /** When each of these may come, in the order in which they were told. */
  readonly dueBy: Map<string, number>
}

interface Entry {
  readonly connections: Bucket
  readonly requests: Bucket
  readonly joins: Gate
  readonly upgrades: Gate
  sockets: number
}

export class Addresses {
  readonly #clock: Clock
  readonly #socketsMax: number
  readonly #allowances: Readonly<
    Record<'connections' | 'requests' | 'joins' | 'upgrades', Allowance>
  >
  readonly #entries = new Map<string, Entry>()
  #sweepAt = addressesSweptAt

  constructor({ joinsPerMinute, socketsPerAddress }: HttpSettings, clock: Clock) {
    this.#clock = clock
    this.#socketsMax = socketsPerAddress === 0 ? Number.POSITIVE_INFINITY : socketsPerAddress
    this.#allowances = {
      connections: perMinute(joinsPerMinute * connectionsPerJoin),
      requests: {
        perSecond: (joinsPerMinute * requestsPerJoin * 4) / 60,
        burst: Math.max(1, joinsPerMinute * requestsPerJoin),
      },
      joins: perMinute(joinsPerMinute),
      upgrades: perMinute(joinsPerMinute * upgradesPerJoin),
    }
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

  /** Gives 0, or the milliseconds after which `who` is let in for sure when they join again. */
  join(address: string, who: string): number {
    const now = this.#clock.monotonic()
    return pass(this.#entryOf(address).joins, this.#allowances.joins, now, who)
  }

  /** Gives 0, or the milliseconds after which the session may open a socket. */
  upgrade(address: string, session: string): number {
    const { upgrades } = this.#entryOf(address)
    return pass(upgrades, this.#allowances.upgrades, this.#clock.monotonic(), session)
  }

  /** What `upgrade` would give; nothing is spent. */
  upgradeWait(address: string, session: string): number {
    const { upgrades } = this.#entryOf(address)
    const now = this.#clock.monotonic()
    const waitMs = waitFor(upgrades.tokens, this.#allowances.upgrades, now)
    const due = upgrades.dueBy.get(session)
    return due === undefined ? waitMs : Math.min(waitMs, Math.max(0, due - now))
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
    const { connections, requests, joins, upgrades } = this.#allowances
    const entry: Entry = {
      connections: fullBucket(connections, now),
      requests: fullBucket(requests, now),
      joins: gateOf(joins, now),
      upgrades: gateOf(upgrades, now),
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
    const allowances = this.#allowances
    return !(
      isFull(connections, allowances.connections, now) &&
      isFull(requests, allowances.requests, now) &&
      isFull(joins.tokens, allowances.joins, now) &&
      isFull(upgrades.tokens, allowances.upgrades, now)
    )
  }
}

/** What is allowed at once is a minute's. */
const perMinute = (count: number): Allowance => ({
  perSecond: count / 60,
  burst: Math.max(1, count),
})

const gateOf = (allowance: Allowance, now: number): Gate => ({
  tokens: fullBucket(allowance, now),
  places: fullBucket(allowance, now),
  dueBy: new Map(),
})

/**
 * Lets one through, giving 0, or gives the milliseconds after which there is a token that nobody
 * before was told of: so that all who are refused at once do not come back at once, in vain. What
 * was told is kept: `who` comes when they were told is let through, though somebody who was told
 * another time has taken their token. So a minute's worth more than the rate can go through, once.
 * Who is told more than a minute's worth of others is told that minute, and has no place.
 */
const pass = ({ tokens, places, dueBy }: Gate, allowance: Allowance, now: number, who: string) => {
  forgetLate(dueBy, now)
  const waitMs = takeToken(tokens, allowance, now)
  const due = dueBy.get(who)
  if (waitMs === 0 || (due !== undefined && due <= now)) {
    if (waitMs > 0) overdraw(tokens, allowance, now)
    dueBy.delete(who)
    return 0
  }
  if (due !== undefined) return Math.ceil(due - now)
  const hasPlace = takeToken(places, allowance, now) === 0
  const ahead = Math.max(0, allowance.burst - places.tokens - 1)
  const toldMs = waitMs + Math.ceil((ahead / allowance.perSecond) * 1000)
  if (hasPlace) dueBy.set(who, now + toldMs)
  return toldMs
}

const forgetLate = (dueBy: Map<string, number>, now: number): void => {
  for (const [who, due] of dueBy) {
    if (due + placeKeptMs > now) return
    dueBy.delete(who)
  }
}
