// What the referee knows of one room: a few numbers for each direction, not its messages.
import { type Direction, LazySet, type NumberAndSeq, takeUpTo } from './direction.ts'
import type { FoundFaults } from './faults.ts'

export interface ObservedRoomOptions {
  /** True where a log is to be compared afterwards. */
  readonly keepsOrder: boolean
  readonly faults: FoundFaults
  /** The client id of a visitor's message, by the visitor's number and the message's. */
  readonly messageIdOf: (sender: number, number: number) => string
}

export class ObservedRoom {
  /** The server's id of the room. */
  readonly id: string
  readonly directions: Direction[] = []
  /** The partner is no visitor of this run: half of it cannot be seen. */
  isForeign = false
  /** Whose message each seq is, from seq 1: kept only where a log is to be compared. */
  readonly order: number[] | null
  #faults: FoundFaults
  #messageIdOf: ObservedRoomOptions['messageIdOf']
  /** Every seq up to here stands for a message that was delivered; so do those in `#ahead`. */
  #top = 0
  readonly #ahead = new LazySet()
  #seqMax = 0
  #isSettled = false

  constructor(id: string, { keepsOrder, faults, messageIdOf }: ObservedRoomOptions) {
    this.id = id
    this.order = keepsOrder ? [] : null
    this.#faults = faults
    this.#messageIdOf = messageIdOf
  }

  /** What the visitor sends here; of somebody who is not here, what the second member sends. */
  directionFrom(user: number): Direction | undefined {
    return this.directions[0]?.sender === user ? this.directions[0] : this.directions[1]
  }

  directionTo(user: number): Direction | undefined {
    return this.directions[0]?.sender === user ? this.directions[1] : this.directions[0]
  }

  /** The last seq that the member has seen, its own messages included. */
  seenBy(user: number): number {
    return Math.max(
      this.directionFrom(user)?.ackedSeq ?? 0,
      this.directionTo(user)?.deliveredSeq ?? 0,
    )
  }

  /** The server says that `number` of this direction, and every earlier one, is committed. */
  acknowledged(direction: Direction, number: number, seq: number): void {
    const wrong =
      contradiction(direction, number, seq) ??
      (isRepeated(direction, number) ? 'was acknowledged twice' : null)
    if (wrong !== null) {
      const id = this.#messageIdOf(direction.sender, number)
      this.#faults.add('misacknowledged', `${id} ${wrong}`, { room: this.id, id })
    }
    if (number <= direction.ackedTo || number > direction.last || direction.refused.has(number))
      return
    direction.ackedTo = number
    direction.ackedSeq = Math.max(seq, direction.ackedSeq)
    this.#note(direction, seq)
    if (this.#isSettled && number > direction.deliveredTo) {
      const opposite = this.directionTo(direction.sender)
      if (this.#isThere(opposite)) this.#lost(direction, number, opposite)
    } else if (number > direction.deliveredTo) {
      direction.acksAhead ??= []
      direction.acksAhead.push([number, seq])
    } else this.#agree(direction, takeUpTo(direction.deliveriesAhead, number), [number, seq])
  }

  /** A message of this direction reached the other member. */
  delivered(direction: Direction, number: number, seq: number): void {
    const id = this.#messageIdOf(direction.sender, number)
    const location = { room: this.id, id }
    if (direction.refused.has(number)) {
      this.#faults.add('misacknowledged', `${id} was refused and then delivered`, location)
      return
    }
    if (number <= direction.deliveredTo) {
      if (!direction.skipped.delete(number)) {
        this.#faults.add('doubled', `${id} was delivered again, as seq ${seq}`, location)
        return
      }
      this.#faults.add('out_of_order', `${id} came after a later one of its sender`, location)
    } else this.#advance(direction, number, seq)
    direction.delivered += 1
    if (direction.keepsWords) direction.arrivals.push(number, seq)
    this.#occupy(seq, id)
    this.#note(direction, seq)
    if (number > direction.ackedTo) {
      direction.deliveriesAhead ??= []
      direction.deliveriesAhead.push([number, seq])
    }
    this.#agree(direction, takeUpTo(direction.acksAhead, number), [number, seq])
  }

  /** The server refused a message of this direction. */
  refused(direction: Direction, number: number): void {
    direction.refused.add(number)
    direction.skipped.delete(number)
  }

  /** To be called once nothing more can come. Gives how many nobody was there to receive. */
  settle(): number {
    this.#isSettled = true
    let undeliverable = 0
    let accepted = 0
    let unknown = 0
    for (const direction of this.directions) {
      const opposite = this.directionTo(direction.sender)
      for (const number of direction.undelivered()) {
        accepted += 1
        if (this.#isThere(opposite)) this.#lost(direction, number, opposite)
        else undeliverable += 1
      }
      accepted += direction.delivered
      unknown += direction.unknown
    }
    if (!this.isForeign && this.#seqMax > accepted + unknown) {
      const members = this.directions.map((direction) => this.#usernameOf(direction)).join(' and ')
      const text = `${members} had ${accepted} messages numbered up to seq ${this.#seqMax}`
      this.#faults.add('out_of_order', text, { room: this.id })
    }
    return undeliverable
  }

  /** Whether the member was there to the end, and whatever it was sent can be seen. */
  #isThere(member: Direction | undefined): member is Direction {
    if (this.isForeign) return false
    return member?.isSenderOnline === true && !member.senderMissedEnd
  }

  #lost(direction: Direction, number: number, opposite: Direction): void {
    const id = this.#messageIdOf(direction.sender, number)
    const text = `${id} was acknowledged and never reached ${this.#usernameOf(opposite)}`
    this.#faults.add('lost', text, { room: this.id, id })
  }

  #advance(direction: Direction, number: number, seq: number): void {
    for (let between = direction.deliveredTo + 1; between < number; between += 1) {
      if (!direction.refused.has(between)) direction.skipped.add(between)
    }
    direction.deliveredTo = number
    const seen = Math.max(direction.deliveredSeq, this.directionTo(direction.sender)?.ackedSeq ?? 0)
    direction.deliveredSeq = Math.max(seq, direction.deliveredSeq)
    if (seq > seen) return
    const id = this.#messageIdOf(direction.sender, number)
    const text = `${id} came as seq ${seq} when seq ${seen} had been seen`
    this.#faults.add('out_of_order', text, { room: this.id, id })
  }

