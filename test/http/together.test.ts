// What is committed together leaves a socket together, and in its order.
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ServerFrame } from '../../src/events/frames.ts'
import { messageCharactersMax } from '../../src/events/limits.ts'
import { socketBufferBytesMax } from '../../src/http/socket/frameWriter.ts'
import { acknowledge, type PendingMessages } from '../../web/session/pendingMessages.ts'
import { type ConversationTranscript, merge } from '../../web/session/transcript.ts'
import { Client, chatting } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer({ messagesPerSecond: 0 })
})
afterAll(() => running.stop())
afterEach(() => running.log.hold(false))

/** Returns once the server has taken what each of them sent by now. */
const heardOut = async (...clients: readonly Client[]): Promise<void> => {
  await pinged(clients)
  await running.settled()
  await pinged(clients)
}

const pinged = async (clients: readonly Client[]): Promise<void> => {
  for (const client of clients) client.send({ type: 'ping' })
  for (const client of clients) await client.upTo('pong')
}

/** What a client is sent from now on. */
const recorded = ({ ws }: Client): readonly ServerFrame[] => {
  const frames: ServerFrame[] = []
  ws.on('message', (bytes) => frames.push(JSON.parse(String(bytes))))
  return frames
}

/** A member of a room, as a page understands what it is sent. */
class Member {
  readonly client: Client
  #frames: readonly ServerFrame[]
  #said: PendingMessages = []

  constructor(client: Client) {
    this.client = client
    this.#frames = recorded(client)
  }

  say(id: string): void {
    this.client.say(id)
    const message = { id, text: id, at: 0, state: 'inFlight' } as const
    if (this.#said.every((one) => one.id !== id)) this.#said = [...this.#said, message]
  }

  /** What its partner did, in the order in which it heard of that. */
  heard(): readonly string[] {
    return this.#frames.flatMap((frame) => {
      if (frame.type === 'message') return frame.text
      return frame.type === 'typing' ? `typing ${frame.on}` : []
    })
  }

  /** The room as it knows it, and what it does not know to have arrived. */
  understood() {
    let known: { pending: PendingMessages; transcript: ConversationTranscript } = {
      pending: this.#said,
      transcript: [],
    }
    for (const frame of this.#frames) {
      if (frame.type === 'sent') known = acknowledge(known.pending, known.transcript, frame)
      if (frame.type === 'message')
        known = { ...known, transcript: merge(known.transcript, [frame]) }
    }
    const transcript = known.transcript.map(({ seq, text }) => `${seq} ${text}`)
    return { transcript, pending: known.pending.map(({ id }) => id) }
  }
}

