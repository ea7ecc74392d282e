// What whoever waits is told, and meeting again, over real sockets.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { againMs } from '../../src/events/limits.ts'
import { retellMs } from '../../src/http/desk/waitingTeller.ts'
import { Client, chatting, joined, post, receiptOf } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer({ messagesPerSecond: 0 })
})
afterAll(() => running.stop())

/** Somebody who waits for a woman, and for whom no one does. */
const lonely = async (): Promise<Client> => {
  const client = await Client.online(running, { gender: 'male', seeks: 'female' })
  client.send({ type: 'find_match' })
  await client.next('waiting')
  return client
}

const dropAll = async (clients: readonly Client[]) => {
  for (const client of clients) await client.drop()
}

/** Long enough for whoever is due to be told. */
const passRound = () => running.clock.pass(retellMs + 200)

describe('whoever waits', () => {
  it('is told how things stand, and again when that changes, at most every two seconds', async () => {
    const others: Client[] = []
    for (let count = 0; count < 5; count++) others.push(await lonely())
    const ann = await Client.online(running, { gender: 'male', seeks: 'female' })
    const since = running.clock.now()
    ann.send({ type: 'find_match', interests: ['tea'] })
    expect(await ann.next('waiting')).toEqual({
      type: 'waiting',
      since,
      waiting: 5,
      fitting: 'few',
      fittingRelaxed: 'few',
      relaxesAt: since + 6_000,
      excludedBy: 'seeks',
    })
    others.push(await lonely())
    others.push(await lonely())
    running.clock.pass(retellMs - 200)
    await ann.quiet()
    running.clock.pass(400)
    expect(await ann.next('waiting')).toMatchObject({ since, waiting: 7 })
    passRound()
    await ann.quiet()
    passRound()
    const relaxed = await ann.next('waiting')
    expect(relaxed).toEqual({
      type: 'waiting',
      since,
      waiting: 7,
      fitting: 'few',
      excludedBy: 'seeks',
    })
    await dropAll([ann, ...others])
  })

  it('is told at once when it wishes otherwise, and no more once it does not wait', async () => {
    const others: Client[] = []
    for (let count = 0; count < 5; count++) others.push(await lonely())
    const ann = await Client.online(running, { gender: 'male', seeks: 'female' })
    ann.send({ type: 'find_match' })
    const { since } = await ann.next('waiting')
    running.clock.pass(500)
    ann.send({ type: 'find_match', seeks: 'male' })
    expect(await ann.next('waiting')).toMatchObject({ since, excludedBy: 'sought' })
    ann.send({ type: 'leave_chat' })
    await ann.quiet()
    await dropAll(others)
    passRound()
    await ann.quiet()
  })

  it('is told nothing of others with the frame that its match follows', async () => {
    const [ann, bea] = await Promise.all([Client.online(running), Client.online(running)])
    ann.send({ type: 'find_match' })
    await ann.next('waiting')
    const since = running.clock.now()
    bea.send({ type: 'find_match' })
    expect(await bea.next('waiting')).toEqual({ type: 'waiting', since })
    await bea.next('matched')
  })
})

describe('[M12] meeting again', () => {
  it('is asked for with a frame, answered alike, and brings both into a new room', async () => {
    const [ann, bea, room] = await chatting(running)
    const until = running.clock.now() + againMs
    ann.send({ type: 'leave_chat' })
    for (const one of [ann, bea]) expect((await one.next('chat_ended')).again).toBe(until)
    ann.send({ type: 'again', room })
    expect(await ann.next('again')).toEqual({ type: 'again', room, until })
    await bea.quiet()
    bea.send({ type: 'again', room })
    expect(await bea.next('again')).toEqual({ type: 'again', room, until })
    const met = await bea.next('matched')
    expect(met).toMatchObject({ again: true })
    expect(await ann.next('matched')).toMatchObject({ again: true, room: met.room })
    expect(met.room).not.toBe(room)
    ann.send({ type: 'again', room })
    await ann.refused('already_chatting')
  })

  it('cannot be told from who left for good, and is over after two minutes', async () => {
    const cookie = await joined(running, { username: 'Cid' })
    const cid = new Client(running, cookie)
    await cid.next('welcome')
    const dan = await Client.online(running)
    cid.send({ type: 'find_match' })
    await cid.next('waiting')
    dan.send({ type: 'find_match' })
    await dan.next('waiting')
    const { room } = await dan.next('matched')
    const until = running.clock.now() + againMs
    await post(running, '/leave', {}, { Cookie: cookie })
    expect(await dan.next('chat_ended')).toEqual({
      type: 'chat_ended',
      reason: 'left',
      again: until,
      receipt: receiptOf(room, 0),
    })
    dan.send({ type: 'again', room })
    expect(await dan.next('again')).toEqual({ type: 'again', room, until })
    running.clock.pass(againMs + 100)
    dan.send({ type: 'again', room })
    await dan.refused('too_late')
    dan.send({ type: 'again', room: 'none' })
    await dan.refused('too_late')
  })
})
