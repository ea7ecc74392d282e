// Who a visitor is for a day, and where it comes from: names that lead back to no pass and no address.
import { createHmac } from 'node:crypto'
import type { DayId, Person, PlaceId } from '../../events/fields.ts'
import { passMs } from '../../events/limits.ts'
import type { Clock, ServerIds } from '../../events/ports.ts'
import type { Pass } from '../exchange/pass.ts'
import type { Days } from './days.ts'

/** Enough to tell people of one day apart: 128 bits. */
const nameBytes = 16

export interface PersonsParts {
  readonly days: Days
  readonly clock: Clock
  readonly ids: Pick<ServerIds, 'pass'>
}

export class Persons {
  readonly #parts: PersonsParts
  /** Names the places of those whose day is over or was never begun: the process forgets it. */
  readonly #elsewhen: string

  constructor(parts: PersonsParts) {
    this.#parts = parts
    this.#elsewhen = parts.ids.pass()
  }

  /** Whose pass it is; null where it is over, or the key of its day is gone. */
  holderOf({ random, day, at }: Pass): Person | null {
    const until = at + passMs
    if (this.#parts.clock.now() >= until) return null
    const key = this.#parts.days.keyOf(day)
    return key && personOf(key, random, day)
  }

  /**
   * Where somebody is who reports a person of that day. `address` is as limits count it: an IPv4
   * address as it is, an IPv6 one as its /64.
   */
  placeOf(address: string, day: DayId): PlaceId {
    return named(this.#parts.days.keyOf(day) ?? this.#elsewhen, `passerby place ${address}`)
  }
}

const personOf = (key: Uint8Array | string, random: string, day: DayId): Person => ({
  id: named(key, `passerby person ${random}`),
  day,
})

const named = (key: Uint8Array | string, what: string): string =>
  createHmac('sha256', key).update(what).digest().toString('base64url', 0, nameBytes)
