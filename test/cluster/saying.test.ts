// When what is said leaves: at once after a silence, and else the further apart the more it is.
import { connect, type NatsConnection } from '@nats-io/transport-node'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { Saying } from '../../src/cluster/nats/saying.ts'
import { describeOnNats, NatsServers } from '../kit/natsServers.ts'

describeOnNats('what is said by NATS', () => {
  let servers: NatsServers
  let connection: NatsConnection
  let now: number
  /** For how long what was said last is to wait, in ms. */
  let waits: number[]
  let wake: () => void
  let saying: Saying

  beforeAll(async () => {
    servers = await NatsServers.start(1)
    connection = await connect({ servers: servers.url.split(',') })
  })
  afterAll(async () => {
    await connection?.close()
    await servers?.stop()
  })
  const begin = (): void => {
    ;[now, waits] = [1_000, []]
    const after = (ms: number, then: () => void) => {
      waits.push(ms)
      wake = then
      return { wake: then }
    }
    saying = new Saying(connection, { monotonic: () => now, after })
  }
  beforeEach(begin)

  /** Of so many characters, as JSON. */
  const say = (characters: number): void => saying.say('a', { s: 'x'.repeat(characters - 8) })
  const pass = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const sent = (): number => connection.stats().outMsgs

  it('leaves together, at once after a silence, and waits for nobody then', async () => {
    const before = sent()
    for (const characters of [100, 200, 300]) say(characters)
    await pass()
    expect([sent() - before, waits]).toEqual([1, []])
    now += 3
    say(100)
    await pass()
    expect([sent() - before, waits]).toEqual([2, []])
  })

  it('leaves with all that was said before where it is apart by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), async (areSoon) => {
        begin()
        say(100)
        await pass()
        const before = sent()
        for (const [at, isSoon] of areSoon.entries()) {
          if (isSoon) saying.saySoon(`b${at}`, { s: at })
          else saying.say('b', { s: at })
        }
        await pass()
        // Of whatever was said to a subject one message: all of it, or nothing yet.
        const subjects = areSoon.filter((isSoon) => isSoon).length + Number(!areSoon.every(Boolean))
        expect(sent() - before).toBe(areSoon.includes(true) ? subjects : 0)
      }),
    )
  })

  it('is 2 ms apart where it is little, and 12 ms where it is much, whatever is said', async () => {
    const lots = fc.array(fc.integer({ min: 8, max: 3_000 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(lots, async (characters) => {
        begin()
        const before = sent()
        for (const one of characters) say(one)
        await pass()
        const all = characters.reduce((sum, one) => sum + one, 0)
        say(100)
        expect(waits).toEqual([expect.closeTo(Math.min(12, Math.max(2, all / 250)))])
        await pass()
        expect(sent()).toBe(before + 1)
        wake()
        expect(sent()).toBe(before + 2)
      }),
    )
  })
})
