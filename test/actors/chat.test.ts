// The life of a conversation, as its two visitors see it.
import { describe, expect, it } from 'vitest'
import { chainAfter, chainStart } from '../../src/events/hash.ts'
import { chatting, Visitor } from '../kit/visitors.ts'
import { graceMs, World } from '../kit/world.ts'

describe('a conversation', () => {
  it('begins when two who look for a partner accept each other', () => {
    const world = new World()
    const ann = Visitor.online(world, { username: 'Ann', bio: 'I row.' })
    const bea = Visitor.online(world, { username: 'Bea', gender: 'female' })
    ann.findMatch()
    ann.hears({ type: 'welcome', state: 'idle' }, 'waiting')
    bea.findMatch()
    const room = ann.room
    ann.hears({
      type: 'matched',
      room,
      partner: { username: 'Bea', bio: '', gender: 'female' },
      shared: [],
    } as never)
    bea.hears('welcome', 'waiting', {
      type: 'matched',
      room,
      partner: { username: 'Ann', bio: 'I row.', gender: 'other' },
    } as never)
  })

  it('[M1] is of exactly two, who differ', () => {
    const world = new World()
    const visitors = [1, 2, 3].map(() => Visitor.online(world))
    for (const visitor of visitors) {
      visitor.findMatch()
      visitor.findMatch()
    }
    const [ann, bea, kit] = visitors.map(({ id }) => id)
    expect(world.actorSystem.matchmaker.rooms.all().map(([, members]) => members)).toEqual([
      [ann, bea],
    ])
    expect(world.engine.session(kit ?? '')?.state).toBe('waiting')
  })

  it('[M7] numbers messages in one order for both', () => {
    const [ann, bea] = chatting(new World())
    ann.say('hello', 'a1')
    bea.say('hi', 'b1')
    ann.hears({ type: 'sent', id: 'a1', seq: 1 }, { type: 'message', seq: 2, text: 'hi' })
    bea.hears({ type: 'message', seq: 1, from: 'partner', text: 'hello' }, { type: 'sent', seq: 2 })
  })

  it('[M7] writes its number into the event of each message, and takes no other', () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    ann.say('hello', 'a1')
    bea.say('hi', 'b1')
    ann.say('hello', 'a1')
    world.engine.say(ann.id, { id: 'a2', text: 'well' })
    const numbers = world.played.flatMap(({ type, data }) =>
      type === 'room.send_message' ? (data as { number?: number }).number : [],
    )
    expect(numbers).toEqual([1, 2, 3])
    for (const number of [3, 5]) {
      const data = { by: ann.id, id: `a${number}`, number, text: 'out of turn' }
      const says = () => world.take({ actor: ann.room ?? '', type: 'room.send_message', data })
      expect(says).toThrow(`${number} was given where 4 is due`)
    }
  })

  it('[M7] accepts a message once per id', () => {
    const [ann, bea] = chatting(new World())
    ann.say('hello', 'a1')
    expect(ann.say('hello', 'a1')).toMatchObject({ code: 'duplicate', sent: { seq: 1 } })
    expect(ann.say('other', 'a1')).toMatchObject({ code: 'id_reused' })
    expect(bea.say('hello', 'a1')).toBeNull()
    bea.hears('message', 'sent')
  })

  it('ends for both when one leaves, who may look again at once', () => {
    const [ann, bea] = chatting(new World())
    ann.leaveChat()
    ann.hears({ type: 'chat_ended', reason: 'left' })
    bea.hears({ type: 'chat_ended', reason: 'left' })
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
    expect(ann.say('too late')).toMatchObject({ code: 'not_chatting' })
    expect(ann.findMatch()).toBeNull()
  })

  it('ends with a receipt of all that was said, also after a restart, the same for both', async () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    const room = ann.room ?? ''
    ann.say('hello')
    await world.crash()
    for (const visitor of [ann, bea]) visitor.connect()
    bea.say('hi')
    for (const { id } of [ann, bea]) world.heard(id)
    world.pass(5)
    bea.leaveChat()
    const after = chainAfter(chainStart(room), 1, { number: 1, text: 'hello' })
    const chain = chainAfter(after, 2, { number: 2, text: 'hi' })
    const receipt = { room, messages: 2, chain, at: world.clock.now() }
    ann.hears({ type: 'chat_ended', receipt: { ...receipt, you: 1 } })
    bea.hears({ type: 'chat_ended', receipt: { ...receipt, you: 2 } })
  })

  it('ends when one leaves for good', () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    ann.leave()
    bea.hears({ type: 'chat_ended', reason: 'left' })
    expect(ann.state).toBe('gone')
    expect(world.dismissed).toContain(ann.id)
    expect(world.engine.counts()).toMatchObject({ sessions: 1, rooms: 0, chatting: 0 })
  })

  it('refuses a second search inside a room', () => {
    const [ann] = chatting(new World())
    expect(ann.findMatch()).toMatchObject({ code: 'already_chatting' })
  })
})

