// The rooms that visitors are in, by what they were told: each is judged and let go of once it is over.
import type { Absences } from './absences.ts'
import type { Direction } from './direction.ts'
import type { Duties } from './duties.ts'
import { type KeptRoom, keptRoomOf } from './keptRoom.ts'
import { type Membership, Memberships } from './memberships.ts'
import { ObservedRoom, type ObservedRoomOptions } from './observedRoom.ts'

export interface OpenRoomsOptions extends ObservedRoomOptions {
  readonly duties: Duties
  readonly absences: Absences
  readonly now: () => number
  /** How much of the time was attended by now, in ms. */
  readonly attendedMs: () => number
}

/**
 * How a visitor is in its room no more: it was told the end, or came back and was told that it is in
 * none; or it is elsewhere, and nobody says what became of the room.
 */
export type Leaving = 'told' | 'back' | 'gone'

export class OpenRooms {
  /** How many there have been. */
  count = 0
  /** Acknowledged, and the partner was not there when the room ended: nobody could receive them. */
  undeliverable = 0
  /** Conversations with somebody who is no visitor of this run. */
  foreign = 0
  readonly kept: KeptRoom[] = []
  readonly #options: OpenRoomsOptions
  readonly #memberships = new Memberships()
  readonly #open = new Map<string, ObservedRoom>()
  /** Nothing more is heard of these. */
  #isLost: (user: number) => boolean = () => false

  constructor(options: OpenRoomsOptions) {
    this.#options = options
  }

  /** Where the visitor is, and was before. */
  of(user: number): Membership {
    return this.#memberships.of(user)
  }

  /** The room in which the visitor sent this number, and what it sends there. */
  directionWith(user: number, number: number): { room: ObservedRoom; direction: Direction } | null {
    return this.#memberships.directionWith(user, number)
  }

  find(room: string): ObservedRoom | undefined {
    return this.#open.get(room)
  }

  /** The room that somebody was matched in: its other may have heard of it before. */
  matchedIn(room: string): ObservedRoom {
    const known = this.#open.get(room)
    if (known !== undefined) return known
    const observed = new ObservedRoom(room, this.#options)
    this.#open.set(room, observed)
    this.count += 1
    return observed
  }

  markForeign(observed: ObservedRoom): void {
    if (!observed.isForeign) this.foreign += 1
    observed.isForeign = true
  }

  isLost(user: number): boolean {
    return this.#isLost(user)
  }

  /** Nothing more is heard of these, nor is it known what was last: their rooms have only one side. */
  lost(isLost: (user: number) => boolean): void {
    const before = this.#isLost
    this.#isLost = (user) => before(user) || isLost(user)
    for (const observed of this.#open.values()) {
      const { directions } = observed
      if (directions.length < 2 || directions.some(({ sender }) => isLost(sender))) {
        this.markForeign(observed)
      }
    }
  }

  leave(user: number, how: Leaving): void {
    const { now, attendedMs, absences } = this.#options
    const membership = this.#memberships.of(user)
    const observed = membership.current
    const direction = observed?.directionFrom(user)
    membership.current = null
    if (observed === null || direction === undefined) return
    this.#answers(membership.previous, user, Number.POSITIVE_INFINITY)
    membership.previous = observed
    direction.hasSenderLeft = true
    direction.leftAt = now()
    direction.senderMissedEnd = how !== 'told'
    if (direction.senderMissedEnd) direction.isAnswerable = false
    if (how !== 'gone') {
      direction.overAt = direction.leftAt
      direction.overAttended = attendedMs()
    }
    const isOver = observed.directions.every(({ hasSenderLeft }) => hasSenderLeft)
    if (!isOver || (observed.directions.length < 2 && !observed.isForeign)) return
    this.#open.delete(observed.id)
    absences.presences(observed)
    this.#settle(observed)
  }

  /** Nothing more will come: what is still open is judged by what should have come `until` then. */
  finish(until: number): void {
    for (const { user, current, previous } of this.#memberships.all()) {
      for (const room of [current, previous]) this.#answers(room, user, until)
    }
    for (const observed of this.#open.values()) {
      this.#options.duties.ends(observed, until)
      this.#settle(observed)
    }
    this.#open.clear()
  }

  #answers(room: ObservedRoom | null, user: number, until: number): void {
    const direction = room?.directionFrom(user)
    const isOwn = direction?.sender === user && !this.#isLost(user)
    if (room && isOwn && (!direction.hasSenderLeft || direction.leftAt <= until)) {
      this.#options.duties.answers(room, direction, until)
    }
  }

  #settle(observed: ObservedRoom): void {
    this.#options.absences.settle(observed)
    const undeliverable = observed.settle()
    if (!observed.isForeign) this.undeliverable += undeliverable
    const kept = keptRoomOf(observed)
    if (kept !== null) this.kept.push(kept)
  }
}
