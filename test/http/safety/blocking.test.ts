// Blocking over real sockets: whoever was blocked is not met again, and learns nothing of it.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServerFrame } from '../../../src/events/frames.ts'
import { passMs, reportMs } from '../../../src/events/limits.ts'
import type { Client } from '../client.ts'
import { settings, startServer, type TestServer } from '../testServer.ts'
import { apart, Browser, meeting, receiptIn, searching } from './browser.ts'

const open: TestServer[] = []
let running: TestServer
let ann: Browser
let bea: Browser

beforeEach(async () => {
  running = await startServer({ messagesPerSecond: 0 })
  open.push(running)
  ann = new Browser('Ann')
  bea = new Browser('Bea')
})

afterEach(async () => {
  for (const server of open.splice(0)) await server.stop()
})

afterAll(() => expect(open).toEqual([]))

/** The two in a room. */
const together = async () => {
  const [one, other] = [await ann.online(running), await bea.online(running)]
  return { one, other, room: await meeting(one, other) }
}

const block = async (client: Client, room: string): Promise<void> => {
  client.send({ type: 'block', room })
  expect(await client.next('blocked')).toEqual({ type: 'blocked', room })
}

/** Ends the conversation that they have. */
const blockOpen = async (client: Client, room: string) => {
  await block(client, room)
  return client.next('chat_ended')
}

describe('[M9] whoever blocks in a conversation', () => {
  it('is out of it at once, and does not meet that person again', async () => {
    const { one, other, room } = await together()
    await blockOpen(one, room)
    await other.next('chat_ended')
    await apart(one, other)
    running.clock.pass(settings.relaxMs * 2)
    await one.quiet()
    await other.quiet()
  })

  it('tells the other exactly what leaving would', async () => {
    const heard: ServerFrame[][] = []
    for (const type of ['leave_chat', 'block']) {
      const [one, other] = [await new Browser('A').online(running), await bea.online(running)]
      const room = await meeting(one, other)
      one.say('hello')
      const before = [await other.next('message')]
      one.send(type === 'block' ? { type, room } : { type })
      heard.push([...before, await other.next('chat_ended')])
      await other.quiet()
    }
    const [left = '', blocked = ''] = heard.map((frames) =>
      JSON.stringify(frames)
        .replace(/"(at|again)":\d+/g, '"$1":0')
        .replace(/"(room|chain|proof)":"[^"]*"/g, '"$1":""'),
    )
    expect(blocked).toBe(left)
    expect(left).toContain('"reason":"left"')
    expect(left).toContain('"again":0')
  })

  it('may not be asked to talk again, of which the other is told nothing', async () => {
    const { one, other, room } = await together()
    const ended = await blockOpen(one, room)
    expect(ended).toMatchObject({ reason: 'left' })
    expect(ended).not.toHaveProperty('again')
    await other.next('chat_ended')
    other.send({ type: 'again', room })
    await other.next('again')
    one.send({ type: 'again', room })
    await one.refused('too_late')
    await other.quiet()
  })
})

describe('[M9] whoever blocks after a conversation', () => {
  it('does not meet that person again either', async () => {
    const { one, other, room } = await together()
    other.send({ type: 'leave_chat' })
    await one.next('chat_ended')
    await other.next('chat_ended')
    await block(one, room)
    await other.quiet()
    await apart(one, other)
  })

  it('may do so for ten minutes', async () => {
    const { one, other, room } = await together()
    other.send({ type: 'leave_chat' })
    await one.next('chat_ended')
    running.clock.pass(reportMs - 1_000)
    await block(one, room)
    const cid = await new Browser('Cid').online(running)
    const later = await meeting(one, cid)
    cid.send({ type: 'leave_chat' })
    await one.next('chat_ended')
    running.clock.pass(reportMs + 1_000)
    for (const gone of [later, room, 'of somebody else']) {
      one.send({ type: 'block', room: gone })
      await one.refused('too_late')
    }
  })

  it('is told so as often as it says so, and it counts once', async () => {
    const { one, other, room } = await together()
    await blockOpen(one, room)
    await other.next('chat_ended')
    const before = running.log.head().seq
    await block(one, room)
    await block(one, room)
    await one.quiet()
    expect(running.log.head().seq).toBe(before)
    const { metricsAddress } = running.server
    expect(await (await fetch(metricsAddress ?? '')).text()).toMatch(/passerby_blocks_total 1\n/)
  })
})

describe('[M9] a block holds', () => {
  it('while the other is away, and with whatever sessions either comes', async () => {
    const { one, other, room } = await together()
    await other.drop()
    await one.next('partner_away')
    await blockOpen(one, room)
    const back = bea.connect(running)
    expect((await back.next('welcome')).state).toBe('idle')
    await apart(one, back)
    const anew = await bea.online(running)
    await searching(anew)
    await one.quiet()
    const oneAnew = await ann.online(running)
    await searching(oneAnew)
    await oneAnew.quiet()
    await anew.quiet()
  })

  it('whoever of the two blocked', async () => {
    const { one, other, room } = await together()
    await blockOpen(other, room)
    await one.next('chat_ended')
    const [oneAnew, otherAnew] = [await ann.online(running), await bea.online(running)]
    await apart(otherAnew, oneAnew)
  })

  it('until the cookies are cleared: then it is another person', async () => {
    const { one, other, room } = await together()
    await blockOpen(one, room)
    await other.next('chat_ended')
    bea.clear()
    await meeting(one, await bea.online(running))
  })

  it('over midnight in the middle of it, and while the pass lives', async () => {
    const { one, other, room } = await together()
    running.clock.pass(passMs - 60 * 60_000)
    await blockOpen(one, room)
    await other.next('chat_ended')
    await apart(await ann.online(running), await bea.online(running))
    running.clock.pass(2 * 60 * 60_000)
    const before = [ann.pass, bea.pass]
    await meeting(await ann.online(running), await bea.online(running))
    expect([ann.pass, bea.pass]).not.toEqual(before)
  })
})

describe('a receipt', () => {
  it('is told to both, each as which of the two it was', async () => {
    const { one, other, room } = await together()
    one.say('hello')
    await other.next('message')
    await one.next('sent')
    one.send({ type: 'leave_chat' })
    const [mine, theirs] = [await receiptIn(one), await receiptIn(other)]
    expect(mine).toMatchObject({ room, messages: 1 })
    expect([mine.you, theirs.you].sort()).toEqual([1, 2])
    expect({ ...mine, you: 0 }).toEqual({ ...theirs, you: 0 })
  })

  it('is told once more to whoever was away, for as long as it is good', async () => {
    const { one, other } = await together()
    await other.drop()
    await one.next('partner_away')
    one.send({ type: 'leave_chat' })
    const { you, ...mine } = await receiptIn(one)
    const welcome = await bea.connect(running).next('welcome')
    expect(welcome.receipt).toEqual({ ...mine, you: you === 1 ? 2 : 1 })
    running.clock.pass(reportMs + 1_000)
    expect(await ann.connect(running).next('welcome')).not.toHaveProperty('receipt')
  })
})
