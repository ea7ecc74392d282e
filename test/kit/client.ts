// A simulated client: what it has seen of each room, over every socket.
import { expect } from 'vitest'
import type { RoomId } from '../../src/events/fields.ts'
import type { Stage } from './stage.ts'
import { Visitor, type Wishes } from './visitors.ts'

interface Seen {
  readonly seq: number
  readonly text: string
}

export class Client {
  readonly visitor: Visitor
  /** What it has seen of each room: its own words once acknowledged, and its partner's. */
  readonly seen = new Map<RoomId, Seen[]>()
  /** The last room that it was told of. */
  lastRoom: RoomId | null = null
  #room: RoomId | null = null
  #said = new Map<string, string>()

  constructor(stage: Stage, wishes: Wishes) {
    this.visitor = new Visitor(stage, wishes)
  }

  say(id: string, text: string): void {
    this.#said.set(id, this.#said.get(id) ?? text)
    this.visitor.say(text, id)
  }

  /** Reads what came in. A welcome brings what was said while it was away. */
  read(): void {
    for (const frame of this.visitor.stage.heard(this.visitor.id)) {
      if (frame.type === 'matched') this.#room = this.lastRoom = frame.room
      if (frame.type === 'chat_ended') this.#room = null
      if (frame.type === 'welcome') this.#catchUp(frame.room ?? null)
      if (frame.type === 'message') this.#see(frame)
      if (frame.type === 'sent') {
        this.#see({ seq: frame.seq, text: this.#said.get(frame.id) ?? '' })
      }
    }
  }

  /** [M7] it saw what was said in the room: once, in order, the whole beginning or all of it. */
  check(room: RoomId): void {
    const said = this.#saidIn(room)
    const seen = this.seen.get(room) ?? []
    expect(seen).toEqual(said.slice(0, seen.length))
    const { stage, id } = this.visitor
    const isThere = stage.sockets.get(id) === true && this.#room === room
    if (isThere) expect(seen).toHaveLength(said.length)
  }

  #catchUp(room: RoomId | null): void {
    this.#room = room
    if (room === null) return
    const after = this.seen.get(room)?.at(-1)?.seq ?? 0
    for (const message of this.#saidIn(room).slice(after)) this.#see(message)
  }

  /** [M8] what it is told is in the log. A duplicate is a fault unless it is the acknowledgement of what a welcome brought. */
  #see({ seq, text }: Seen): void {
    const room = this.#room ?? ''
    expect(this.#saidIn(room)[seq - 1]).toEqual({ seq, text })
    const seen = this.seen.get(room) ?? []
    const known = seen.find((message) => message.seq === seq)
    if (known === undefined) this.seen.set(room, [...seen, { seq, text }])
    else expect(known.text).toBe(text)
  }

  /** What the committed log says was said in a room. */
  #saidIn(room: RoomId): Seen[] {
    return this.visitor.stage
      .committed()
      .filter((event) => event.actor === room && event.type === 'room.send_message')
      .map((event, index) => ({
        seq: index + 1,
        text: event.type === 'room.send_message' ? event.data.text : '',
      }))
  }
}
