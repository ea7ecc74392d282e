// What a server owes the members of a room: answers to what they send, and to be told how it ends.

import { shortId } from '../../../events/limits.ts'
import type { Direction } from './direction.ts'
import type { FoundFaults } from './faults.ts'
import type { ObservedRoom } from './observedRoom.ts'

export interface DutiesOptions {
  readonly faults: FoundFaults
  /** The client id of a visitor's message, by the visitor's number and the message's. */
  readonly messageIdOf: (sender: number, number: number) => string
  readonly usernameOf: (user: number) => string
}

export class Duties {
  readonly #options: DutiesOptions

  constructor(options: DutiesOptions) {
    this.#options = options
  }

  /**
   * Everything that the sender sent before `until` is answered: where its connection is there, and
   * has been since then. What one that died took along is an outage's until it is sent again.
   */
  answers(room: ObservedRoom, direction: Direction, until: number): void {
    const { faults, messageIdOf } = this.#options
    const { sender, resent, isAnswerable, isSenderOnline, onlineSince } = direction
    const isOwed = isAnswerable && isSenderOnline && onlineSince <= until
    if (!isOwed || room.isForeign) return
    const open = [...direction.unanswered()].filter(
      (number) => direction.writtenOf(number).dueMicros / 1_000 <= until,
    )
    const again = until === Number.POSITIVE_INFINITY ? [...resent] : []
    const [first] = [...open, ...again]
    if (first === undefined) return
    const id = messageIdOf(sender, first)
    const more = open.length + again.length - 1
    const text =
      `${id}${more > 0 ? ` and ${more} more` : ''} was ` +
      `${open.length > 0 ? '' : 'accepted, sent again, and '}never answered`
    faults.add('unanswered', text, { room: room.id, id })
  }

  /** Whoever is still in the room after `until`, though it ended before, was not told. */
  ends(room: ObservedRoom, until: number): void {
    for (const own of room.directions) {
      const isHere = !own.hasSenderLeft && own.isSenderOnline && own.onlineSince <= until
      if (isHere && endOf(room, own) <= until) this.#untoldEnd(room, own)
    }
  }

  /**
   * The member ends its connection itself, and takes the room for open: what the other was told so long
   * before, `until` of the time that was attended, it should have been told on it.
   */
  goes(room: ObservedRoom, own: Direction, until: number): void {
    const other = room.directionTo(own.sender)
    if (other === undefined || other === own || !own.isSenderOnline) return
    if (own.onlineSince <= other.overAt && other.overAttended <= until) this.#untoldEnd(room, own)
  }

  /**
   * The member was told, of its message of that number, that it is in no room: the message came there
   * after the end where it was sent after somebody knew of it, and the end is told before the answer.
   */
  turnedAway(room: ObservedRoom, own: Direction, number: number): void {
    if (own.hasSenderLeft || !own.keepsWords) return
    const sentAt = own.writtenOf(number).dueMicros / 1_000
    if (endOf(room, own) < sentAt) this.#untoldEnd(room, own)
  }

  /** The member is told of the end, and why. */
  reason(room: ObservedRoom, user: number, reason: string): void {
    const [own, other] = [room.directionFrom(user), room.directionTo(user)]
    if (room.isForeign || own?.sender !== user || other === undefined || other === own) return
    const why = contradiction(reason, own, other)
    if (why === null) return
    const text = `${this.#options.usernameOf(user)} was told "${reason}" of ${shortId(room.id)}, ${why}`
    this.#options.faults.add('wrong_end', text, { room: room.id })
  }

  #untoldEnd(room: ObservedRoom, own: Direction): void {
    if (room.isForeign || own.isUntold) return
    own.isUntold = true
    const text = `${this.#options.usernameOf(own.sender)} was never told that ${shortId(room.id)} had ended`
    this.#options.faults.add('untold', text, { room: room.id })
  }
}

/** When the room ended at the latest, as far as anybody else was told, or the member went by itself. */
const endOf = (room: ObservedRoom, own: Direction): number => {
  const other = room.directionTo(own.sender)
  const goneAt = own.hasDropped ? Number.POSITIVE_INFINITY : own.goingAt
  return other === undefined || other === own ? goneAt : Math.min(goneAt, other.overAt)
}

/** What speaks against a reason; null if nothing does. */
const contradiction = (reason: string, own: Direction, other: Direction): string | null => {
  const hasGone = own.going !== null || other.going !== null || other.hasSenderLeft
  if (reason === 'left') return hasGone ? null : 'where nobody had left'
  const wasAway = own.hasDropped || other.hasDropped || other.hasSenderLeft
  if (reason === 'expired') return wasAway ? null : 'where nobody had been away'
  // What is told where somebody blocked is judged by what others are told.
  const isBlocked = own.going === 'block' || other.going === 'block'
  return reason === 'fault' || isBlocked ? null : 'which is no reason'
}
