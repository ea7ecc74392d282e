// Remembers what was sent, acknowledged and delivered, and names every fault.

import { type MessageStamp, messageIdOf, parseMessageId, stampOf } from '../scenario/messageText.ts'
import { numberOfUsername, usernameOf, type VisitorProfile } from '../scenario/profile.ts'
import { Side } from './direction.ts'
import { type FaultKind, type FaultLocation, FoundFaults } from './faults.ts'
import { type KeptRoom, keptRoomOf } from './keptRoom.ts'
import { faultsOfMatch, type Introduction } from './match.ts'
import { Memberships } from './memberships.ts'
import { ObservedRoom } from './observedRoom.ts'

/** A message as it reached a visitor. */
export interface Arrival {
  readonly room: string
  readonly seq: number
  readonly text: string
}

export interface RefereeOptions {
  /** The run's name, which every text and id begins with. */
  readonly run: string
  readonly profileOf: (number: number) => VisitorProfile
  readonly examplesMax: number
  /** True where the log will be compared: then an entry is kept of every room. */
  readonly keepsRooms: boolean
}

export class Referee {
  readonly faults: FoundFaults
  readonly keptRooms: KeptRoom[] = []
  rooms = 0
  /** Acknowledged, and the partner was not there when the room ended: nobody could receive them. */
  undeliverable = 0
  /** Conversations with somebody who is no visitor of this run. */
  foreign = 0
  #parts: RefereeOptions
  #addresses = new Memberships()
  #open = new Map<string, ObservedRoom>()

  constructor(parts: RefereeOptions) {
    this.#parts = parts
    this.faults = new FoundFaults(parts.examplesMax)
  }

  /** The visitor is about to send its next message, in the room where it is. Gives its number. */
  sending(user: number): number {
    const address = this.#addresses.of(user)
    address.sent += 1
    const side = address.now?.sideOf(user)
    if (side !== undefined) side.last = address.sent
    return address.sent
  }

  /** Where the visitor is, by what it was told. */
  roomOf(user: number): string | null {
    return this.#addresses.of(user).now?.room ?? null
  }

  /** The last seq that the visitor has seen in its room. */
  seenBy(user: number): number {
    return this.#addresses.of(user).now?.seenBy(user) ?? 0
  }

  /** `sent`, or an own message in a `welcome`. Gives the number up to which it acknowledges. */
  acknowledged(user: number, id: unknown, seq: number): number | null {
    const read = parseMessageId(this.#parts.run, id)
    if (read === null || read.sender !== user) {
      this.#fault(
        'misacknowledged',
        `${this.#name(user)} was told that ${id} was sent: not its own`,
      )
      return null
    }
    const found = this.#addresses.sideWith(user, read.number)
    if (found === null) {
      this.#fault('misacknowledged', `${id} was acknowledged and never sent`, { id: String(id) })
    } else found.conversation.acknowledged(found.side, read.number, seq)
    return read.number
  }

  /** An error with an id. `wasResent`: an earlier copy of it may have been accepted. */
  refused(user: number, number: number, wasResent: boolean): void {
    const found = this.#addresses.sideWith(user, number)
    if (found !== null && !wasResent) found.conversation.refused(found.side, number)
  }

