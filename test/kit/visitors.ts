// Visitors in the domain's words: what they did, what they do, what everybody hears.
import { expect } from 'vitest'
import type { SaidFrame } from '../../src/actors/effect.ts'
import type { ReportMade } from '../../src/actors/engine/conversations.ts'
import type { Refusal } from '../../src/actors/engine/refusal.ts'
import type { DataOf } from '../../src/events/event.ts'
import type { Person, RoomId, SessionId } from '../../src/events/fields.ts'
import { againMs } from '../../src/events/limits.ts'
import { graceMs, relaxMs, type World } from './world.ts'

export type Wishes = Partial<
  Pick<DataOf<'session.join'>, 'username' | 'bio' | 'gender' | 'seeks' | 'interests' | 'person'>
>

/** One visitor of a simulated world. Every verb gives the refusal, or null. */
export class Visitor {
  readonly id: SessionId
  /** Whose pass it has; without one it is a person of its own, of whom nothing is remembered. */
  readonly person: Person
  readonly world: World

  /** One who joins now, or the one `known` by that id, who has. */
  constructor(world: World, wishes: Wishes = {}, known: SessionId | null = null) {
    this.world = world
    this.id = known ?? world.ids.session()
    this.person = wishes.person ?? { id: this.id, day: '' }
    if (known !== null) return
    const suspended = world.engine.suspensionOf(this.person.id)
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
    world.take({ actor: this.id, type: 'session.join', data })
  }

  /** A visitor that has joined and connected. */
  static online(world: World, wishes: Wishes = {}): Visitor {
    const visitor = new Visitor(world, wishes)
    visitor.connect()
    return visitor
  }

  connect = (): Refusal | null => {
    this.world.sockets.set(this.id, false)
    return this.world.take({ actor: this.id, type: 'session.connect', data: {} })
  }

  disconnect = (): Refusal | null => {
    this.world.sockets.delete(this.id)
    return this.world.take({
      actor: this.id,
      type: 'session.disconnect',
      data: { until: this.#grace() },
    })
  }

  findMatch = (wishes: Pick<DataOf<'session.find_match'>, 'seeks' | 'interests'> = {}) =>
    this.world.take({
      actor: this.id,
      type: 'session.find_match',
      data: { ...wishes, relaxAt: this.world.clock.now() + relaxMs },
    })

  say = (text: string, id = `${this.id}-${text}`): Refusal | null => {
    const room = this.room ?? 'none'
    const number = this.world.engine.saidIn(room) + 1
    const data = { by: this.id, id, number, text }
    return this.world.take({ actor: room, type: 'room.send_message', data })
  }

  leaveChat = (): Refusal | null =>
    this.world.take({
      actor: this.id,
      type: 'session.leave_chat',
      data: { againUntil: this.#againUntil() },
    })

  again = (room: RoomId): Refusal | null =>
    this.world.take({ actor: this.id, type: 'session.again', data: { room } })

  block = (room: RoomId): Refusal | null =>
    this.world.take({ actor: this.id, type: 'session.block', data: { room } })

  /** Proven, and nothing of it kept, unless told otherwise. */
  report = (room: RoomId, more: Partial<ReportMade> = {}): Refusal | null => {
    const made = { session: this.id, room, reason: 'other', proven: true, kept: null } as const
    const place = `place of ${this.person.id}`
    return this.world.settled(this.world.engine.report({ ...made, place, ...more }))
  }

  leave = (): Refusal | null =>
    this.world.take({
      actor: this.id,
      type: 'session.left',
      data: { againUntil: this.#againUntil() },
    })

  get room(): RoomId | null {
    return this.world.engine.session(this.id)?.room ?? null
  }

  get state(): 'idle' | 'waiting' | 'chatting' | 'gone' {
    return this.world.engine.session(this.id)?.state ?? 'gone'
  }

  /** What it was sent since it was last asked, by type, with the fields that matter. */
  hears(...expected: (SaidFrame['type'] | Partial<SaidFrame>)[]): void {
    const wanted = expected.map((frame) => (typeof frame === 'string' ? { type: frame } : frame))
    const heard = this.world.heard(this.id)
    expect(heard).toHaveLength(wanted.length)
    expect(heard).toMatchObject(wanted)
  }

  #againUntil = (): number => this.world.clock.now() + againMs

  #grace = (): number => this.world.clock.now() + graceMs
}

/** The holder of a pass that was issued today. */
export const personOf = (world: World, name: string): Person => ({ id: name, day: world.today() })

/** Two visitors in a room of their own; what they heard on the way is forgotten. */
export const chatting = (world: World, ...[one, other]: [Wishes, Wishes] | []) => {
  const pair: [Visitor, Visitor] = [
    Visitor.online(world, { username: 'Ann', ...one }),
    Visitor.online(world, { username: 'Bea', ...other }),
  ]
  for (const visitor of pair) visitor.findMatch()
  for (const visitor of pair) world.heard(visitor.id)
  return pair
}
