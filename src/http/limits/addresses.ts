// How much one address may do: joins, upgrades, sockets.

import type { Clock } from '../../events/ports.ts'
import type { HttpSettings } from '../settings.ts'
import { type Allowance, type Bucket, fullBucket, isFull, takeToken } from './tokenBucket.ts'

/** Upgrades an address may ask for where it may join once: a visit has reloads and dead spots. */
export const upgradesPerJoin = 4

/** Addresses remembered before those that have nothing open and nothing spent are forgotten. */
const addressesSweptAt = 1_024

export interface Addresses {
  /** Gives 0, or the milliseconds after which the address may join. */
  readonly join: (address: string) => number
  /** Gives 0, or the milliseconds after which the address may open a socket. */
  readonly upgrade: (address: string) => number
  readonly opened: (address: string) => void
  readonly closed: (address: string) => void
}

interface Entry {
  readonly joins: Bucket
  readonly upgrades: Bucket
  sockets: number
}

/** How long an address with all its sockets open is told to wait: until one may have closed. */
const socketWaitMs = 5_000

export const addresses = (settings: HttpSettings, clock: Clock): Addresses => {
  const joins = perMinute(settings.joinsPerMinute)
  const upgrades = perMinute(settings.joinsPerMinute * upgradesPerJoin)
  const entries = new Map<string, Entry>()
  let sweepAt = addressesSweptAt

  const sweep = () => {
    const now = clock.monotonic()
    for (const [address, entry] of entries) {
      const isSpent = !isFull(entry.joins, joins, now) || !isFull(entry.upgrades, upgrades, now)
      if (entry.sockets === 0 && !isSpent) entries.delete(address)
    }
    sweepAt = Math.max(addressesSweptAt, entries.size * 2)
  }

  const entryOf = (address: string): Entry => {
    const known = entries.get(address)
    if (known !== undefined) return known
    if (entries.size >= sweepAt) sweep()
    const now = clock.monotonic()
    const entry = { joins: fullBucket(joins, now), upgrades: fullBucket(upgrades, now), sockets: 0 }
    entries.set(address, entry)
    return entry
  }

  return {
    join: (address) => takeToken(entryOf(address).joins, joins, clock.monotonic()),
    upgrade: (address) => {
      const entry = entryOf(address)
      const { socketsPerAddress } = settings
      if (socketsPerAddress > 0 && entry.sockets >= socketsPerAddress) return socketWaitMs
      return takeToken(entry.upgrades, upgrades, clock.monotonic())
    },
    opened: (address) => {
      entryOf(address).sockets += 1
    },
    closed: (address) => {
      entryOf(address).sockets -= 1
    },
  }
}

const perMinute = (count: number): Allowance => ({
  perSecond: count / 60,
  burst: Math.max(1, count),
})
