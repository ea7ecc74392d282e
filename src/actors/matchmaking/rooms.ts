// The matchmaker's table of rooms: who is in which.
import type { Person, PersonId, RoomId, SessionId } from '../../events/fields.ts'
import { hashOf, SetHash } from '../../events/hash.ts'

export type Members = readonly [SessionId, SessionId]
export type Persons = readonly [Person, Person]

/** Flat, as there are tens of thousands of them. */
interface OpenRoom {
  readonly members: Members
  /** Who the members are, in the same order. */
  readonly first: Person
  readonly second: Person
}

export class Rooms {
  #rooms = new Map<RoomId, OpenRoom>()
  #places = new Map<SessionId, RoomId>()
  #tally = new SetHash()

  /** How many rooms are open. */
  get size(): number {
    return this.#rooms.size
  }

  /** How many sessions are in one. */
  get chatting(): number {
    return this.#places.size
  }

  members(room: RoomId): Members | undefined {
    return this.#rooms.get(room)?.members
  }

  roomOf(session: SessionId): RoomId | undefined {
    return this.#places.get(session)
  }

  /** Every open room with its members, oldest first. */
  all(): [RoomId, Members][] {
    return [...this.#rooms].map(([room, { members }]) => [room, members])
  }

  /** The sessions that are in a room. */
  sessions(): SessionId[] {
    return [...this.#places.keys()]
  }

  /** The open rooms of the two persons: each with the member that is `one`. */
  between(one: PersonId, other: PersonId): { readonly room: RoomId; readonly by: SessionId }[] {
    const found: { room: RoomId; by: SessionId }[] = []
    for (const [room, { members, first, second }] of this.#rooms) {
      if (first.id === one && second.id === other) found.push({ room, by: members[0] })
      else if (first.id === other && second.id === one) found.push({ room, by: members[1] })
    }
    return found
  }

  open(room: RoomId, members: Members, [first, second]: Persons): void {
    this.#rooms.set(room, { members, first, second })
    for (const member of members) this.#places.set(member, room)
    this.#tally.add(hashOf(`${room} ${members}`))
  }

  close(room: RoomId): void {
    const members = this.members(room)
    if (members === undefined) return
    for (const member of members) this.#places.delete(member)
    this.#rooms.delete(room)
    this.#tally.remove(hashOf(`${room} ${members}`))
  }

  copy(): Rooms {
    const copy = new Rooms()
    copy.#rooms = new Map(this.#rooms)
    copy.#places = new Map(this.#places)
    copy.#tally = new SetHash(this.#tally.sum)
    return copy
  }

  /** What a state checksum sees: it must not grow with the rooms. */
  toJSON(): unknown {
    return { open: this.size, tally: this.#tally }
  }
}
