// How much one session and one address may do.
import { Effect } from 'effect'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { messageCharactersMax } from '../../src/events/limits.ts'
import { socketBurst } from '../../src/http/desk/connections.ts'
import { bodyBytesMax } from '../../src/http/exchange/request.ts'
import { Addresses, upgradesPerJoin } from '../../src/http/limits/addresses.ts'
import { connectionsPerJoin, requestsPerJoin } from '../../src/http/limits/callers.ts'
import { fullBucket, takeToken } from '../../src/http/limits/tokenBucket.ts'
import { messageBurst, typingBurst } from '../../src/http/socket/allowances.ts'
import { floodFramesMax, frameBytesPerToken } from '../../src/http/socket/frameReader.ts'
import { readSettings } from '../../src/settings.ts'
import { SimulatedClock } from '../kit/stage.ts'
import { Client, chatting, cookieOf, joined, post, raw, refusedUpgrade } from './client.ts'
import { settings, startServer, type TestServer } from './testServer.ts'

let running: TestServer
afterEach(() => running?.stop())

const ann = { username: 'Ann', gender: 'female', seeks: 'anyone' }

describe('a session', () => {
  it('may say as much at once as a burst holds, and then as the rate allows', async () => {
    running = await startServer({ messagesPerSecond: 5 })
    const [one, other] = await chatting(running)
    running.clock.pass(60_000)
    for (let count = 0; count < messageBurst; count += 1) {
      one.say(`message ${count}`)
      await one.next('sent')
    }
    one.say('too much', 'a1')
    expect(await one.refused('rate_limited')).toMatchObject({ id: 'a1', retry_after: 0.2 })
    running.clock.pass(199)
    one.say('too much', 'a1')
    expect((await one.refused('rate_limited')).retry_after).toBe(0.001)
    running.clock.pass(1)
    one.say('in time', 'a2')
    await one.next('sent')
    other.say('mine is untouched')
    for (let count = 0; count <= messageBurst; count += 1) await other.next('message')
    await other.next('sent')
  })

  it('pays nothing for what comes too early, which would take what it needs to come in time', async () => {
    running = await startServer({ messagesPerSecond: 5 })
    const [one] = await chatting(running)
    running.clock.pass(60_000)
    const early = { type: 'send_message', id: 'a2', after: 'a1', text: 'two' }
    for (let count = 0; count < 2 * messageBurst; count += 1) {
      one.send(early)
      expect(await one.refused('out_of_order')).toMatchObject({ id: 'a2' })
    }
    one.say('one', 'a1')
    await one.next('sent')
    one.send(early)
    await one.next('sent')
    for (let count = 0; count < floodFramesMax; count += 1) one.send({ ...early, after: 'a0' })
    expect(await one.closed()).toBe(4029)
  })

  it('does not get a new allowance with a new socket', async () => {
    running = await startServer({ messagesPerSecond: 1 })
    const one = await Client.online(running)
    for (let count = 0; count < messageBurst; count += 1) {
      one.send({ type: 'leave_chat' })
      await one.refused('not_chatting')
    }
    await one.drop()
    const back = one.again()
    await back.next('welcome')
    back.send({ type: 'leave_chat' })
    expect(await back.refused('rate_limited')).toMatchObject({ retry_after: 1 })
  })

  it('may open so many sockets, and is told when it may again, at no cost to its neighbours', async () => {
    running = await startServer({ joinsPerMinute: 300 })
    const cookie = await joined(running)
    const headers = { Origin: running.origin, Cookie: cookie }
    const line = async () =>
      (
        await fetch(`${running.origin}/api/line?origin=${running.origin}`, {
          headers: { Cookie: cookie },
        })
      ).json()
    for (let count = 0; count < socketBurst; count += 1) {
      expect(await line()).toMatchObject({ ok: true, state: 'idle' })
      await new Client(running, cookie).next('welcome')
    }
    for (let count = 0; count < 5 * 300; count += 1) {
      if (count % 500 === 0)
        expect(await line()).toMatchObject({ error: 'rate_limited', retry_after: 2 })
      const { status, retryAfter } = await refusedUpgrade(running, headers)
      expect([status, retryAfter]).toEqual([429, '2'])
    }
    await Client.online(running)
    running.clock.pass(2_000)
    await new Client(running, cookie).next('welcome')
  })

  it('that floods is closed with 4029', async () => {
    running = await startServer({ messagesPerSecond: 1 })
    const one = await Client.online(running)
    for (let count = 0; count < messageBurst + floodFramesMax; count += 1) {
      one.send({ type: 'leave_chat' })
    }
    expect(await one.closed()).toBe(4029)
  })

  it('pays for long frames by their bytes', async () => {
    running = await startServer({ messagesPerSecond: 5 })
    const [one] = await chatting(running)
    running.clock.pass(60_000)
    const text = '\u{1f600}'.repeat(messageCharactersMax)
    const bytes = Buffer.byteLength(JSON.stringify({ type: 'send_message', id: 'a', text }))
    const affordable = Math.floor((messageBurst * frameBytesPerToken) / bytes)
    for (let count = 0; count < affordable; count += 1) {
      one.say(text, `a${count}`)
      await one.next('sent')
    }
    one.say(text, 'b1')
    expect(await one.refused('rate_limited')).toMatchObject({ id: 'b1' })
    running.clock.pass(200)
    one.say('a short one still goes')
    await one.next('sent')
  })

  it('that floods is closed with 4029 though a frame now and then is allowed', async () => {
    running = await startServer({ messagesPerSecond: 5 })
    const one = await Client.online(running)
    const send = async (count: number) => {
      for (let sent = 0; sent < count; sent += 1) one.send({ type: 'leave_chat' })
      for (let sent = 0; sent < count; sent += 1) await one.next('error')
    }
    await send(messageBurst)
    for (let refused = 0; refused < floodFramesMax - 20; refused += 20) {
      await send(20)
      running.clock.pass(200)
      await send(1)
    }
    for (let sent = 0; sent < 40; sent += 1) one.send({ type: 'leave_chat' })
    expect(await one.closed()).toBe(4029)
  })

  it('that is a little too fast for ever is not closed', async () => {
    running = await startServer({ messagesPerSecond: 5 })
    const one = await Client.online(running)
    for (let sent = 0; sent < 4 * floodFramesMax; sent += 1) {
      one.send({ type: 'leave_chat' })
      await one.next('error')
      running.clock.pass(110)
    }
  })

  describe('has what is too much refused unread', () => {
    /** Frames of 15 kB that cost much to clean, and what was parsed and cleaned of them. */
    const flood = async (frameOf: (id: string) => string, count: number) => {
      running = await startServer({ messagesPerSecond: 1 })
      const one = await Client.online(running)
      for (let sent = 0; sent < messageBurst; sent += 1) {
        one.send({ type: 'leave_chat' })
        await one.refused('not_chatting')
      }
      const cleans = vi.spyOn(String.prototype, 'normalize')
      const parse = JSON.parse
      const parses: number[] = []
      vi.spyOn(JSON, 'parse').mockImplementation((text, ...more) => {
        if (text.length > 4_096) parses.push(text.length)
        return parse(text, ...more)
      })
      for (let sent = 0; sent < count; sent += 1) one.ws.send(frameOf(`a${sent}`))
      return { one, cleans, parses }
    }
    const text = '\u{1f600}\u200d'.repeat(2_100)

    afterEach(() => vi.restoreAllMocks())

    it('and names the message all the same', async () => {
      const frameOf = (id: string) => JSON.stringify({ type: 'send_message', id, text })
      expect(Buffer.byteLength(frameOf('a1'))).toBeGreaterThan(14_000)
      const { one, cleans, parses } = await flood(frameOf, 150)
      for (let sent = 0; sent < 150; sent += 1) {
        expect((await one.refused('rate_limited')).id).toBe(`a${sent}`)
      }
      expect(cleans).not.toHaveBeenCalled()
      expect(parses).toEqual([])
    })

    it('but for the id where that does not come first, and that not for long', async () => {
      const frameOf = (id: string) => JSON.stringify({ text, type: 'send_message', id })
      const { one, cleans, parses } = await flood(frameOf, 150)
      expect((await one.refused('rate_limited')).id).toBe('a0')
      expect(await one.closed()).toBe(4029)
      expect(cleans).not.toHaveBeenCalled()
      expect(parses.reduce((sum, length) => sum + length, 0)).toBeLessThan(floodFramesMax * 1_024)
    })
  })

  it('may not pass for typing what is none', async () => {
    running = await startServer()
    const one = await Client.online(running)
    one.send('{"type":"typing","on":true,"type":"find_match"}')
    expect((await one.refused('bad_frame')).message).toContain('twice')
    expect(running.engine.counts().waiting).toBe(0)
  })

  it('may not pass for a ping what is none', async () => {
    running = await startServer()
    const one = await Client.online(running)
    for (const type of ['find_match', 'typing']) {
      one.send(`{"type":"ping","on":true,"type":"${type}"}`)
      expect((await one.refused('bad_frame')).message).toContain('twice')
    }
    expect(running.engine.counts().waiting).toBe(0)
  })

  it('has its typing dropped in silence beyond what can be seen', async () => {
    running = await startServer()
    const [one, other] = await chatting(running)
    for (let count = 0; count < typingBurst + 5; count += 1) {
      one.send({ type: 'typing', on: count % 2 === 0 })
    }
    await one.quiet()
    for (let count = 0; count < typingBurst; count += 1) await other.next('typing')
    await other.quiet()
    one.say('typing took nothing from messages')
    await one.next('sent')
  })

  describe('that pings', () => {
    const spent = async (one: Client) => {
      for (let count = 0; count < messageBurst; count += 1) {
        one.send({ type: 'leave_chat' })
        await one.refused('not_chatting')
      }
    }

    it('may do so once a second for nothing, even when its messages are spent', async () => {
      running = await startServer({ messagesPerSecond: 0.001 })
      const one = await Client.online(running)
      await spent(one)
      for (let second = 0; second < 3; second += 1) {
        one.send({ type: 'ping' })
        await one.next('pong')
        running.clock.pass(1_000)
      }
    })

    it('more often pays for it as for a message', async () => {
      running = await startServer()
      const one = await Client.online(running)
      for (let count = 0; count <= messageBurst; count += 1) {
        one.send({ type: 'ping' })
        await one.next('pong')
      }
      one.send({ type: 'ping' })
      expect((await one.refused('rate_limited')).retry_after).toBe(0.2)
      running.clock.pass(200)
      one.send({ type: 'ping' })
      await one.next('pong')
    })

    it('on a new socket has no new allowance', async () => {
      running = await startServer({ messagesPerSecond: 0.001 })
      const one = await Client.online(running)
      one.send({ type: 'ping' })
      await one.next('pong')
      await spent(one)
      const again = one.again()
      await again.next('welcome')
      again.send({ type: 'ping' })
      await again.refused('rate_limited')
    })

    it('at length pays for what must be read', async () => {
      running = await startServer({ messagesPerSecond: 0.001 })
      const one = await Client.online(running)
      await spent(one)
      one.send({ type: 'ping', text: 'x'.repeat(64) })
      await one.refused('rate_limited')
      one.send({ type: 'ping' })
      await one.next('pong')
    })
  })

  it('has no limit where none is set', async () => {
    running = await startServer({ messagesPerSecond: 0 })
    const one = await Client.online(running)
    for (let count = 0; count < messageBurst * 5; count += 1) one.send({ type: 'leave_chat' })
    for (let count = 0; count < messageBurst * 5; count += 1) await one.refused('not_chatting')
  })
})

