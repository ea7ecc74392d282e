// What a page may know of the visit before it offers the way back, and what joining anew may end.
import { afterEach, expect, it } from 'vitest'
import { Client, joined, post } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

const start = async (): Promise<TestServer> => {
  const server = await startServer()
  running.push(server)
  return server
}

const line = async ({ origin }: TestServer, Cookie: string, query = '') =>
  (await fetch(`${origin}/api/line${query}`, { headers: { Cookie } })).json()

/** Asks until it is so: a socket that closes is noticed a moment later. */
const lineBecomes = (server: TestServer, Cookie: string, expected: unknown) =>
  expect.poll(() => line(server, Cookie)).toEqual(expected)

const pair = async (server: TestServer) => {
  const [ann, bea] = [await Client.online(server), await Client.online(server)]
  for (const one of [ann, bea]) {
    one.send({ type: 'find_match' })
    await one.next('waiting')
  }
  await ann.next('matched')
  await bea.next('matched')
  return { ann, bea }
}

it('says where a visitor is, and until when they may come back by the server’s clock', async () => {
  const server = await start()
  const cookie = await joined(server)
  const until = server.clock.now() + 30_000
  expect(await line(server, cookie)).toEqual({
    ok: true,
    state: 'idle',
    until,
    now: until - 30_000,
  })
  const socket = new Client(server, cookie)
  await socket.next('welcome')
  expect(await line(server, cookie)).toEqual({ ok: true, state: 'idle' })
  socket.send({ type: 'find_match' })
  await socket.next('waiting')
  expect(await line(server, cookie)).toEqual({ ok: true, state: 'waiting' })
})

it('counts down for a conversation that was left behind, and says nothing once it is over', async () => {
  const server = await start()
  const { ann, bea } = await pair(server)
  expect(await line(server, ann.cookie)).toEqual({ ok: true, state: 'chatting' })
  const until = server.clock.now() + 30_000
  ann.ws.close()
  await bea.next('partner_away')
  await lineBecomes(server, ann.cookie, { ok: true, state: 'chatting', until, now: until - 30_000 })
  server.clock.pass(6_000)
  expect(await line(server, ann.cookie)).toMatchObject({ until, now: until - 24_000 })
  server.clock.pass(24_000)
  expect(await line(server, ann.cookie)).toMatchObject({ error: 'no_session' })
  expect(await line(server, ann.cookie)).not.toHaveProperty('state')
  expect(await line(server, '')).not.toHaveProperty('state')
})

it('says so also where the line would be refused', async () => {
  const server = await start()
  const { ann } = await pair(server)
  const asked = await line(server, ann.cookie, '?origin=https://elsewhere.example')
  expect(asked).toMatchObject({ error: 'bad_origin', state: 'chatting' })
})

const form = ({ origin }: TestServer, Cookie: string) =>
  fetch(`${origin}/join`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Cookie },
    body: 'gender=other&seeks=anyone',
  })

it('a plain form, which cannot ask first, leads back into the conversation under way', async () => {
  const server = await start()
  const { ann, bea } = await pair(server)
  const answer = await form(server, ann.cookie)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/chat'])
  expect(answer.headers.get('set-cookie')).toBeNull()
  expect(await line(server, ann.cookie)).toEqual({ ok: true, state: 'chatting' })
  bea.send({ type: 'leave_chat' })
  await ann.next('chat_ended')
  expect((await form(server, ann.cookie)).headers.get('set-cookie')).toMatch(/^passerby=/)
})

it('parts interests at the commas of every keyboard, however they are sent', async () => {
  const server = await start()
  const parted = ['tea', 'rain', 'شاي', '音楽', 'chess', 'go']
  const text = 'tea, rain،شاي、音楽，chess；go､'
  for (const interests of [text, [text], ['tea, rain', 'شاي、音楽，chess', 'go']]) {
    const visitor = await Client.online(server, { interests })
    visitor.ws.close()
    const again = visitor.again()
    expect((await again.next('welcome')).you.interests).toEqual(parted)
  }
  const many = await post(server, '/join', {
    gender: 'other',
    seeks: 'anyone',
    interests: 'a，b，c，d，e，f，g，h，i，j，k',
  })
  expect(many.status).toBe(400)
  const visitor = await Client.online(server)
  visitor.send({ type: 'find_match', interests: ['tea，rain'] })
  await visitor.next('waiting')
  const partner = await Client.online(server, { interests: ['Rain'] })
  partner.send({ type: 'find_match' })
  await partner.next('waiting')
  expect((await partner.next('matched')).shared).toEqual(['Rain'])
})
