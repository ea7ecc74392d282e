// Visitors in the domain's words: what they did, what they do, what everybody hears.
import { expect } from 'vitest'
import type { SaidFrame } from '../../src/actors/effect.ts'
import type { Refusal } from '../../src/actors/engine/refusal.ts'
import type { ReportMade } from '../../src/actors/engine/safety.ts'
import type { DataOf } from '../../src/events/event.ts'
import type { Person, RoomId, SessionId } from '../../src/events/fields.ts'
import { againMs } from '../../src/events/limits.ts'
import { graceMs, relaxMs, type Stage } from './stage.ts'

export type Wishes = Partial<
  Pick<DataOf<'session.join'>, 'username' | 'bio' | 'gender' | 'seeks' | 'interests' | 'person'>
>

/** One visitor of a simulated stage. Every verb gives the refusal, or null. */
export class Visitor {
  readonly id: SessionId
  /** Whose pass it has; without one it is a person of its own, of whom nothing is remembered. */
  readonly person: Person
  readonly stage: Stage

  /** One who joins now, or the one `known` by that id, who has. */
  constructor(stage: Stage, wishes: Wishes = {}, known: SessionId | null = null) {
    this.stage = stage
    this.id = known ?? stage.ids.session()
    this.person = wishes.person ?? { id: this.id, day: '' }
    if (known !== null) return
    const suspended = stage.engine.safety.suspensionOf(this.person.id)
    const data = {
      username: 'Ann',
      bio: '',
      gender: 'other',
      seeks: 'anyone',
      interests: [],
      ...wishes,
      ...(suspended !== null && { suspended }),
      until: this.#grace(),
    } as const
    stage.take({ actor: this.id, type: 'session.join', data })
  }

  /** A visitor that has joined and connected. */
  static online(stage: Stage, wishes: Wishes = {}): Visitor {
    const visitor = new Visitor(stage, wishes)
    visitor.connect()
    return visitor
  }

  connect = (): Refusal | null => {
    this.stage.sockets.set(this.id, false)
    return this.stage.take({ actor: this.id, type: 'session.connect', data: {} })
  }

  disconnect = (): Refusal | null => {
    this.stage.sockets.delete(this.id)
    return this.stage.take({
      actor: this.id,
      type: 'session.disconnect',
      data: { until: this.#grace() },
    })
  }

  findMatch = (wishes: Pick<DataOf<'session.find_match'>, 'seeks' | 'interests'> = {}) =>
    this.stage.take({
      actor: this.id,
      type: 'session.find_match',
      data: { ...wishes, relaxAt: this.stage.clock.now() + relaxMs },
    })

  say = (text: string, id = `${this.id}-${text}`): Refusal | null => {
    const room = this.room ?? 'none'
    const number = this.stage.engine.saidIn(room) + 1
    const data = { by: this.id, id, number, text }
    return this.stage.take({ actor: room, type: 'room.send_message', data })
  }

  leaveChat = (): Refusal | null =>
    this.stage.take({
      actor: this.id,
      type: 'session.leave_chat',
      data: { againUntil: this.#againUntil() },
    })

  again = (room: RoomId): Refusal | null =>
    this.stage.take({ actor: this.id, type: 'session.again', data: { room } })

  block = (room: RoomId): Refusal | null =>
    this.stage.take({ actor: this.id, type: 'session.block', data: { room } })

  /** Proven, and nothing of it kept, unless told otherwise. */
  report = (room: RoomId, more: Partial<ReportMade> = {}): Refusal | null => {
    const made = { session: this.id, room, reason: 'other', proven: true, kept: null } as const
    const place = `place of ${this.person.id}`
    return this.stage.settled(this.stage.engine.safety.report({ ...made, place, ...more }))
  }

  leave = (): Refusal | null =>
    this.stage.take({
      actor: this.id,
      type: 'session.left',
      data: { againUntil: this.#againUntil() },
    })

  get room(): RoomId | null {
    return this.stage.engine.session(this.id)?.room ?? null
  }

  get state(): 'idle' | 'waiting' | 'chatting' | 'gone' {
    return this.stage.engine.session(this.id)?.state ?? 'gone'
  }

  /** What it was sent since it was last asked, by type, with the fields that matter. */
  hears(...expected: (SaidFrame['type'] | Partial<SaidFrame>)[]): void {
    const wanted = expected.map((frame) => (typeof frame === 'string' ? { type: frame } : frame))
    const heard = this.stage.heard(this.id)
    expect(heard).toHaveLength(wanted.length)
    expect(heard).toMatchObject(wanted)
  }

  #againUntil = (): number => this.stage.clock.now() + againMs

  #grace = (): number => this.stage.clock.now() + graceMs
}

/** The holder of a pass that was issued today. */
export const personOf = (stage: Stage, name: string): Person => ({ id: name, day: stage.today() })

/** Two visitors in a room of their own; what they heard on the way is forgotten. */
export const chatting = (stage: Stage, ...[one, other]: [Wishes, Wishes] | []) => {
  const pair: [Visitor, Visitor] = [
    Visitor.online(stage, { username: 'Ann', ...one }),
    Visitor.online(stage, { username: 'Bea', ...other }),
  ]
  for (const visitor of pair) visitor.findMatch()
  for (const visitor of pair) stage.heard(visitor.id)
  return pair
}