describe('what is committed together', () => {
  it('[M7] is heard in its order, by both, however the turns come together', async () => {
    const step = fc.record({
      who: fc.nat(1),
      does: fc.constantFrom('says', 'says', 'says', 'says again', 'types', 'hears'),
      turns: fc.nat(5),
    })
    const runs = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const [ann, bea] = await chatting(running)
      const members = [new Member(ann), new Member(bea)] as const
      const did: [string[], string[]] = [[], []]
      const order: string[] = []
      running.log.hold()
      for (const [index, { who, does, turns }] of steps.entries()) {
        const member = members[who as 0 | 1]
        const done = did[who as 0 | 1]
        const id = `${who} ${index}`
        const last = order.findLast((said) => said.startsWith(`${who}`))
        if (does === 'says') {
          member.say(id)
          done.push(id)
          order.push(id)
        } else if (does === 'says again' && last !== undefined) member.say(last)
        else if (does === 'types' && done.filter((it) => it.startsWith('t')).length < 8) {
          member.client.send({ type: 'typing', on: index % 2 === 0 })
          done.push(`typing ${index % 2 === 0}`)
        }
        await heardOut(member.client)
        if (does === 'hears') running.log.flush(turns)
      }
      running.log.hold(false)
      await heardOut(ann, bea)
      expect(members[0].heard()).toEqual(did[1])
      expect(members[1].heard()).toEqual(did[0])
      const transcript = order.map((id, index) => `${index + 1} ${id}`)
      for (const member of members) expect(member.understood()).toEqual({ transcript, pending: [] })
    })
    await fc.assert(runs, { numRuns: 40, seed: 10 })
  })

  it('is acknowledged to its sender at once, by its last message', async () => {
    const [ann, bea] = await chatting(running)
    running.log.hold()
    for (const id of ['a1', 'a2']) ann.say(id)
    await heardOut(ann)
    bea.say('b1')
    await heardOut(bea)
    ann.say('a3')
    await heardOut(ann)
    running.log.hold(false)
    expect(await ann.next('message')).toMatchObject({ seq: 3 })
    expect(await ann.next('sent')).toMatchObject({ id: 'a3', seq: 4 })
    for (const seq of [1, 2]) expect(await bea.next('message')).toMatchObject({ seq })
    expect(await bea.next('sent')).toMatchObject({ id: 'b1', seq: 3 })
    expect(await bea.next('message')).toMatchObject({ seq: 4 })
    await ann.quiet()
    await bea.quiet()
  })

  it('is acknowledged once more where it was sent once more', async () => {
    const [ann] = await chatting(running)
    running.log.hold()
    for (const id of ['a1', 'a2', 'a1', 'a3', 'a3']) ann.say(id)
    await heardOut(ann)
    running.log.hold(false)
    for (const [id, seq] of [
      ['a2', 2],
      ['a1', 1],
      ['a3', 3],
      ['a3', 3],
    ] as const)
      expect(await ann.next('sent')).toMatchObject({ id, seq })
    await ann.quiet()
  })

  it('is acknowledged for each room by itself', async () => {
    const [ann, bea] = await chatting(running)
    const cat = await Client.online(running, { username: 'Cat' })
    running.log.hold()
    ann.say('in the first room')
    ann.send({ type: 'leave_chat' })
    await heardOut(ann)
    cat.send({ type: 'find_match' })
    await heardOut(cat)
    ann.send({ type: 'find_match' })
    ann.say('in the second')
    await heardOut(ann)
    running.log.hold(false)
    expect(await ann.next('sent')).toMatchObject({ id: 'in the first room', seq: 1 })
    expect(await ann.upTo('matched')).toMatchObject({ partner: { username: 'Cat' } })
    expect(await ann.next('sent')).toMatchObject({ id: 'in the second', seq: 1 })
    await bea.next('message')
    await bea.next('chat_ended')
  })

  it('is said before the socket of whoever has left is closed', async () => {
    const [ann, bea] = await chatting(running)
    const { rooms } = running.engine.counts()
    running.log.hold()
    for (const id of ['b1', 'b2']) bea.say(id)
    await heardOut(bea)
    const left = fetch(`${running.origin}/leave`, {
      method: 'POST',
      headers: { Cookie: ann.cookie },
    })
    await expect.poll(() => running.engine.counts().rooms).toBe(rooms - 1)
    running.log.hold(false)
    expect((await left).status).toBe(204)
    for (const text of ['b1', 'b2']) expect(await ann.next('message')).toMatchObject({ text })
    expect(await ann.closed()).toBe(4001)
  })
})

describe('a reader who is too slow for what is committed together', () => {
  it('[M7] has read it up to some message without a gap, and gets the rest on coming back', async () => {
    const [ann, bea, room] = await chatting(running)
    const frames = recorded(bea)
    const told = recorded(ann)
    bea.ws.pause()
    const text = '\u6f22'.repeat(messageCharactersMax)
    const together = 100
    const bytesMax = 32 * socketBufferBytesMax
    let said = 0
    while (!told.some(({ type }) => type === 'partner_away')) {
      expect(said * Buffer.byteLength(text)).toBeLessThan(bytesMax)
      running.log.hold()
      for (let count = 0; count < together; count += 1) ann.say(text, `a${++said}`)
      await heardOut(ann)
      running.log.hold(false)
      await heardOut(ann)
    }
    ann.say('to nobody there', `a${++said}`)
    await heardOut(ann)
    bea.ws.resume()
    expect(await bea.closed()).toBe(4003)
    const seqs = frames.flatMap((frame) => (frame.type === 'message' ? frame.seq : []))
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
    const back = bea.again(`?room=${room}&after=${seqs.length}`)
    const { messages = [] } = await back.next('welcome')
    const missed = messages.map(({ seq }) => seq)
    while ((missed.at(-1) ?? 0) < said) missed.push((await back.next('message')).seq)
    expect(missed).toEqual(
      Array.from({ length: said - seqs.length }, (_, n) => seqs.length + 1 + n),
    )
  })
})
