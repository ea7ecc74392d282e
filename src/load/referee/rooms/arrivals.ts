// Whether a message reaches whom it is for: where that one is, from whom it talks with, as it was written.
import { shortId } from '../../../events/limits.ts'
import type { MessageStamp } from '../../scenario/messageText.ts'
import type { FoundFaults } from './faults.ts'
import type { ObservedRoom } from './observedRoom.ts'

/** A message as it reached a visitor. */
export interface ReceivedMessage {
  readonly room: string
  readonly seq: number
  readonly text: string
  /** When the server took it, as it says. */
  readonly at?: number
}

/** To whom it came, and in which room that one is. */
export interface Recipient {
  readonly user: number
  readonly room: ObservedRoom | null
}

export interface ArrivalsOptions {
  readonly faults: FoundFaults
  readonly usernameOf: (user: number) => string
  /** The client id of a visitor's message, by the visitor's number and the message's. */
  readonly messageIdOf: (sender: number, number: number) => string
}

export class Arrivals {
  readonly #options: ArrivalsOptions

  constructor(options: ArrivalsOptions) {
    this.#options = options
  }

  /** `stamp` is what its text says; null where that is no text of the run's. */
  take(to: Recipient, message: ReceivedMessage, stamp: MessageStamp | null): void {
    const { faults, usernameOf } = this.#options
    const { user, room: current } = to
    const { room, seq, text, at } = message
    if (current?.id !== room) {
      this.#elsewhere(to, room, stamp)
      return
    }
    current.directionFrom(user)?.hears(at)
    if (current.isForeign) return
    if (stamp === null) {
      const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
      const was = `${usernameOf(user)} was sent seq ${seq} as ${JSON.stringify(shown)}`
      faults.add('altered', was, { room })
      return
    }
    this.#ofPartner(user, current, { ...stamp, seq })
  }

  #elsewhere({ user, room: current }: Recipient, room: string, stamp: MessageStamp | null): void {
    const { faults, usernameOf, messageIdOf } = this.#options
    const where = current === null ? 'in no room' : `in ${shortId(current.id)}`
    const text = `a message of ${shortId(room)} came to ${usernameOf(user)}, who was ${where}`
    faults.add('misdelivered', text, {
      room,
      id: stamp && messageIdOf(stamp.sender, stamp.number),
    })
  }

  #ofPartner(
    user: number,
    room: ObservedRoom,
    { sender, number, seq }: Pick<MessageStamp, 'sender' | 'number'> & { readonly seq: number },
  ): void {
    const { faults, usernameOf, messageIdOf } = this.#options
    const id = messageIdOf(sender, number)
    const misdelivered = (from: string) =>
      faults.add('misdelivered', `${id} came to ${usernameOf(user)}${from}`, { room: room.id, id })
    const direction = room.directionFrom(sender)
    if (direction?.sender !== sender || sender === user) {
      misdelivered(', who talks with somebody else')
    } else if (number < direction.first || number > direction.last) {
      misdelivered(' from another conversation')
    } else room.delivered(direction, number, seq)
  }
}