  /** A message of the partner's came. Gives what its text says, if it is one of this run's. */
  arrived(user: number, { room, seq, text }: Arrival): MessageStamp | null {
    const stamp = stampOf(this.#parts.run, text)
    const { now } = this.#addresses.of(user)
    const me = this.#name(user)
    if (now?.room !== room) {
      const place = { room, id: stamp && this.#idOf(stamp.sender, stamp.number) }
      const where = now === null ? 'in no room' : `in ${now.room}`
      this.#fault('misdelivered', `a message of ${room} came to ${me}, who was ${where}`, place)
      return stamp
    }
    if (now.isForeign) return stamp
    if (stamp === null) {
      const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
      this.#fault('altered', `${me} was sent seq ${seq} as ${JSON.stringify(shown)}`, { room })
      return null
    }
    const id = this.#idOf(stamp.sender, stamp.number)
    const side = now.sideOf(stamp.sender)
    if (side?.user !== stamp.sender || stamp.sender === user) {
      const text = `${id} came to ${me}, who talks with somebody else`
      this.#fault('misdelivered', text, { room, id })
    } else if (stamp.number < side.first || stamp.number > side.last) {
      this.#fault('misdelivered', `${id} came to ${me} from another conversation`, { room, id })
    } else now.delivered(side, stamp.number, seq)
    return stamp
  }

  /** `matched`, or a `welcome` to a room that the visitor had not heard of. */
  matched(user: number, { room, partner, shared }: Introduction): void {
    const { profileOf } = this.#parts
    const address = this.#addresses.of(user)
    if (address.now !== null) {
      const text = `${this.#name(user)} was matched in ${room} while in ${address.now.room}`
      this.#fault('two_rooms', text, { room })
      this.#leave(user, true)
    }
    const conversation = this.#open.get(room) ?? this.#opened(room)
    const [first, second] = conversation.sides
    const name = this.#name(user)
    if (second !== undefined || first?.user === user) {
      this.#fault('mismatched', `${name} was matched in ${room}, which has both its members`, {
        room,
      })
      return
    }
    conversation.sides.push(new Side(user, address.sent + 1))
    address.now = conversation
    const other = numberOfUsername(this.#parts.run, partner.username)
    if (other === null) this.#foreign(conversation)
    else if (first !== undefined && first.user !== other) {
      const text = `${name} was matched with ${partner.username}, but ${this.#name(first.user)} is in ${room}`
      this.#fault('mismatched', text, { room })
    }
    const them = other === null ? null : profileOf(other)
    for (const text of faultsOfMatch(profileOf(user), them, { room, partner, shared })) {
      this.#fault('mismatched', text, { room })
    }
  }

  /** The visitor was told that its conversation is over. */
  ended(user: number): void {
    this.#leave(user, false)
  }

  /** Its connection is gone. */
  dropped(user: number): void {
    const side = this.#addresses.of(user).now?.sideOf(user)
    if (side !== undefined) side.isOnline = false
  }

  /** It is back, and where the server says it is: in `room`, or in none. True if that is known. */
  returned(user: number, room: string | null): boolean {
    const { now } = this.#addresses.of(user)
    if (now !== null && now.room === room) {
      const side = now.sideOf(user)
      if (side !== undefined) side.isOnline = true
      return true
    }
    if (now !== null) this.#leave(user, true)
    return room === null
  }

  /** Nothing more will come: judges every conversation that is still open. */
  finish(): void {
    for (const conversation of this.#open.values()) this.#settle(conversation)
    this.#open.clear()
  }

  #leave(user: number, isMissed: boolean): void {
    const address = this.#addresses.of(user)
    const conversation = address.now
    const side = conversation?.sideOf(user)
    address.now = null
    if (conversation === null || side === undefined) return
    address.before = conversation
    side.hasEnded = true
    side.missedEnd = isMissed
    const isOver = conversation.sides.every(({ hasEnded }) => hasEnded)
    if (!isOver || (conversation.sides.length < 2 && !conversation.isForeign)) return
    this.#open.delete(conversation.room)
    this.#settle(conversation)
  }

  #settle(conversation: ObservedRoom): void {
    this.undeliverable += conversation.settle()
    const kept = keptRoomOf(conversation)
    if (kept !== null) this.keptRooms.push(kept)
  }

  #opened(room: string): ObservedRoom {
    const { keepsRooms } = this.#parts
    const conversation = new ObservedRoom(room, keepsRooms, this.faults, this.#idOf)
    this.#open.set(room, conversation)
    this.rooms += 1
    return conversation
  }

  #foreign(conversation: ObservedRoom): void {
    conversation.isForeign = true
    this.foreign += 1
  }

  #idOf = (user: number, number: number): string => messageIdOf(this.#parts.run, user, number)

  #name(user: number): string {
    return usernameOf(this.#parts.run, user)
  }

  #fault(kind: FaultKind, text: string, place: FaultLocation = {}): void {
    this.faults.add(kind, text, place)
  }
}
