// The life of a conversation, as its two visitors see it.
import { describe, expect, it } from 'vitest'
import { chainAfter, chainStart } from '../../src/events/hash.ts'
import { graceMs, Stage } from '../kit/stage.ts'
import { chatting, Visitor } from '../kit/visitors.ts'

describe('a conversation', () => {
  it('begins when two who look for a partner accept each other', () => {
    const stage = new Stage()
    const ann = Visitor.online(stage, { username: 'Ann', bio: 'I row.' })
    const bea = Visitor.online(stage, { username: 'Bea', gender: 'female' })
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
    const stage = new Stage()
    const visitors = [1, 2, 3].map(() => Visitor.online(stage))
    for (const visitor of visitors) {
      visitor.findMatch()
      visitor.findMatch()
    }
    const [ann, bea, kit] = visitors.map(({ id }) => id)
    expect(stage.actorSystem.matchmaker.rooms.all().map(([, members]) => members)).toEqual([
      [ann, bea],
    ])
    expect(stage.engine.session(kit ?? '')?.state).toBe('waiting')
  })

  it('[M7] numbers messages in one order for both', () => {
    const [ann, bea] = chatting(new Stage())
    ann.say('hello', 'a1')
    bea.say('hi', 'b1')
    ann.hears({ type: 'sent', id: 'a1', seq: 1 }, { type: 'message', seq: 2, text: 'hi' })
    bea.hears({ type: 'message', seq: 1, from: 'partner', text: 'hello' }, { type: 'sent', seq: 2 })
  })

  it('[M7] writes its number into the event of each message, and takes no other', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    ann.say('hello', 'a1')
    bea.say('hi', 'b1')
    ann.say('hello', 'a1')
    stage.engine.say(ann.id, { id: 'a2', text: 'well' })
    const numbers = stage.played.flatMap(({ type, data }) =>
      type === 'room.send_message' ? (data as { number?: number }).number : [],
    )
    expect(numbers).toEqual([1, 2, 3])
    for (const number of [3, 5]) {
      const data = { by: ann.id, id: `a${number}`, number, text: 'out of turn' }
      const says = () => stage.take({ actor: ann.room ?? '', type: 'room.send_message', data })
      expect(says).toThrow(`${number} was given where 4 is due`)
    }
  })

  it('[M7] accepts a message once per id', () => {
    const [ann, bea] = chatting(new Stage())
    ann.say('hello', 'a1')
    expect(ann.say('hello', 'a1')).toMatchObject({ code: 'duplicate', sent: { seq: 1 } })
    expect(ann.say('other', 'a1')).toMatchObject({ code: 'id_reused' })
    expect(bea.say('hello', 'a1')).toBeNull()
    bea.hears('message', 'sent')
  })

  it('ends for both when one leaves, who may look again at once', () => {
    const [ann, bea] = chatting(new Stage())
    ann.leaveChat()
    ann.hears({ type: 'chat_ended', reason: 'left' })
    bea.hears({ type: 'chat_ended', reason: 'left' })
    expect([ann.state, bea.state]).toEqual(['idle', 'idle'])
    expect(ann.say('too late')).toMatchObject({ code: 'not_chatting' })
    expect(ann.findMatch()).toBeNull()
  })

  it('ends with a receipt of all that was said, also after a restart, the same for both', async () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    const room = ann.room ?? ''
    ann.say('hello')
    await stage.crash()
    for (const visitor of [ann, bea]) visitor.connect()
    bea.say('hi')
    for (const { id } of [ann, bea]) stage.heard(id)
    stage.pass(5)
    bea.leaveChat()
    const after = chainAfter(chainStart(room), 1, { number: 1, text: 'hello' })
    const chain = chainAfter(after, 2, { number: 2, text: 'hi' })
    const receipt = { room, messages: 2, chain, at: stage.clock.now() }
    ann.hears({ type: 'chat_ended', receipt: { ...receipt, you: 1 } })
    bea.hears({ type: 'chat_ended', receipt: { ...receipt, you: 2 } })
  })

  it('ends when one leaves for good', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    ann.leave()
    bea.hears({ type: 'chat_ended', reason: 'left' })
    expect(ann.state).toBe('gone')
    expect(stage.dismissed).toContain(ann.id)
    expect(stage.engine.counts()).toMatchObject({ sessions: 1, rooms: 0, chatting: 0 })
  })

  it('refuses a second search inside a room', () => {
    const [ann] = chatting(new Stage())
    expect(ann.findMatch()).toMatchObject({ code: 'already_chatting' })
  })
})

describe('coming back', () => {
  it('goes on in the same room within the grace', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    const { room } = ann
    ann.disconnect()
    bea.hears({ type: 'partner_away', until: stage.clock.now() + graceMs })
    bea.say('still there?')
    stage.pass(graceMs - 1)
    stage.heard(ann.id)
    ann.connect()
    ann.hears({ type: 'welcome', state: 'chatting', room: room ?? '' })
    bea.hears('sent', 'partner_back')
    expect(ann.room).toBe(room)
    stage.pass(graceMs * 2)
    expect(ann.state).toBe('chatting')
  })

  it('ends the room with `expired` after the grace', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    ann.disconnect()
    stage.pass(graceMs)
    bea.hears('partner_away', { type: 'chat_ended', reason: 'expired' })
    expect([ann.state, bea.state]).toEqual(['gone', 'idle'])
  })

  it('tells who returns that the other is away meanwhile', () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    ann.disconnect()
    stage.pass(1000)
    bea.disconnect()
    stage.pass(1000)
    const until = stage.clock.now() - 2000 + graceMs
    stage.heard(bea.id)
    bea.connect()
    bea.hears('welcome', { type: 'partner_away', until })
  })

  it('keeps the place of one who waits, without pairing it while it is away', () => {
    const stage = new Stage()
    const ann = Visitor.online(stage)
    ann.findMatch()
    ann.disconnect()
    const bea = Visitor.online(stage)
    bea.findMatch()
    expect([ann.state, bea.state]).toEqual(['waiting', 'waiting'])
    ann.connect()
    expect(ann.room).toBe(bea.room)
    expect(ann.state).toBe('chatting')
  })

  it('forgets one who joined and never connected', () => {
    const stage = new Stage()
    const ann = new Visitor(stage)
    stage.pass(graceMs)
    expect(ann.state).toBe('gone')
  })
})

describe('recovery', () => {
  it('[M8] takes both back into their room after a crash, with nothing acknowledged lost', async () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    ann.say('hello', 'a1')
    const { room } = ann
    await stage.crash()
    expect([ann.room, bea.room]).toEqual([room, room])
    ann.connect()
    bea.connect()
    expect(ann.say('hello', 'a1')).toMatchObject({ code: 'duplicate', sent: { seq: 1 } })
    expect(ann.say('again', 'a2')).toBeNull()
  })

  it('[M8] knows nothing of a turn that was not committed, and had told nobody', async () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    stage.hold()
    stage.engine.say(ann.id, { id: 'a1', text: 'lost' })
    ann.hears()
    bea.hears()
    await stage.crash()
    expect(ann.say('lost', 'a1')).toBeNull()
  })

  it('arms the grace of everybody again', async () => {
    const stage = new Stage()
    const [ann, bea] = chatting(stage)
    await stage.crash()
    bea.connect()
    stage.pass(graceMs)
    expect([ann.state, bea.state]).toEqual(['gone', 'idle'])
  })
})
