// Two visitors over real sockets, frame by frame.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { againMs, messageCharactersMax } from '../../src/events/limits.ts'
import { Client, chatting, joined, receiptOf } from './client.ts'
import { settings, startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer({ messagesPerSecond: 0 })
})
afterAll(() => running.stop())
afterEach(() => {
  running.log.recover()
  running.log.hold(false)
})

describe('a conversation', () => {
  it('goes from the welcome to the match, the messages and the end', async () => {
    const ann = new Client(running, await joined(running, { username: 'Ann' }))
    expect(await ann.next('welcome')).toEqual({
      type: 'welcome',
      visit: expect.stringMatching(/^[\w-]{16}$/),
      you: { username: 'Ann', bio: '', gender: 'other', seeks: 'anyone', interests: [] },
      state: 'idle',
    })
    const bea = await Client.online(running, { username: 'Bea', gender: 'female', bio: 'I row.' })
    ann.send({ type: 'find_match', interests: [' Che\u200bss ', 'chess', ' '] })
    const since = running.clock.now()
    const company = { waiting: 'few', fitting: 'few', fittingRelaxed: 'few' }
    const relaxesAt = since + settings.relaxMs
    expect(await ann.next('waiting')).toEqual({ type: 'waiting', since, ...company, relaxesAt })
    bea.send({ type: 'find_match', interests: ['chess', 'tea'] })
    await bea.next('waiting')
    const { room } = await bea.next('matched')
    expect(await ann.next('matched')).toEqual({
      type: 'matched',
      room,
      partner: { username: 'Bea', bio: 'I row.', gender: 'female' },
      shared: ['Chess'],
    })
    ann.say('hello', 'a1')
    const at = running.clock.now()
    expect(await ann.next('sent')).toEqual({ type: 'sent', id: 'a1', seq: 1, at })
    expect(await bea.next('message')).toEqual({
      type: 'message',
      room,
      seq: 1,
      from: 'partner',
      text: 'hello',
      at,
    })
    bea.send({ type: 'leave_chat' })
    const receipt = receiptOf(room, 1)
    const ended = { type: 'chat_ended', reason: 'left', again: at + againMs, receipt }
    expect(await bea.next('chat_ended')).toEqual(ended)
    expect(await ann.next('chat_ended')).toEqual(ended)
    await ann.quiet()
    await bea.quiet()
  })

  it('may be called off while one waits', async () => {
    const ann = await Client.online(running)
    ann.send({ type: 'find_match' })
    await ann.next('waiting')
    ann.send({ type: 'leave_chat' })
    await ann.quiet()
    expect(running.engine.counts().waiting).toBe(0)
  })

  it('[M8] is not given away by a refusal before it is committed', async () => {
    const ann = await Client.online(running)
    const bea = await Client.online(running)
    running.log.hold(true)
    for (const client of [ann, bea]) {
      client.send({ type: 'find_match' })
      await client.quiet()
    }
    bea.send({ type: 'find_match' })
    await bea.quiet()
    ann.send({ type: 'leave_chat' })
    await ann.quiet()
    ann.say('anyone there?')
    ann.send({ type: 'typing', on: true })
    await ann.quiet()
    await bea.quiet()
    running.log.hold(false)
    await bea.next('waiting')
    await bea.next('matched')
    await bea.refused('already_chatting')
    await bea.next('chat_ended')
    await bea.quiet()
    await ann.next('waiting')
    await ann.next('matched')
    await ann.next('chat_ended')
    await ann.refused('not_chatting')
    await ann.refused('not_chatting')
    await ann.quiet()
  })

  it('begins with anyone once the wait for shared interests is over', async () => {
    const ann = await Client.online(running)
    const bea = await Client.online(running)
    ann.send({ type: 'find_match', interests: ['chess'] })
    bea.send({ type: 'find_match', interests: ['tea'] })
    await ann.next('waiting')
    await bea.next('waiting')
    await bea.quiet()
    running.clock.pass(6_000)
    expect(await ann.next('matched')).toMatchObject({ shared: [] })
    await bea.next('matched')
  })
})