describe('an address', () => {
  it('may join so often a minute for nothing', async () => {
    running = await startServer({ joinsPerMinute: 3 })
    for (let count = 0; count < 3; count += 1) {
      expect((await post(running, '/join', ann)).status).toBe(201)
    }
    const refused = await post(running, '/join', ann)
    expect(refused.status).toBe(428)
    expect(refused.headers.get('retry-after')).toBe('20')
    expect(await refused.json()).toMatchObject({ error: 'work_needed', retry_after: 20 })
    running.clock.pass(20_000)
    expect((await post(running, '/join', ann)).status).toBe(201)
  })

  it('pays for a join that is not in order too, before it is read', async () => {
    running = await startServer({ joinsPerMinute: 4 })
    expect((await post(running, '/join', { ...ann, gender: '' })).status).toBe(400)
    expect((await post(running, '/join', 'nonsense')).status).toBe(400)
    expect((await post(running, '/join', 'x'.repeat(bodyBytesMax + 1))).status).toBe(413)
    expect((await post(running, '/join', ann)).status).toBe(201)
    expect((await post(running, '/join', ann)).status).toBe(428)
    // Where not even work helps.
    vi.spyOn(Addresses.prototype, 'level').mockReturnValue(null)
    const head = `POST /join HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n`
    expect(await raw(running, head, (text) => text.includes('}'))).toMatch(/^HTTP\/1.1 429 /)
  })

  it('lets 500 people in within two minutes who only wait, each of whom is refused at most once', async () => {
    const { socketsPerAddress } = Effect.runSync(readSettings)
    const joinsPerMinute = 300
    running = await startServer({ joinsPerMinute, socketsPerAddress })
    const dueAt = new Map<number, number>(Array.from({ length: 500 }, (_, index) => [index, 0]))
    const came: Client[] = []
    let refusals = 0
    for (let second = 0; second <= 120; second += 1) {
      const due = [...dueAt].filter(([, at]) => at <= second)
      for (const [visitor] of due) {
        const answer = await post(running, '/join', ann)
        if (answer.status === 201) {
          dueAt.delete(visitor)
          const client = new Client(running, cookieOf(answer))
          await client.next('welcome')
          came.push(client)
        } else {
          refusals += 1
          dueAt.set(visitor, second + (await answer.json()).retry_after)
        }
      }
      running.clock.pass(1_000)
    }
    expect(came).toHaveLength(500)
    expect(refusals).toBe(500 - joinsPerMinute)
    for (const client of came) client.ws.terminate()
  })

  it('may open so many connections, and no more before some time has passed', async () => {
    running = await startServer({ joinsPerMinute: 1 })
    const connections = Array.from({ length: connectionsPerJoin + 1 }, () =>
      raw(running, 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n', (text) => text.includes('}')),
    )
    const answers = await Promise.all(connections)
    expect(answers.filter((answer) => answer === '')).toHaveLength(1)
    running.clock.pass(60_000)
    expect((await fetch(`${running.origin}/health/live`)).status).toBe(200)
  })

  it('may open sockets a few times as often', async () => {
    running = await startServer({ joinsPerMinute: 1 })
    const cookie = await joined(running)
    for (let count = 0; count < upgradesPerJoin; count += 1) {
      const client = new Client(running, cookie)
      await client.next('welcome')
      await client.drop()
    }
    const headers = { Origin: running.origin, Cookie: cookie }
    expect(await refusedUpgrade(running, headers)).toMatchObject({
      status: 428,
      error: 'work_needed',
      retryAfter: '15',
    })
  })

  it('may have so many sockets open', async () => {
    running = await startServer({ socketsPerAddress: 2 })
    const one = await Client.online(running)
    await Client.online(running)
    const headers = { Origin: running.origin, Cookie: await joined(running) }
    expect(await refusedUpgrade(running, headers)).toMatchObject({ status: 429, retryAfter: '5' })
    await one.drop()
    await new Client(running, headers.Cookie).next('welcome')
  })

  it('is the one that a trusted proxy names, and no other', async () => {
    running = await startServer({ joinsPerMinute: 1, trustedProxies: ['127.0.0.1', '10.0.0.0/8'] })
    const from = async (forwarded: string) =>
      (await post(running, '/join', ann, { 'X-Forwarded-For': forwarded })).status
    expect(await from('203.0.113.7')).toBe(201)
    expect(await from('203.0.113.7')).toBe(428)
    expect(await from('198.51.100.1, 203.0.113.7')).toBe(428)
    expect(await from('203.0.113.7, 10.1.2.3')).toBe(428)
    expect(await from('203.0.113.8, 10.1.2.3')).toBe(201)
    expect(await from('2001:db8:1:2::1')).toBe(201)
    expect(await from('2001:db8:1:2:ffff::9')).toBe(428)
    expect(await from('2001:db8:1:3::1')).toBe(201)
  })

  it('is its own where the proxy is not trusted', async () => {
    running = await startServer({ joinsPerMinute: 1 })
    const from = async (forwarded: string) =>
      (await post(running, '/join', ann, { 'X-Forwarded-For': forwarded })).status
    expect(await from('203.0.113.7')).toBe(201)
    expect(await from('203.0.113.8')).toBe(428)
  })

  it('behind a proxy that speaks HTTPS gets a secure cookie', async () => {
    running = await startServer({ trustedProxies: ['127.0.0.1'] })
    const set = async (proto: string) =>
      (await post(running, '/join', ann, { 'X-Forwarded-Proto': proto })).headers.get('set-cookie')
    expect(await set('https')).toMatch(/; Secure, .*; Secure/)
    expect(await set('http')).not.toMatch(/Secure/)
    await running.stop()
    running = await startServer()
    expect(await set('https')).not.toMatch(/Secure/)
  })
})

