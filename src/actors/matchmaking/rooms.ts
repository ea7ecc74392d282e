// The matchmaker's table of rooms: who is in which.
import type { RoomId, SessionId } from '../../events/fields.ts'
import { hashOf, SetHash } from '../../events/hash.ts'

export type Members = readonly [SessionId, SessionId]

export class Rooms {
  #members = new Map<RoomId, Members>()
  #places = new Map<SessionId, RoomId>()
  #tally = new SetHash()

  /** How many rooms are open. */
  get size(): number {
    return this.#members.size
  }

  /** How many sessions are in one. */
  get chatting(): number {
    return this.#places.size
  }

  members(room: RoomId): Members | undefined {
    return this.#members.get(room)
  }

  roomOf(session: SessionId): RoomId | undefined {
    return this.#places.get(session)
  }

  /** Every open room with its members, oldest first. */
  all(): [RoomId, Members][] {
    return [...this.#members]
  }

  /** The sessions that are in a room. */
  sessions(): SessionId[] {
    return [...this.#places.keys()]
  }

  open(room: RoomId, members: Members): void {
    this.#members.set(room, members)
    for (const member of members) this.#places.set(member, room)
    this.#tally.add(hashOf(`${room} ${members}`))
  }

  close(room: RoomId): void {
    const members = this.#members.get(room)
    if (members === undefined) return
    for (const member of members) this.#places.delete(member)
    this.#members.delete(room)
    this.#tally.remove(hashOf(`${room} ${members}`))
  }

  copy(): Rooms {
    const copy = new Rooms()
    copy.#members = new Map(this.#members)
    copy.#places = new Map(this.#places)
    copy.#tally = new SetHash(this.#tally.sum)
    return copy
  }

  /** What a state checksum sees: it must not grow with the rooms. */
  toJSON(): unknown {
    return { open: this.size, tally: this.#tally }
  }
}
