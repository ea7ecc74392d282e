// How much one address may do: connections, joins, upgrades, sockets.
// A whole school has one address: these are ceilings; what is tight is counted by session.

import type { Clock } from '../../events/ports.ts'
import type { HttpSettings } from '../transport/settings.ts'
import {
  type Allowance,
  type Bucket,
  fullBucket,
  isFull,
  takeToken,
  waitFor,
} from './tokenBucket.ts'

/** Upgrades an address may ask for where it may join once: a visit has reloads and dead spots. */
export const upgradesPerJoin = 4

/** Connections where it may join once: a browser opens up to six for a page, and keeps them. */
export const connectionsPerJoin = 10

/** Addresses remembered before those that have nothing open and nothing spent are forgotten. */
const addressesSweptAt = 1_024

export interface Addresses {
  /** Whether the address may open one more connection. */
  readonly connect: (address: string) => boolean
  /** Gives 0, or the milliseconds after which the address may join. */
  readonly join: (address: string) => number
  /** Gives 0, or the milliseconds after which the address may open a socket. */
  readonly upgrade: (address: string) => number
  /** What `upgrade` would give; nothing is spent. */
  readonly upgradeWait: (address: string) => number
  readonly opened: (address: string) => void
  readonly closed: (address: string) => void
}

/** What an address may do so often a minute. */
interface Gate {
  readonly tokens: Bucket
  /** One less for each who was told when to come back, and may be expected then. */
  readonly places: Bucket
}

interface Entry {
  readonly connections: Gate
  readonly joins: Gate
  readonly upgrades: Gate
  sockets: number
}

/** How long an address with all its sockets open is told to wait: until one may have closed. */
const socketWaitMs = 5_000

export const addresses = (settings: HttpSettings, clock: Clock): Addresses => {
  const { joinsPerMinute, socketsPerAddress } = settings
  const allowances = {
    connections: perMinute(joinsPerMinute * connectionsPerJoin),
    joins: perMinute(joinsPerMinute),
    upgrades: perMinute(joinsPerMinute * upgradesPerJoin),
  }
  const entries = new Map<string, Entry>()
  let sweepAt = addressesSweptAt

  const isSpent = (entry: Entry, now: number) =>
    gates.some((gate) => !isFull(entry[gate].tokens, allowances[gate], now))

  const sweep = () => {
    const now = clock.monotonic()
    for (const [address, entry] of entries) {
      if (entry.sockets === 0 && !isSpent(entry, now)) entries.delete(address)
    }
    sweepAt = Math.max(addressesSweptAt, entries.size * 2)
  }

  const entryOf = (address: string): Entry => {
    const known = entries.get(address)
    if (known !== undefined) return known
    if (entries.size >= sweepAt) sweep()
    const now = clock.monotonic()
    const [connections, joins, upgrades] = gates.map((gate) => ({
      tokens: fullBucket(allowances[gate], now),
      places: fullBucket(allowances[gate], now),
    })) as [Gate, Gate, Gate]
    const entry = { connections, joins, upgrades, sockets: 0 }
    entries.set(address, entry)
    return entry
  }

  const isCrowded = ({ sockets }: Entry) => socketsPerAddress > 0 && sockets >= socketsPerAddress

  return {
    connect: (address) =>
      takeToken(entryOf(address).connections.tokens, allowances.connections, clock.monotonic()) ===
      0,
    join: (address) => pass(entryOf(address).joins, allowances.joins, clock.monotonic()),
    upgrade: (address) => {
      const entry = entryOf(address)
      if (isCrowded(entry)) return socketWaitMs
      return pass(entry.upgrades, allowances.upgrades, clock.monotonic())
    },
    upgradeWait: (address) => {
      const entry = entryOf(address)
      if (isCrowded(entry)) return socketWaitMs
      return waitFor(entry.upgrades.tokens, allowances.upgrades, clock.monotonic())
    },
    opened: (address) => {
      entryOf(address).sockets += 1
    },
    closed: (address) => {
      entryOf(address).sockets -= 1
    },
  }
}

const gates = ['connections', 'joins', 'upgrades'] as const

/** What is allowed at once is a minute's. */
const perMinute = (count: number): Allowance => ({
  perSecond: count / 60,
  burst: Math.max(1, count),
})

/**
 * Lets one through, giving 0, or gives the milliseconds after which there is a token that nobody
 * before was told of: so that all who are refused at once do not come back at once, in vain. Who
 * is told more than a minute's worth of others is told that minute.
 */
const pass = ({ tokens, places }: Gate, allowance: Allowance, now: number): number => {
  const waitMs = takeToken(tokens, allowance, now)
  if (waitMs === 0) return 0
  takeToken(places, allowance, now)
  const ahead = Math.max(0, allowance.burst - places.tokens - 1)
  return waitMs + Math.ceil((ahead / allowance.perSecond) * 1000)
}
