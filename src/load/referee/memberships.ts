// Where each visitor is, by what it was told.

import type { Side } from './direction.ts'
import type { ObservedRoom } from './observedRoom.ts'

export interface Address {
  now: ObservedRoom | null
  /** The one before it: its last acknowledgements may still be on their way. */
  before: ObservedRoom | null
  /** How many messages the visitor has sent, in all its rooms. */
  sent: number
}

export class Memberships {
  #addresses: Address[] = []

  of(user: number): Address {
    const known = this.#addresses[user]
    if (known !== undefined) return known
    const address: Address = { now: null, before: null, sent: 0 }
    this.#addresses[user] = address
    return address
  }

  /** The conversation in which the visitor sent this number: the present or the last one. */
  sideWith(user: number, number: number): { conversation: ObservedRoom; side: Side } | null {
    const { now, before } = this.of(user)
    for (const conversation of [now, before]) {
      const side = conversation?.sideOf(user)
      if (conversation && side?.user === user && number >= side.first && number <= side.last) {
        return { conversation, side }
      }
    }
    return null
  }
}