describe('a message', () => {
  it('is cleaned on its way', async () => {
    const [ann, bea] = await chatting(running)
    ann.say('one\r\ntwo\u202e three \u{1f469}\u200d\u{1f680}', 'a1')
    await ann.next('sent')
    const { text } = await bea.next('message')
    expect(text).toBe('one\ntwo three \u{1f469}\u200d\u{1f680}')
  })

  it('may be as long as a page, counted as people count', async () => {
    const [ann, bea] = await chatting(running)
    const text = '\u{1f600}'.repeat(messageCharactersMax)
    ann.say(text, 'a1')
    await ann.next('sent')
    expect((await bea.next('message')).text).toBe(text)
    ann.say(`${text}!`, 'a2')
    expect(await ann.refused('bad_frame')).toMatchObject({
      id: 'a2',
      message: expect.stringContaining('"text"'),
    })
  })

  it('[M7] sent again under its id is acknowledged again and delivered once', async () => {
    const [ann, bea] = await chatting(running)
    ann.say('hello', 'a1')
    const sent = await ann.next('sent')
    running.clock.pass(10)
    ann.say('hello', 'a1')
    expect(await ann.next('sent')).toEqual(sent)
    await bea.next('message')
    await bea.quiet()
  })

  it('[M8] sent again before its commit is not acknowledged before it', async () => {
    const [ann, bea] = await chatting(running)
    running.log.hold()
    ann.say('hello', 'a1')
    ann.say('hello', 'a1')
    await ann.quiet()
    await bea.quiet()
    running.log.hold(false)
    expect([await ann.next('sent'), await ann.next('sent')]).toMatchObject([
      { id: 'a1', seq: 1 },
      { id: 'a1', seq: 1 },
    ])
    await bea.next('message')
    await bea.quiet()
  })

  it('with another text under the same id is refused', async () => {
    const [ann, bea] = await chatting(running)
    ann.say('hello', 'a1')
    await ann.next('sent')
    ann.say('goodbye', 'a1')
    expect(await ann.refused('id_reused')).toMatchObject({ id: 'a1' })
    await bea.next('message')
    await bea.quiet()
  })

  it('[M7] is taken only after the one of the same visitor that it follows', async () => {
    const [ann, bea] = await chatting(running)
    const second = { type: 'send_message', id: 'a2', after: 'a1', text: 'two' }
    ann.send(second)
    expect(await ann.refused('out_of_order')).toMatchObject({ id: 'a2' })
    bea.say('mine', 'a1')
    await bea.next('sent')
    await ann.next('message')
    ann.send(second)
    await ann.refused('out_of_order')
    ann.say('one', 'a1')
    ann.send(second)
    ann.send(second)
    for (const [id, seq] of [
      ['a1', 2],
      ['a2', 3],
      ['a2', 3],
    ] as const)
      expect(await ann.next('sent')).toMatchObject({ id, seq })
    for (const text of ['one', 'two']) expect(await bea.next('message')).toMatchObject({ text })
    await bea.quiet()
  })

  it('outside a conversation is refused', async () => {
    const ann = await Client.online(running)
    ann.say('hello', 'a1')
    expect(await ann.refused('not_chatting')).toMatchObject({ id: 'a1' })
  })

  it('[M8] that the log cannot store is refused', async () => {
    const [ann, bea] = await chatting(running)
    running.log.fail('the disk is full')
    ann.say('hello', 'a1')
    expect(await ann.refused('unavailable')).toMatchObject({ id: 'a1', detail: 'storing' })
    running.log.recover()
    ann.say('hello', 'a1')
    await ann.next('sent')
    await bea.next('message')
  })
})

describe('asking at the wrong time', () => {
  it('for a partner inside a conversation is refused', async () => {
    const [ann] = await chatting(running)
    ann.send({ type: 'find_match' })
    await ann.refused('already_chatting')
  })

  it('to leave nothing is refused', async () => {
    const ann = await Client.online(running)
    ann.send({ type: 'leave_chat' })
    await ann.refused('not_chatting')
  })
})

describe('typing', () => {
  it('is shown to the partner, after what was said before', async () => {
    const [ann, bea] = await chatting(running)
    running.log.hold()
    ann.say('hello', 'a1')
    ann.send({ type: 'typing', on: true })
    await ann.quiet()
    await bea.quiet()
    running.log.hold(false)
    await bea.next('message')
    expect(await bea.next('typing')).toEqual({ type: 'typing', on: true })
  })

  it('is not logged', async () => {
    const [ann, bea] = await chatting(running)
    const before = running.log.head().seq
    ann.send({ type: 'typing', on: false })
    expect(await bea.next('typing')).toEqual({ type: 'typing', on: false })
    expect(running.log.head().seq).toBe(before)
  })

  it('does not reach somebody who is a partner no more', async () => {
    const [ann, bea] = await chatting(running)
    running.log.hold()
    ann.say('hello')
    ann.send({ type: 'typing', on: true })
    await ann.quiet()
    bea.send({ type: 'leave_chat' })
    await bea.quiet()
    running.log.hold(false)
    await bea.next('message')
    await bea.next('chat_ended')
    await bea.quiet()
  })

  it('outside a conversation is refused, and to one who is away goes nowhere', async () => {
    const idle = await Client.online(running)
    idle.send({ type: 'typing', on: true })
    await idle.refused('not_chatting')
    const [ann, bea] = await chatting(running)
    await bea.drop()
    await ann.next('partner_away')
    ann.send({ type: 'typing', on: true })
    await ann.quiet()
  })
})

describe('a ping', () => {
  it('is answered with the time of the server, and is not logged', async () => {
    const ann = await Client.online(running)
    const before = running.log.head().seq
    running.clock.pass(7)
    ann.send({ type: 'ping' })
    expect(await ann.next('pong')).toEqual({ type: 'pong', at: running.clock.now() })
    expect(running.log.head().seq).toBe(before)
  })

  it('is answered at once: it waits for no commit, and for no log that can store', async () => {
    const ann = await Client.online(running)
    running.log.hold()
    ann.send({ type: 'find_match' })
    ann.send({ type: 'ping' })
    await ann.next('pong')
    running.log.hold(false)
    await ann.next('waiting')
    running.log.fail('the disk is full')
    ann.send({ type: 'ping' })
    await ann.next('pong')
  })

  it('that comes before the welcome is answered after it', async () => {
    const ann = new Client(running, await joined(running))
    ann.send({ type: 'ping' })
    await ann.next('welcome')
    await ann.next('pong')
  })
})
