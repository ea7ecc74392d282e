// Which events belong to one conversation, across its actors.
import type { ActorId, RoomId, SessionId } from '../../events/fields.ts'
import type { History } from '../timeline/history.ts'
import { subjectsOf } from '../timeline/subjects.ts'
import type { Conversation } from './apiTypes.ts'

/** A part of a session's life: from looking for somebody until it looks for somebody else. */
interface ConversationPeriod {
  readonly from: number
  room: RoomId | null
  isOver: boolean
}

/**
 * A conversation is everything about its room, and about both sessions from where they began to
 * look until they look again. Who has found nobody yet is a conversation of one.
 */
export class Conversations {
  #history: History
  #upTo = 0
  /** The indices of the events about each session and room, in order. */
  #about = new Map<ActorId, number[]>()
  #periods = new Map<SessionId, ConversationPeriod[]>()
  #members = new Map<RoomId, readonly SessionId[]>()
  #last: { readonly key: ActorId; readonly upTo: number; readonly indices: Int32Array } | null =
    null

  constructor(history: History) {
    this.#history = history
    this.extend()
  }

  get sessions(): number {
    return this.#periods.size
  }

  get rooms(): number {
    return this.#members.size
  }

  /** Takes in what the history has gained. */
  extend(): void {
    for (; this.#upTo < this.#history.length; this.#upTo++) this.#take(this.#upTo)
  }

  /** The key of the conversation that the event belongs to; null if it is about nobody's. */
  keyAt(index: number): ActorId | null {
    const actor = this.#history.actor(index)
    if (actor !== 'matchmaker') return this.#keyOf(actor, index)
    const { room, sessions } = subjectsOf(this.#history, index)
    if (room !== null && this.#members.has(room)) return room
    const [session] = sessions
    return session === undefined ? null : this.#keyOf(session, index)
  }

  /** Null where there is no such conversation. */
  find(key: ActorId): Conversation | null {
    const indices = this.indicesOf(key)
    if (indices.length === 0) return null
    const isRoom = this.#members.has(key)
    return {
      key,
      room: isRoom ? key : null,
      sessions: isRoom ? (this.#members.get(key) ?? []) : [key],
      events: indices.length,
      first: indices[0] as number,
      last: indices.at(-1) as number,
    }
  }

  /** The indices of the conversation's events, in order; none where there is no such one. */
  indicesOf(key: ActorId): Int32Array {
    if (this.#last?.key === key && this.#last.upTo === this.#upTo) return this.#last.indices
    const indices = Int32Array.from(this.#gather(key)).sort()
    this.#last = { key, upTo: this.#upTo, indices }
    return indices
  }

  #gather(key: ActorId): ReadonlySet<number> {
    const members = this.#members.get(key)
    const found = new Set<number>(members === undefined ? [] : this.#about.get(key))
    for (const session of members ?? [key]) {
      const periods = this.#periods.get(session) ?? []
      const number =
        members === undefined ? periods.length - 1 : periods.findIndex(({ room }) => room === key)
      const from = periods[number]?.from ?? Number.POSITIVE_INFINITY
      const to = periods[number + 1]?.from ?? Number.POSITIVE_INFINITY
      for (const index of this.#about.get(session) ?? []) {
        if (index >= from && index < to) found.add(index)
      }
    }
    return found
  }

  #keyOf(actor: ActorId, index: number): ActorId {
    const periods = this.#periods.get(actor)
    if (periods === undefined) return actor
    return periods.findLast(({ from }) => from <= index)?.room ?? actor
  }

  #take(index: number): void {
    const type = this.#history.type(index)
    const actor = this.#history.actor(index)
    if (actor === 'matchmaker') this.#takeMatchmakers(index)
    else this.#note(actor, index)
    if (type === 'session.find_match' && this.#period(actor, index).isOver) {
      this.#begin(actor, index)
    }
    if (type === 'session.leave_chat' || type === 'session.chat_ended') {
      const period = this.#period(actor, index)
      period.isOver = period.room !== null
    }
    if (type.startsWith('session.')) this.#period(actor, index)
    if (type === 'room.opened' && !this.#members.has(actor)) {
      this.#meet(actor, JSON.parse(this.#history.json(index)).members, index)
    }
  }

  #takeMatchmakers(index: number): void {
    const { room, sessions } = subjectsOf(this.#history, index)
    for (const about of new Set([room, ...sessions])) if (about !== null) this.#note(about, index)
    if (this.#history.type(index) === 'matchmaker.matched' && room !== null) {
      this.#meet(room, sessions, index)
    }
  }

  #meet(room: RoomId, members: readonly SessionId[], index: number): void {
    this.#members.set(room, members)
    for (const member of members) {
      const period = this.#period(member, index)
      if (period.room === null) period.room = room
      else this.#begin(member, index).room = room
    }
  }

  #period(session: SessionId, index: number): ConversationPeriod {
    return this.#periods.get(session)?.at(-1) ?? this.#begin(session, index)
  }

  #begin(session: SessionId, from: number): ConversationPeriod {
    const period = { from, room: null, isOver: false }
    const known = this.#periods.get(session)
    if (known === undefined) this.#periods.set(session, [period])
    else known.push(period)
    return period
  }

  #note(actor: ActorId, index: number): void {
    const known = this.#about.get(actor)
    if (known === undefined) this.#about.set(actor, [index])
    else known.push(index)
  }
}