describe('coming back', () => {
  it('goes on in the same room within the grace', () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    const { room } = ann
    ann.disconnect()
    bea.hears({ type: 'partner_away', until: world.clock.now() + graceMs })
    bea.say('still there?')
    world.pass(graceMs - 1)
    world.heard(ann.id)
    ann.connect()
    ann.hears({ type: 'welcome', state: 'chatting', room: room ?? '' })
    bea.hears('sent', 'partner_back')
    expect(ann.room).toBe(room)
    world.pass(graceMs * 2)
    expect(ann.state).toBe('chatting')
  })

  it('ends the room with `expired` after the grace', () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    ann.disconnect()
    world.pass(graceMs)
    bea.hears('partner_away', { type: 'chat_ended', reason: 'expired' })
    expect([ann.state, bea.state]).toEqual(['gone', 'idle'])
  })

  it('tells who returns that the other is away meanwhile', () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    ann.disconnect()
    world.pass(1000)
    bea.disconnect()
    world.pass(1000)
    const until = world.clock.now() - 2000 + graceMs
    world.heard(bea.id)
    bea.connect()
    bea.hears('welcome', { type: 'partner_away', until })
  })

  it('keeps the place of one who waits, without pairing it while it is away', () => {
    const world = new World()
    const ann = Visitor.online(world)
    ann.findMatch()
    ann.disconnect()
    const bea = Visitor.online(world)
    bea.findMatch()
    expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
    ann.connect()
    expect(ann.room).toBe(bea.room)
    expect(ann.state).toBe('chatting')
  })

  it('forgets one who joined and never connected', () => {
    const world = new World()
    const ann = new Visitor(world)
    world.pass(graceMs)
    expect(ann.state).toBe('gone')
  })
})

describe('recovery', () => {
  it('[M8] takes both back into their room after a crash, with nothing acknowledged lost', async () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    ann.say('hello', 'a1')
    const { room } = ann
    await world.crash()
    expect([ann.room, bea.room]).toEqual([room, room])
    ann.connect()
    bea.connect()
    expect(ann.say('hello', 'a1')).toMatchObject({ code: 'duplicate', sent: { seq: 1 } })
    expect(ann.say('again', 'a2')).toBeNull()
  })

  it('[M8] knows nothing of a turn that was not committed, and had told nobody', async () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    world.hold()
    world.engine.say(ann.id, { id: 'a1', text: 'lost' })
    ann.hears()
    bea.hears()
    await world.crash()
    expect(ann.say('lost', 'a1')).toBeNull()
  })

  it('arms the grace of everybody again', async () => {
    const world = new World()
    const [ann, bea] = chatting(world)
    await world.crash()
    bea.connect()
    world.pass(graceMs)
    expect([ann.state, bea.state]).toEqual(['gone', 'idle'])
  })
})