describe('who was told when to come back', () => {
  const allowance = { ...settings, joinsPerMinute: 60, socketsPerAddress: 0 }
  const minuteMs = 60_000

  it('is let in then, though somebody who does not wait takes every token', async () => {
    running = await startServer({ joinsPerMinute: 6 })
    const join = (cookie = '') => post(running, '/join', ann, { Cookie: cookie })
    for (let count = 0; count < 6; count += 1) await join()
    const waiting = await Promise.all(Array.from({ length: 3 }, () => join()))
    const told = await Promise.all(waiting.map(async (answer) => (await answer.json()).retry_after))
    expect(told).toEqual([10, 20, 30])
    for (const answer of waiting) {
      running.clock.pass(9_999)
      expect((await join(cookieOf(answer))).status).toBe(428)
      running.clock.pass(1)
      // The neighbour who asks all the time is first: at the beginning there is a token, later none.
      expect((await join()).status).toBe(answer === waiting[0] ? 201 : 428)
      expect((await join()).status).toBe(428)
      const mine = await join(cookieOf(answer))
      expect(mine.status).toBe(201)
      expect((await join(cookieOf(answer))).status).toBe(428)
    }
  })

  it('keeps one place however often they ask, and cannot make one up', () => {
    const clock = new SimulatedClock()
    const addresses = new Addresses(allowance, clock)
    for (let count = 0; count < 60; count += 1) addresses.pass('joins', 'a', `early ${count}`)
    expect(addresses.pass('joins', 'a', 'ann')).toBe(1_000)
    for (let count = 0; count < 50; count += 1)
      expect(addresses.pass('joins', 'a', 'ann')).toBe(1_000)
    expect(addresses.pass('joins', 'a', 'bea')).toBe(2_000)
    expect(addresses.pass('upgrades', 'a', 'ann')).toBe(0)
    expect(addresses.pass('joins', 'b', 'cat')).toBe(0)
  })

  it('is let in at that time, whoever else asks when; and so many at most are', () => {
    const asks = fc.array(
      fc.record({ afterMs: fc.nat({ max: 3_000 }), count: fc.integer({ min: 1, max: 40 }) }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(asks, fc.boolean(), (bursts, isHammered) => {
        const clock = new SimulatedClock()
        const addresses = new Addresses(allowance, clock)
        const dueAt = new Map<string, number>()
        let [given, now, asked] = [0, 0, 0]
        const ask = (who: string): number => {
          const waitMs = addresses.pass('joins', 'a', who)
          if (waitMs === 0) given += 1
          return waitMs
        }
        const come = () => {
          for (const [who, at] of dueAt) {
            if (at > now) continue
            expect(ask(who)).toBe(0)
            dueAt.delete(who)
          }
        }
        for (const { afterMs, count } of bursts) {
          for (let passed = 0; passed < afterMs; passed += 1) {
            clock.pass(1)
            now += 1
            if (isHammered && passed % 100 === 0) ask(`greedy ${asked++}`)
            come()
          }
          for (let one = 0; one < count; one += 1) {
            const who = `visitor ${asked++}`
            const waitMs = ask(who)
            // Who is told a whole minute is one too many, and has no place.
            if (waitMs > 0 && waitMs < minuteMs - 1_000) dueAt.set(who, now + waitMs)
          }
        }
        expect(given).toBeLessThanOrEqual(60 + 60 + (now / minuteMs) * 60)
      }),
      { seed: 20261129, numRuns: 30 },
    )
  })
})

describe('a bucket', () => {
  it('never gives more than its burst and its rate, and says truly when it gives again', () => {
    const waits = fc.array(fc.integer({ min: -50, max: 2_000 }), { maxLength: 200 })
    const allowance = { perSecond: 5, burst: 20 }
    fc.assert(
      fc.property(waits, (steps) => {
        const bucket = fullBucket(allowance, 0)
        let now = 0
        let latest = 0
        let given = 0
        for (const step of steps) {
          now += step
          latest = Math.max(latest, now)
          const waitMs = takeToken(bucket, allowance, now)
          if (waitMs === 0) given += 1
          else {
            now += waitMs
            latest = Math.max(latest, now)
            expect(takeToken(bucket, allowance, now)).toBe(0)
            given += 1
          }
        }
        // A clock that is set back gives back what it takes, no more.
        const backMs = steps.reduce((sum, step) => sum + Math.max(0, -step), 0)
        expect(given).toBeLessThanOrEqual(20 + ((latest + backMs) / 1000) * 5)
      }),
      { seed: 20261122 },
    )
  })
})

it('requests of an address are answered up to a number, and what goes on unread is cut off', async () => {
  running = await startServer({ joinsPerMinute: 6 })
  const most = 6 * requestsPerJoin
  const all = 'GET /favicon.svg HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(most * 5)
  const answer = await raw(running, all)
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
  expect(statuses).toEqual([...Array(most).fill('200'), '429'])
  expect((await fetch(`${running.origin}/api/stats`)).status).toBe(429)
  expect((await fetch(`${running.origin}/health/live`)).status).toBe(200)
  running.clock.pass(60_000)
  expect((await fetch(`${running.origin}/api/stats`)).status).toBe(200)
})
