// A disk that runs full, and a log that fails for good, as visitors and operators see them.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Client, chatting, joined, post } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeEach(async () => {
  running = await startServer()
})
afterEach(() => running.stop())

const wishes = { username: 'Cid', gender: 'other', seeks: 'anyone' }

const statusOf = async (path: string) => (await fetch(running.origin + path)).status

it('lets nobody new in once the disk runs full, and says so; who is here goes on', async () => {
  const [ann, bea] = await chatting(running)
  running.log.fill('filling')
  const cid = await Client.online(running)
  running.log.fill('full')
  const answer = await post(running, '/join', wishes)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('60')
  expect(await answer.json()).toEqual({
    error: 'unavailable',
    detail: 'space',
    message: 'The server has no space for new visitors at the moment. Please try again later.',
    retry_after: 60,
  })
  const page = await post(running, '/join', wishes, { Accept: 'text/html' })
  expect(page.status).toBe(503)
  expect(await page.text()).toContain('no space for new visitors')
  ann.say('hello')
  await bea.next('message')
  cid.send({ type: 'find_match' })
  await cid.next('waiting')
  expect(await statusOf('/health/ready')).toBe(200)
  running.log.fill('ample')
  await joined(running)
})

it('takes nothing more to keep where space is spent, but lets everybody come back and leave', async () => {
  const [ann, bea] = await chatting(running)
  const idle = await Client.online(running)
  running.log.fill('spent')
  expect((await post(running, '/join', wishes)).status).toBe(503)
  ann.say('hello')
  expect(await ann.refused('unavailable')).toMatchObject({
    id: 'hello',
    detail: 'space',
    retry_after: 60,
  })
  idle.send({ type: 'find_match' })
  expect(await idle.refused('unavailable')).toMatchObject({ retry_after: 60 })
  await idle.drop()
  await idle.again().next('welcome')
  ann.send({ type: 'leave_chat' })
  await ann.next('chat_ended')
  await bea.next('chat_ended')
  expect((await post(running, '/leave', {}, { Cookie: bea.cookie })).status).toBe(204)
})

it('shows operators how full it is', async () => {
  running.log.fill('full')
  const text = await (await fetch(running.server.metricsAddress ?? '')).text()
  const names = ['log_bytes 0', 'log_bytes_max 0', 'disk_free_bytes 0', 'log_fullness 1']
  for (const name of names) expect(text.split('\n')).toContain(`passerby_${name}`)
})

it('refuses what is in flight when the log fails for good, and is not alive any more', async () => {
  const [ann, bea] = await chatting(running)
  const cid = await Client.online(running)
  expect(await statusOf('/health/live')).toBe(200)
  running.log.hold()
  ann.say('hello')
  ann.say('again')
  cid.send({ type: 'find_match' })
  const joining = post(running, '/join', wishes)
  while (running.engine.counts().pending < 5) await new Promise(setImmediate)
  let failures = 0
  running.engine.onLogEnd(() => {
    failures += 1
  })
  running.log.break('the disk is gone')
  running.engine.onLogEnd(() => {
    failures += 1
  })
  expect(failures).toBe(2)
  for (const id of ['hello', 'again']) {
    expect(await ann.refused('unavailable')).toMatchObject({ id, detail: 'lost' })
  }
  await cid.refused('unavailable')
  expect((await joining).status).toBe(503)
  expect(await statusOf('/health/live')).toBe(503)
  expect(await statusOf('/health/ready')).toBe(503)
  const answers = [ann.closed(), bea.closed(), cid.closed()]
  await running.stop()
  expect(await Promise.all(answers)).toEqual([1012, 1012, 1012])
})
