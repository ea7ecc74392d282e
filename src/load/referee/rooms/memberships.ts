// Which room each visitor is in, by what it was told.
import type { Direction, PersonNumber } from './direction.ts'
import type { ObservedRoom } from './observedRoom.ts'

/** A visitor's membership of rooms. */
export interface Membership {
  current: ObservedRoom | null
  /** The room before it: its last acknowledgements may still be on their way. */
  previous: ObservedRoom | null
  /** Who the other of the last room was; null where that is nobody of this run. */
  partner: PersonNumber | null
  /** How many messages the visitor has sent, in all its rooms. */
  sent: number
}

export class Memberships {
  #memberships: Membership[] = []

  of(user: number): Membership {
    const known = this.#memberships[user]
    if (known !== undefined) return known
    const membership: Membership = { current: null, previous: null, partner: null, sent: 0 }
    this.#memberships[user] = membership
    return membership
  }

  /** Of everybody who was in a room. */
  *all(): Iterable<Membership & { readonly user: number }> {
    for (const [user, membership] of this.#memberships.entries()) {
      if (membership !== undefined) yield { user, ...membership }
    }
  }

  /** The room in which the visitor sent this number: the current or the previous one. */
  directionWith(user: number, number: number): { room: ObservedRoom; direction: Direction } | null {
    const { current, previous } = this.of(user)
    for (const room of [current, previous]) {
      const direction = room?.directionFrom(user)
      if (
        room &&
        direction?.sender === user &&
        number >= direction.first &&
        number <= direction.last
      ) {
        return { room, direction }
      }
    }
    return null
  }
}
