// Sockets that drop, return and replace one another.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { messageCharactersMax } from '../../src/events/limits.ts'
import { logUnreadable } from '../../src/events/log.ts'
import { pageBytesMax, pageRowsMax } from '../../src/events/projection.ts'
import { queuedFramesMax, socketBufferBytesMax } from '../../src/http/socket/frameWriter.ts'
import type { TranscriptMessage } from '../../src/projections/transcript.ts'
import { Client, chatting, joined, receiptOf } from './client.ts'
import { pagesOf, settings, startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer({ messagesPerSecond: 0 })
})
afterAll(() => running.stop())
afterEach(() => running.log.hold(false))

describe('a dropped visitor', () => {
  it('[M7] returns to the same room and the messages it has not seen', async () => {
    const [ann, bea, room] = await chatting(running)
    ann.say('one', 'a1')
    await ann.next('sent')
    await bea.next('message')
    bea.say('two', 'b1')
    await bea.next('sent')
    const { seq } = await ann.next('message')
    await ann.drop()
    const until = running.clock.now() + settings.graceMs
    expect(await bea.next('partner_away')).toEqual({ type: 'partner_away', until })
    bea.say('three', 'b2')
    await bea.next('sent')

    const back = ann.again(`?room=${room}&after=${seq}`)
    const at = running.clock.now()
    expect(await back.next('welcome')).toEqual({
      type: 'welcome',
      visit: expect.stringMatching(/^[\w-]{16}$/),
      you: { username: 'Ann', bio: '', gender: 'other', seeks: 'anyone', interests: [] },
      state: 'chatting',
      room,
      partner: { username: 'Bea', bio: 'I row.', gender: 'female' },
      said: 3,
      messages: [{ type: 'message', room, seq: 3, from: 'partner', text: 'three', at }],
    })
    await bea.next('partner_back')
    back.say('four', 'a2')
    expect(await back.next('sent')).toMatchObject({ seq: 4 })
    await bea.next('message')
    await back.quiet()
  })

  it('[M7] is told what was said, but not stored, before it returned', async () => {
    const [ann, bea, room] = await chatting(running)
    running.log.hold()
    bea.say('one', 'b1')
    await bea.quiet()
    await ann.drop()
    const back = ann.again()
    back.say('two', 'a1')
    await expect.poll(() => running.engine.counts().pending).toBe(6)
    running.log.hold(false)
    const { messages } = await back.next('welcome')
    expect(messages?.[0]).toMatchObject({ room, seq: 1, from: 'partner', text: 'one' })
    expect(await back.next('sent')).toMatchObject({ id: 'a1', seq: 2 })
    await back.quiet()
  })

  it('[M7] is told what it missed though its partner leaves at that moment', async () => {
    const [ann, bea, room] = await chatting(running)
    await ann.drop()
    await bea.next('partner_away')
    bea.say('one', 'b1')
    await bea.next('sent')
    running.log.hold()
    const back = ann.again()
    await expect.poll(() => running.engine.counts().pending).toBe(2)
    bea.send({ type: 'leave_chat' })
    await bea.quiet()
    running.log.flush(1)
    expect((await back.next('welcome')).messages).toMatchObject([{ room, seq: 1, text: 'one' }])
    running.log.hold(false)
    await back.next('chat_ended')
    await back.quiet()
  })

  it('is told everything where it names no room, another room or no number', async () => {
    const [ann, bea, room] = await chatting(running)
    ann.say('one', 'a1')
    await ann.next('sent')
    bea.say('two', 'b1')
    await ann.next('message')
    const own = { room, seq: 1, from: 'you', text: 'one', id: 'a1' }
    const theirs = { room, seq: 2, from: 'partner', text: 'two' }
    const queries = [
      '',
      '?room=elsewhere&after=2',
      `?room=${room}&after=-1`,
      `?room=${room}&after=x`,
    ]
    for (const query of [...queries, `?room=${room}`, `?after=2`]) {
      const { messages } = await ann.again(query).next('welcome')
      expect(messages).toMatchObject([own, theirs])
      expect(messages?.[1]).not.toHaveProperty('id')
    }
    const { messages } = await ann.again(`?room=${room}&after=2`).next('welcome')
    expect(messages).toEqual([])
  })

  it('still waits for a partner, and knows since when', async () => {
    const ann = await Client.online(running)
    ann.send({ type: 'find_match' })
    const { since } = await ann.next('waiting')
    running.clock.pass(100)
    await ann.drop()
    const back = ann.again()
    expect(await back.next('welcome')).toMatchObject({ state: 'waiting' })
    expect(await back.next('waiting')).toEqual({
      type: 'waiting',
      since,
      waiting: 'few',
      fitting: 'few',
    })
    back.send({ type: 'leave_chat' })
    await back.quiet()
  })

  it('finds its conversation ended after the grace', async () => {
    const [ann, bea, room] = await chatting(running)
    await ann.drop()
    await bea.next('partner_away')
    running.clock.pass(settings.graceMs)
    expect(await bea.next('chat_ended')).toEqual({
      type: 'chat_ended',
      reason: 'expired',
      receipt: receiptOf(room, 0),
    })
    const back = ann.again()
    expect(await back.closed()).toBe(1006)
  })

  it('is away although the log could not take it at first', async () => {
    const [ann, bea] = await chatting(running)
    running.log.fail('the disk is full')
    await ann.drop()
    running.clock.pass(2_500)
    running.log.recover()
    await bea.quiet()
    running.clock.pass(1_000)
    await bea.next('partner_away')
  })
})

