// What becomes of what is published, on a real NATS server: every answer is heard, and so is that there is none.
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { Publisher } from '../../src/cluster/nats/publisher.ts'
import { describeOnNats, NatsServers } from '../kit/natsServers.ts'
import { SimulatedClock } from '../kit/stage.ts'

describeOnNats('what is published', () => {
  let servers: NatsServers
  let connection: NatsConnection
  let clock: SimulatedClock
  let publisher: Publisher
  const unanswered = (why: string) => ({
    _tag: 'Unanswered',
    message: `NATS does not answer: ${why}`,
  })

  beforeAll(async () => {
    servers = await NatsServers.start(1)
  })
  afterAll(() => servers?.stop())
  beforeEach(async () => {
    connection = await connect({ servers: servers.url.split(',') })
    clock = new SimulatedClock()
    publisher = new Publisher(connection, clock)
    return () => connection.close()
  })

  it('where no stream takes it is known at once', async () => {
    const published = await publisher.publishAfter('nowhere', 'a word', 0)
    expect(published).toMatchObject({ failure: unanswered('no stream takes it') })
  })

  it('and not answered is given up after two seconds, and an answer that comes later is nobody’s', async () => {
    const asked: (() => void)[] = []
    connection.subscribe('slow', {
      callback: (_, message) => {
        asked.push(() => message.respond(JSON.stringify({ seq: 7 })))
      },
    })
    const published = [1, 2, 3].map((last) => publisher.publishAfter('slow', 'a word', last))
    await expect.poll(() => asked.length).toBe(3)
    asked[1]?.()
    expect(await published[1]).toMatchObject({ success: 7 })
    clock.pass(2_000)
    for (const one of [published[0], published[2]]) {
      expect(await one).toMatchObject({ failure: unanswered('timeout') })
    }
    for (const answer of asked) answer()
    await connection.flush()
    const next = publisher.publishAfter('slow', 'a word', 4)
    await expect.poll(() => asked.length).toBe(4)
    asked[3]?.()
    expect(await next).toMatchObject({ success: 7 })
  })

  it('over a line that is closed is not answered', async () => {
    await connection.close()
    const published = await publisher.publishAfter('nowhere', 'a word', 0)
    expect(published).toMatchObject({ failure: unanswered('closed connection') })
  })
})