  #occupy(seq: number, id: string): void {
    if (seq <= this.#top || this.#ahead.has(seq) || seq < 1) {
      this.#faults.add('out_of_order', `${id} came as seq ${seq}, which another message had`, {
        room: this.id,
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

  #note(direction: Direction, seq: number): void {
    this.#seqMax = Math.max(this.#seqMax, seq)
    if (this.order !== null && seq > 0 && seq <= orderMax) {
      this.order[seq - 1] = this.directions.indexOf(direction)
    }
  }

  #agree(direction: Direction, known: NumberAndSeq | undefined, [number, seq]: NumberAndSeq): void {
    if (known === undefined || known[1] === seq) return
    const id = this.#messageIdOf(direction.sender, number)
    const text = `${id} was acknowledged and delivered under two numbers, seq ${known[1]} and ${seq}`
    this.#faults.add('misacknowledged', text, { room: this.id, id })
  }

  #usernameOf(direction: Direction): string {
    return this.#messageIdOf(direction.sender, 0).replace(/-0$/, '')
  }
}

/** No room has more messages than this; a seq beyond it is a fault, and must not cost memory. */
const orderMax = 1_000_000

/** Whether it was acknowledged before, and nobody sent it again. */
const isRepeated = (direction: Direction, number: number): boolean =>
  number <= direction.ackedTo && !direction.resent.delete(number) && !direction.hasDropped

/** What speaks against an acknowledgement, to go on after the message's id; null if nothing does. */
const contradiction = (direction: Direction, number: number, seq: number): string | null => {
  if (number > direction.last) return 'was acknowledged and never sent'
  if (direction.refused.has(number)) return 'was refused and then acknowledged'
  if (number > direction.ackedTo) {
    return seq > direction.ackedSeq
      ? null
      : `was acknowledged as seq ${seq}, when an earlier one had ${direction.ackedSeq}`
  }
  // Said again, as after a resend.
  const agrees =
    number === direction.ackedTo ? seq === direction.ackedSeq : seq < direction.ackedSeq
  return agrees ? null : `was acknowledged as seq ${seq}, against what was said before`
}
