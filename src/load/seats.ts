// src/load/seats.ts — where each visitor is, by what it was told.
import type { Conversation } from './conversation.ts'
import type { Side } from './side.ts'

export interface Seat {
  now: Conversation | null
  /** The one before it: its last acknowledgements may still be on their way. */
  before: Conversation | null
  /** How many messages the visitor has sent, in all its rooms. */
  sent: number
}

export class Seats {
  #seats: Seat[] = []

  of(user: number): Seat {
    const known = this.#seats[user]
    if (known !== undefined) return known
    const seat: Seat = { now: null, before: null, sent: 0 }
    this.#seats[user] = seat
    return seat
  }

  /** The conversation in which the visitor sent this number: the present or the last one. */
  sideWith(user: number, number: number): { conversation: Conversation; side: Side } | null {
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
