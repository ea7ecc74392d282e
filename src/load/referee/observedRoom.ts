// What the referee knows of one room: a few numbers for each direction,
// however many messages there are.

import { LazySet, type NumberAndSeq, type Side, taken } from './direction.ts'
import type { FoundFaults } from './faults.ts'

/** Names a message for people and for the log. */
export type Naming = (user: number, number: number) => string

export class ObservedRoom {
  readonly room: string
  readonly sides: Side[] = []
  /** The partner is no visitor of this run: half of it cannot be seen. */
  isForeign = false
  /** Whose message each seq is, from seq 1: kept only where a log is to be compared. */
  readonly order: number[] | null
  #faults: FoundFaults
  #idOf: Naming
  /** Every seq up to here stands for a message that was delivered; so do those in `#ahead`. */
  #top = 0
  readonly #ahead = new LazySet()
  #seqMax = 0
  #isSettled = false

  constructor(room: string, keepsOrder: boolean, faults: FoundFaults, messageIdOf: Naming) {
    this.room = room
    this.order = keepsOrder ? [] : null
    this.#faults = faults
    this.#idOf = messageIdOf
  }

  sideOf(user: number): Side | undefined {
    return this.sides[0]?.user === user ? this.sides[0] : this.sides[1]
  }

  otherThan(user: number): Side | undefined {
    return this.sides[0]?.user === user ? this.sides[1] : this.sides[0]
  }

  /** The last seq that the member has seen, its own messages included. */
  seenBy(user: number): number {
    return Math.max(this.sideOf(user)?.ackedSeq ?? 0, this.otherThan(user)?.deliveredSeq ?? 0)
  }

  /** The server says that `number` of this side, and every earlier one, is committed. */
  acknowledged(side: Side, number: number, seq: number): void {
    const wrong = contradiction(side, number, seq)
    if (wrong !== null) {
      const id = this.#idOf(side.user, number)
      this.#faults.add('misacknowledged', `${id} ${wrong}`, { room: this.room, id })
    }
    if (number <= side.ackedTo || number > side.last || side.refused.has(number)) return
    side.ackedTo = number
    side.ackedSeq = Math.max(seq, side.ackedSeq)
    this.#note(side, seq)
    if (this.#isSettled && number > side.deliveredTo) {
      const other = this.otherThan(side.user)
      if (other?.isOnline === true && !other.missedEnd) this.#lost(side, number, other)
    } else if (number > side.deliveredTo) {
      side.acksAhead ??= []
      side.acksAhead.push([number, seq])
    } else this.#agree(side, taken(side.deliveriesAhead, number), [number, seq])
  }

  /** A message of this side reached the other member. */
  delivered(side: Side, number: number, seq: number): void {
    const id = this.#idOf(side.user, number)
    const place = { room: this.room, id }
    if (side.refused.has(number)) {
      this.#faults.add('misacknowledged', `${id} was refused and then delivered`, place)
      return
    }
    if (number <= side.deliveredTo) {
      if (!side.skipped.delete(number)) {
        this.#faults.add('doubled', `${id} was delivered again, as seq ${seq}`, place)
        return
      }
      this.#faults.add('out_of_order', `${id} came after a later one of its sender`, place)
    } else this.#advance(side, number, seq)
    side.delivered += 1
    this.#claim(seq, id)
    this.#note(side, seq)
    if (number > side.ackedTo) {
      side.deliveriesAhead ??= []
      side.deliveriesAhead.push([number, seq])
    }
    this.#agree(side, taken(side.acksAhead, number), [number, seq])
  }

  /** The server refused a message of this side. */
  refused(side: Side, number: number): void {
    side.refused.add(number)
    side.skipped.delete(number)
  }

  /** To be called once nothing more can come. Gives how many nobody was there to receive. */
  settle(): number {
    this.#isSettled = true
    let undeliverable = 0
    let accepted = 0
    let unknown = 0
    for (const side of this.sides) {
      const other = this.otherThan(side.user)
      const wasThere = other?.isOnline === true && !other.missedEnd
      for (const number of side.undelivered()) {
        accepted += 1
        if (wasThere) this.#lost(side, number, other)
        else undeliverable += 1
      }
      accepted += side.delivered
      unknown += side.unknown
    }
    if (!this.isForeign && this.#seqMax > accepted + unknown) {
      const members = this.sides.map((side) => this.#nameOf(side)).join(' and ')
      const text = `${members} had ${accepted} messages numbered up to seq ${this.#seqMax}`
      this.#faults.add('out_of_order', text, { room: this.room })
    }
    return undeliverable
  }

  #lost(side: Side, number: number, other: Side): void {
    const id = this.#idOf(side.user, number)
    const text = `${id} was acknowledged and never reached ${this.#nameOf(other)}`
    this.#faults.add('lost', text, { room: this.room, id })
  }

  #advance(side: Side, number: number, seq: number): void {
    for (let between = side.deliveredTo + 1; between < number; between += 1) {
      if (!side.refused.has(between)) side.skipped.add(between)
    }
    side.deliveredTo = number
    const seen = Math.max(side.deliveredSeq, this.otherThan(side.user)?.ackedSeq ?? 0)
    side.deliveredSeq = Math.max(seq, side.deliveredSeq)
    if (seq > seen) return
    const id = this.#idOf(side.user, number)
    const text = `${id} came as seq ${seq} when seq ${seen} had been seen`
    this.#faults.add('out_of_order', text, { room: this.room, id })
  }

  #claim(seq: number, id: string): void {
    if (seq <= this.#top || this.#ahead.has(seq) || seq < 1) {
      this.#faults.add('out_of_order', `${id} came as seq ${seq}, which another message had`, {
        room: this.room,
        id,
      })
      return
    }
    if (seq > this.#top + 1) {
      this.#ahead.add(seq)
      return
    }
    this.#top = seq
    while (this.#ahead.size > 0 && this.#ahead.delete(this.#top + 1)) this.#top += 1
  }

  #note(side: Side, seq: number): void {
    this.#seqMax = Math.max(this.#seqMax, seq)
    if (this.order !== null && seq > 0 && seq <= orderMax) {
      this.order[seq - 1] = this.sides.indexOf(side)
    }
  }

  #agree(side: Side, known: NumberAndSeq | undefined, [number, seq]: NumberAndSeq): void {
    if (known === undefined || known[1] === seq) return
    const id = this.#idOf(side.user, number)
    const text = `${id} was acknowledged and delivered under two numbers, seq ${known[1]} and ${seq}`
    this.#faults.add('misacknowledged', text, { room: this.room, id })
  }

  #nameOf(side: Side): string {
    return this.#idOf(side.user, 0).replace(/-0$/, '')
  }
}

/** No room has more messages than this; a seq beyond it is a fault, and must not cost memory. */
const orderMax = 1_000_000

/** What speaks against an acknowledgement, to go on after the message's id; null if nothing does. */
const contradiction = (side: Side, number: number, seq: number): string | null => {
  if (number > side.last) return 'was acknowledged and never sent'
  if (side.refused.has(number)) return 'was refused and then acknowledged'
  if (number > side.ackedTo) {
    return seq > side.ackedSeq
      ? null
      : `was acknowledged as seq ${seq}, when an earlier one had ${side.ackedSeq}`
  }
  // Said again, as after a resend.
  const agrees = number === side.ackedTo ? seq === side.ackedSeq : seq < side.ackedSeq
  return agrees ? null : `was acknowledged as seq ${seq}, against what was said before`
}