describe('a second socket of a session', () => {
  it('replaces the first, without anybody noticing', async () => {
    const [ann, bea, room] = await chatting(running)
    const second = ann.again()
    expect(await second.next('welcome')).toMatchObject({ state: 'chatting', room, messages: [] })
    expect(await ann.closed()).toBe(4002)
    bea.say('hello', 'b1')
    await bea.next('sent')
    await second.next('message')
    await bea.quiet()
    await second.drop()
    await bea.next('partner_away')
  })

  it('gets one welcome, its own, however late the first one’s comes', async () => {
    const cookie = await joined(running)
    running.log.hold()
    const first = new Client(running, cookie)
    await new Promise((resolve) => first.ws.on('open', resolve))
    const second = new Client(running, cookie)
    expect(await first.closed()).toBe(4002)
    running.log.hold(false)
    await second.next('welcome')
    await second.quiet()
  })
})

describe('a welcome', () => {
  /** Lets the reading of messages wait until it is told to go on. */
  const heldTranscript = () => {
    const { transcript } = running
    let go: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    const asked = new Promise<void>((resolve) => {
      running.transcript = (...about) => {
        const reading = transcript(...about)
        const next = async () => {
          const page = await reading.next()
          resolve()
          await held
          return page
        }
        return { ...reading, next }
      }
    })
    return {
      asked,
      go: () => {
        running.transcript = transcript
        go()
      },
    }
  }

  it('[M7] comes first, and what is said meanwhile comes after it, once', async () => {
    const [ann, bea] = await chatting(running)
    bea.say('one', 'b1')
    await ann.next('message')
    await ann.drop()
    const { asked, go } = heldTranscript()
    const back = ann.again()
    await asked
    await bea.next('sent')
    await bea.next('partner_away')
    await bea.next('partner_back')
    bea.say('two', 'b2')
    await bea.next('sent')
    back.say('three', 'a1')
    await bea.next('message')
    await running.settled()
    back.send('nonsense')
    go()
    expect((await back.next('welcome')).messages).toMatchObject([{ seq: 1, text: 'one' }])
    expect(await back.next('message')).toMatchObject({ seq: 2, text: 'two' })
    const after = [await back.next('sent'), await back.next('error')]
    expect(after).toMatchObject([{ seq: 3 }, { code: 'bad_frame' }])
    await back.quiet()
  })

  it('[M7] does not say again what it covers', async () => {
    const [ann, bea, room] = await chatting(running)
    await ann.drop()
    const { transcript } = running
    let asked = () => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const covered: TranscriptMessage = { seq: 1, by: 's0', id: 'b1', text: 'hello', at: 0 }
    let answer: (messages: readonly TranscriptMessage[]) => void = () => {}
    running.transcript = () => {
      asked()
      const answered = new Promise<readonly TranscriptMessage[]>((resolve) => {
        answer = resolve
      })
      return pagesOf(() => answered)
    }
    const back = ann.again()
    await isAsked
    bea.say('hello', 'b1')
    await bea.next('partner_away')
    await bea.next('partner_back')
    await bea.next('sent')
    running.transcript = transcript
    answer([covered])
    expect((await back.next('welcome')).messages).toMatchObject([{ room, seq: 1, text: 'hello' }])
    await back.quiet()
  })

  it('[M7] covers nothing of another room that the visitor is in by the time it is written', async () => {
    const [ann, bea, room] = await chatting(running)
    for (const text of ['one', 'two']) {
      bea.say(text)
      await ann.next('message')
    }
    await ann.drop()
    const { asked, go } = heldTranscript()
    const back = ann.again()
    await asked
    back.send({ type: 'leave_chat' })
    await bea.upTo('chat_ended')
    const cat = await Client.online(running, { username: 'Cat' })
    for (const client of [back, cat]) client.send({ type: 'find_match' })
    const other = (await cat.upTo('matched')).room
    const said = ['first', 'second', 'third']
    for (const text of said) {
      cat.say(text)
      await cat.next('sent')
    }
    go()
    expect(await back.next('welcome')).toMatchObject({ room, messages: [{ seq: 1 }, { seq: 2 }] })
    expect(await back.upTo('matched')).toMatchObject({ room: other })
    for (const [index, text] of said.entries()) {
      expect(await back.next('message')).toMatchObject({ room: other, seq: index + 1, text })
    }
    await back.quiet()
  })

  it('is read for one socket of a session at a time, and for none that is gone', async () => {
    const [ann] = await chatting(running)
    const { transcript } = running
    let open = 0
    let most = 0
    let pages = 0
    running.transcript = (...about) => {
      const reading = transcript(...about)
      open += 1
      most = Math.max(most, open)
      const next = async () => {
        pages += 1
        await new Promise(() => {})
        return reading.next()
      }
      const drop = () => {
        open -= 1
      }
      return { next, drop }
    }
    let last = ann
    for (let count = 0; count < 30; count += 1) {
      const next = ann.again()
      expect(await last.closed()).toBe(4002)
      last = next
    }
    expect(most).toBe(1)
    expect(pages).toBeLessThanOrEqual(30)
    await last.drop()
    await expect.poll(() => open).toBe(0)
    running.transcript = transcript
  })

  it('[M7] is followed by the messages that do not fit into it', async () => {
    const [ann, bea, room] = await chatting(running)
    const count = pageRowsMax * 2 + 1
    for (let seq = 1; seq <= count; seq += 1) bea.say(`message ${seq}`)
    for (let seq = 1; seq <= count; seq += 1) await ann.next('message')
    const back = ann.again(`?room=${room}&after=0`)
    const { messages } = await back.next('welcome')
    expect(messages).toHaveLength(pageRowsMax)
    for (let seq = pageRowsMax + 1; seq <= count; seq += 1) {
      expect(await back.next('message')).toMatchObject({ seq, text: `message ${seq}` })
    }
    await back.quiet()
  })

  it('[M7] of more than a socket may buffer arrives whole at one who reads slowly', async () => {
    const [ann, bea, room] = await chatting(running)
    const text = '\u{1f600}'.repeat(messageCharactersMax)
    const count = Math.ceil((12 * socketBufferBytesMax) / Buffer.byteLength(text))
    const together = 50
    for (let seq = 1; seq <= count; seq += together) {
      const some = Array.from(
        { length: Math.min(together, count + 1 - seq) },
        (_, index) => seq + index,
      )
      for (const one of some) bea.say(text, `b${one}`)
      for (const _ of some) await ann.next('message')
    }
    const back = ann.again(`?room=${room}&after=0`)
    back.ws.on('open', () => back.ws.pause())
    expect(await ann.closed()).toBe(4002)
    await bea.next('sent')
    back.ws.resume()
    const { messages = [] } = await back.next('welcome')
    expect(Buffer.byteLength(messages.map(({ text }) => text).join(''))).toBeLessThan(pageBytesMax)
    for (let seq = messages.length + 1; seq <= count; seq += 1) {
      expect((await back.next('message')).seq).toBe(seq)
    }
    await back.quiet()
  })

  it('that cannot be written sends the client away to try again', async () => {
    const [ann] = await chatting(running)
    const { transcript } = running
    running.transcript = () => ({ next: async () => logUnreadable(3, 'is torn'), drop: () => {} })
    expect(await ann.again().closed()).toBe(1012)
    running.transcript = transcript
    await ann.again().next('welcome')
    expect(running.reports).toContain('the messages of a room could not be read')
  })

  it('that takes too long does not fill the memory', async () => {
    const [ann, bea] = await chatting(running)
    await ann.drop()
    const { asked, go } = heldTranscript()
    const back = ann.again()
    await asked
    for (let count = 0; count <= queuedFramesMax; count += 1) bea.say(`message ${count}`)
    expect(await back.closed()).toBe(4003)
    go()
  })
})
