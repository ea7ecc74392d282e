// Who a visitor is for a day, and where it comes from: names that lead back to no pass and no address.
import { createHmac } from 'node:crypto'
import type { DayId, Person, PlaceId } from '../../events/fields.ts'
import { passMs } from '../../events/limits.ts'
import type { Clock, ServerIds } from '../../events/ports.ts'
import type { Pass, Passes } from '../exchange/pass.ts'
import type { Request } from '../exchange/request.ts'
import type { Days } from './days.ts'

/** Enough to tell people of one day apart: 128 bits. */
const nameBytes = 16

export interface PersonsParts {
  readonly passes: Passes
  readonly days: Days
  readonly clock: Clock
  readonly ids: Pick<ServerIds, 'pass'>
}

/** Whoever asks, and the `Set-Cookie` value of a pass where they have none that is good. */
export interface Known {
  readonly person: Person
  readonly pass: string | null
}

export class Persons {
  readonly #parts: PersonsParts
  /** Names the places of those whose day is over or was never begun: the process forgets it. */
  readonly #elsewhen: string

  constructor(parts: PersonsParts) {
    this.#parts = parts
    this.#elsewhen = parts.ids.pass()
  }

  /** The person who sent the request: by its pass, or by one that is issued now. */
  of(request: Request): Known {
    const held = this.#parts.passes.read(request.header('cookie'))
    const known = held && this.holderOf(held)
    return known === null ? this.#newcomer(request.secure) : { person: known, pass: null }
  }

  /**
   * Where somebody is who reports a person of that day. `address` is as limits count it: an IPv4
   * address as it is, an IPv6 one as its /64.
   */
  placeOf(address: string, day: DayId): PlaceId {
    return named(this.#parts.days.keyOf(day) ?? this.#elsewhen, `passerby place ${address}`)
  }

  /** Whose pass it is; null where it is over, or the key of its day is gone. */
  holderOf({ random, day, at }: Pass): Person | null {
    const until = at + passMs
    if (this.#parts.clock.now() >= until) return null
    const key = this.#parts.days.keyOf(day)
    return key && personOf(key, random, day)
  }

  #newcomer(secure: boolean): Known {
    const { passes, days, clock, ids } = this.#parts
    const pass: Pass = { random: ids.pass(), day: days.newest, at: clock.now() }
    const person = this.holderOf(pass)
    if (person === null) throw new Error('A pass was issued for a day that is over')
    return { person, pass: passes.issue(pass, secure) }
  }
}

const personOf = (key: Uint8Array | string, random: string, day: DayId): Person => ({
  id: named(key, `passerby person ${random}`),
  day,
})

const named = (key: Uint8Array | string, what: string): string =>
  createHmac('sha256', key).update(what).digest().toString('base64url', 0, nameBytes)
