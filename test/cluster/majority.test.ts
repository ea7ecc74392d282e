// A cluster whose NATS servers are lost but for one, and then all of them: nobody is left without an answer.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, chatting } from '../http/client.ts'
import { describeOnNats, NatsServers } from '../kit/natsServers.ts'
import {
  type Running,
  removeFolder,
  startServer,
  startWorld,
  temporaryFolder,
} from '../kit/process.ts'

describeOnNats('a cluster without a majority of its NATS servers', () => {
  let nats: NatsServers
  let folder: string
  let running: readonly [world: Running, edge: Running]

  beforeAll(async () => {
    nats = await NatsServers.start(3)
    folder = temporaryFolder()
    const shared = { NATS_URL: nats.url, SESSION_SECRET: 'a secret of the tests' }
    running = await Promise.all([
      startWorld({ ...shared, DATA_DIR: folder }),
      startServer({ ...shared, ROLE: 'edge' }),
    ])
  }, 60_000)
  afterAll(async () => {
    await Promise.all(running?.map((process) => process.end('SIGKILL')) ?? [])
    await nats?.stop()
    if (folder !== undefined) removeFolder(folder)
  })

  const edge = () => ({ origin: running[1].address })
  const ready = async (): Promise<number> => (await ask(edge().origin, '/health/ready')).status

  it('says that it is unavailable though nobody asked for anything, and goes on with it on the same sockets', async () => {
    await expect.poll(ready, { timeout: 60_000 }).toBe(200)
    const [ann, bea] = await chatting(edge())
    const [first, second, third] = nats.servers
    for (const lost of [[first, second], [third]]) {
      await Promise.all(lost.map((server) => server?.kill()))
      await expect.poll(running[0].said, { timeout: 60_000 }).toContain('cannot store')
      await expect.poll(ready, { timeout: 60_000 }).toBe(503)
      ann.say('lost')
      expect(await ann.next('error')).toMatchObject({ code: 'unavailable', id: 'lost' })
      const form = { gender: 'other', seeks: 'anyone' }
      const joined = await ask(edge().origin, '/join', { method: 'POST', body: form })
      expect(joined.status).toBe(503)
    }
    for (const server of nats.servers) server.start()
    await expect.poll(ready, { timeout: 60_000 }).toBe(200)
    ann.say('found')
    expect(await bea.next('message')).toMatchObject({ seq: 1, text: 'found' })
    await ann.next('sent')
  }, 240_000)
})
