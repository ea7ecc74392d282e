// Whether the members of a room are told the truth of each other's absences: of all, in time, and of no other.

import { shortId } from '../../../events/limits.ts'
import type { Direction } from './direction.ts'
import { type FaultKind, type FoundFaults, namedTime } from './faults.ts'
import type { ObservedRoom } from './observedRoom.ts'

export interface AbsencesOptions {
  readonly faults: FoundFaults
  readonly usernameOf: (user: number) => string
  /** How long whoever is away may come back; 30 s where nobody says. */
  readonly graceMs?: number | undefined
  /** So long after somebody went away, what the server answers to the other shows that it has noticed. */
  readonly noticedMs: number
}

/** As servers have it where nobody says. */
const graceMsUsual = 30_000

/** Times are whole, and read one after the other. */
const exactMs = 1_000

/**
 * Who was there before a server began anew is taken to be away so much later, a third of the grace at
 * most, and has no more than the grace from that beginning.
 */
const awaitedMsMax = 10_000

/** A message of the member's, and when the server took it, where it says so. */
export interface Accepted {
  readonly number: number
  readonly at: number | undefined
}

export class Absences {
  readonly #options: AbsencesOptions
  readonly #graceMs: number

  constructor(options: AbsencesOptions) {
    this.#options = options
    this.#graceMs = options.graceMs ?? graceMsUsual
  }

  /** The member was told that the other is away, and until when it may come back. */
  told(room: ObservedRoom, own: Direction, until: number): void {
    const { partner } = own
    partner.awaysTold += 1
    partner.isAway = true
    partner.backAfter = null
    partner.claimed = { until, after: own.last }
    // Whoever comes back itself is told of an absence that began before.
    if (own.hasDropped || until >= own.heardAt + this.#graceMs - this.#lateMs) return
    this.#wrongGrace(room, own, `after ${namedTime(own.heardAt)}`, until)
  }

  /** The member was told that the other is back. */
  toldBack({ partner }: Direction): void {
    partner.isAway = false
    partner.backAfter = null
  }

  /**
   * What the member sent was accepted at that time of the server: it came there after the member had
   * been told all that it knew as it sent it, and is answered after what came before it.
   */
  accepted(room: ObservedRoom, own: Direction, { number, at }: Accepted): void {
    const { partner } = own
    if (partner.backAfter !== null && number > partner.backAfter) {
      this.#untold(room, own, 'was back')
      this.toldBack(own)
    }
    own.hears(at)
    const { claimed } = partner
    if (at === undefined || claimed === null || number <= claimed.after) return
    partner.claimed = null
    const { until } = claimed
    if (until <= at + this.#graceMs + exactMs) return
    this.#wrongGrace(room, own, `before ${namedTime(at)}`, until)
  }

  /** The member is back: the other is owed a telling of that it is, and of that it went by itself, if it was there. */
  back(room: ObservedRoom, own: Direction): void {
    const opposite = room.directionTo(own.sender)
    if (room.isForeign || opposite === undefined || opposite === own) return
    const { partner } = opposite
    if (partner.isAway) partner.backAfter ??= opposite.last
    if (own.wentAt === null) return
    const wasThere =
      opposite.isSenderOnline && opposite.onlineSince <= own.wentAt && !opposite.hasSenderLeft
    if (wasThere && opposite.answeredAt >= own.wentAt + this.#options.noticedMs)
      partner.awaysOwed += 1
  }

  /** The room is over: whoever's other was away has been told as often. */
  settle(room: ObservedRoom): void {
    if (room.isForeign) return
    for (const own of room.directions) {
      if (own.partner.awaysOwed > own.partner.awaysTold) this.#untold(room, own, 'was away')
    }
  }

  /** Both know that the room is over: nobody was told to be away who was there from end to end. */
  presences(room: ObservedRoom): void {
    const [one, other] = room.directions
    if (room.isForeign || one === undefined || other === undefined) return
    const told = [one, other].find((own) => {
      const { hasDropped, senderMissedEnd } = own === one ? other : one
      return own.partner.awaysTold > 0 && !hasDropped && !senderMissedEnd
    })
    if (told === undefined) return
    this.#fault(
      'wrong_absence',
      room,
      told,
      'told that its partner in ROOM was away, who was there',
    )
  }

  /** How much earlier than a whole grace from now an absence may end that was told just now. */
  get #lateMs(): number {
    return Math.min(awaitedMsMax, this.#graceMs / 3) + exactMs
  }

  #untold(room: ObservedRoom, own: Direction, how: string): void {
    this.#fault('untold', room, own, `never told that its partner in ROOM ${how}`)
  }

  /** `when` says when it went at the earliest, or at the latest. */
  #wrongGrace(room: ObservedRoom, own: Direction, when: string, until: number): void {
    const what = `told that its partner in ROOM, who went away ${when}, may come back until ${namedTime(until)}`
    const grace = `where a grace is ${this.#graceMs / 1_000} s (--grace says how long it is)`
    this.#fault('wrong_grace', room, own, `${what}, ${grace}`)
  }

  #fault(kind: FaultKind, room: ObservedRoom, { sender }: Direction, what: string): void {
    const { faults, usernameOf } = this.#options
    const text = `${usernameOf(sender)} was ${what.replace('ROOM', shortId(room.id))}`
    faults.add(kind, text, { room: room.id })
  }
}
