// How much one address may ask of the world: joins, upgrades, sockets.
// A whole school has one address: these are ceilings; what is tight is counted by session.

import type { Clock } from '../../events/ports.ts'
import type { HttpSettings } from '../transport/settings.ts'
import { Gate, type GateName, levelMax, type Passage, passagePerMinute } from './gate.ts'

/** Upgrades an address may ask for where it may join once: after a restart all come at once. */
export const upgradesPerJoin = 4

/**
 * The whole server lets in for nothing what so many addresses may: whoever comes from more of them
 * than that at once, or from everywhere, finds that it costs work there too.
 */
export const addressesInTheWhole = 20

/** Addresses remembered before those that have nothing open and nothing spent are forgotten. */
const addressesSweptAt = 1_024

interface Entry extends Readonly<Record<GateName, Gate>> {
  sockets: number
}

export class Addresses {
  readonly #clock: Clock
  readonly #socketsMax: number
  readonly #passages: Readonly<Record<GateName, Passage>>
  /** Through these all come, from whatever address. */
  readonly #whole: Readonly<Record<GateName, Gate>>
  readonly #entries = new Map<string, Entry>()
  #sweepAt = addressesSweptAt

  constructor({ joinsPerMinute, socketsPerAddress }: HttpSettings, clock: Clock) {
    this.#clock = clock
    this.#socketsMax = socketsPerAddress === 0 ? Number.POSITIVE_INFINITY : socketsPerAddress
    const passages = (joins: number) => ({
      joins: passagePerMinute(joins),
      upgrades: passagePerMinute(joins * upgradesPerJoin),
    })
    this.#passages = passages(joinsPerMinute)
    this.#whole = gatesOf(passages(joinsPerMinute * addressesInTheWhole), clock.monotonic())
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
    const entry: Entry = { ...gatesOf(this.#passages, this.#clock.monotonic()), sockets: 0 }
    this.#entries.set(address, entry)
    return entry
  }

  #sweep(): void {
    const now = this.#clock.monotonic()
    for (const [address, { sockets, joins, upgrades }] of this.#entries) {
      const isIdle = sockets === 0 && !joins.isSpent(now) && !upgrades.isSpent(now)
      if (isIdle) this.#entries.delete(address)
    }
    this.#sweepAt = Math.max(addressesSweptAt, this.#entries.size * 2)
  }
}

const gatesOf = (passages: Readonly<Record<GateName, Passage>>, now: number) => ({
  joins: new Gate(passages.joins, now),
  upgrades: new Gate(passages.upgrades, now),
})
