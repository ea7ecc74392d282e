// What a page can learn of its line and of its visit, which browsers do not tell.
import { afterEach, describe, expect, it } from 'vitest'
import { details, LineError } from '../../src/events/errors.ts'
import { Connections, endsKept, socketBurst } from '../../src/http/desk/connections.ts'
import { cookies } from '../../src/http/exchange/cookie.ts'
import { upgradesPerJoin } from '../../src/http/limits/addresses.ts'
import {
  connectionsMin,
  filesKept,
  healthConnectionsKept,
} from '../../src/http/limits/connectionGate.ts'
import { reserve } from '../../src/http/reserved.ts'
import { receipts } from '../../src/http/safety/receipts.ts'
import { SimulatedClock } from '../kit/stage.ts'
import { succeeded } from '../kit/succeeded.ts'
import {
  ask,
  Client,
  chatting,
  cookieOf,
  joined,
  post,
  RawConnection,
  raw,
  refusedUpgrade,
} from './client.ts'
import { builtPages, settings, startServer, type TestServer } from './testServer.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

const start = async (changed: Parameters<typeof startServer>[0] = {}): Promise<TestServer> => {
  const server = await startServer(changed)
  running.push(server)
  return server
}

/** A page, as the server sees it when it asks. */
interface Page {
  readonly cookie?: string
  readonly visit?: string
  readonly origin?: string
}

const queryOf = ({ visit }: Page) => (visit === undefined ? '' : `?visit=${visit}`)

const lineOf = async (server: TestServer, page: Page) => {
  const { cookie = '', visit, origin = server.origin } = page
  const query = new URLSearchParams({ origin, ...(visit !== undefined && { visit }) })
  const headers = { ...(cookie !== '' && { Cookie: cookie }), Connection: 'close' }
  return JSON.parse((await ask(server.origin, `/api/line?${query}`, { headers })).body)
}

/** What the line says, held against what the upgrade is then answered. */
const refusedFor = async (server: TestServer, page: Page) => {
  const line = await lineOf(server, page)
  expect(line).toEqual({ ...line, error: expect.any(String), message: expect.any(String) })
  const headers = { Origin: page.origin ?? server.origin, Cookie: page.cookie ?? '' }
  const { error, detail } = await refusedUpgrade(server, headers, queryOf(page))
  expect([error, detail]).toEqual([line.error, line.detail])
  return line
}

const visitOf = async (client: Client) => (await client.next('welcome')).visit

const leave = (server: TestServer, cookie: string, visit?: string) =>
  post(server, `/leave${queryOf(visit === undefined ? {} : { visit })}`, {}, { Cookie: cookie })

const joinAnew = async (server: TestServer, cookie: string) =>
  cookieOf(await post(server, '/join', { gender: 'other', seeks: 'anyone' }, { Cookie: cookie }))

describe('a visit', () => {
  it('is called as it ever was, so that tabs from before an update still come back', () => {
    expect(cookies('sixteen letters!').visitOf('s_1')).toBe('6eIqHERd57z4jYIb')
  })

  it('has a name that is neither its session nor another’s, and is the same on every socket', async () => {
    const server = await start()
    const ann = new Client(server, await joined(server))
    const visit = await visitOf(ann)
    expect(await visitOf(ann.again(`?visit=${visit}`))).toBe(visit)
    expect(await visitOf(new Client(server, await joined(server)))).not.toBe(visit)
    expect(ann.cookie).not.toContain(visit)
    expect(await refusedFor(server, { cookie: `passerby=${visit}` })).toMatchObject({
      detail: 'unknown',
    })
  })

  it('takes nothing from the visit that came after it in this browser', async () => {
    const server = await start({ joinsPerMinute: 300 })
    const old = new Client(server, await joined(server))
    const oldVisit = await visitOf(old)
    const [ann, bea] = await chatting(server)
    const headSeq = server.log.head().seq
    for (let count = 0; count <= socketBurst; count += 1) {
      const stray = new Client(server, ann.cookie, `?visit=${oldVisit}&room=r1&after=0`)
      stray.send({ type: 'leave_chat' })
      expect(await stray.closed()).toBe(4005)
      await expect(stray.next('welcome')).rejects.toThrow('closed with 4005')
    }
    expect(server.log.head().seq).toBe(headSeq)
    expect(await lineOf(server, { cookie: ann.cookie })).toEqual({ ok: true, state: 'chatting' })
    bea.say('still here?')
    expect(await ann.next('message')).toMatchObject({ text: 'still here?' })
    await bea.next('sent')
    await bea.quiet()
    await ann.quiet()
  })

  it('of before is told that another one lives, even while nothing can be stored', async () => {
    const server = await start()
    const [ann, bea] = [await Client.online(server), new Client(server, await joined(server))]
    const page = { cookie: ann.cookie, visit: await visitOf(bea) }
    server.log.fail('the disk is full')
    expect(await lineOf(server, page)).toEqual({
      error: 'other_visit',
      message: expect.stringContaining('another visit'),
      state: 'idle',
    })
    expect(await ann.again(queryOf(page)).closed()).toBe(4005)
  })

  it('of before costs its address an upgrade', async () => {
    const server = await start({ joinsPerMinute: 1 })
    const ann = await Client.online(server)
    for (let count = 1; count < upgradesPerJoin; count += 1) {
      expect(await ann.again('?visit=another').closed()).toBe(4005)
    }
    const line = await refusedFor(server, { cookie: ann.cookie, visit: 'another' })
    expect(line).toMatchObject({
      error: 'work_needed',
      challenge: { signature: expect.any(String) },
    })
  })

  it('of before does not come in where the other was told when to come back', async () => {
    const server = await start({ joinsPerMinute: 1 })
    const ann = await Client.online(server)
    for (let count = 1; count < upgradesPerJoin; count += 1) {
      await ann.again('?visit=another').closed()
    }
    const { retry_after } = await refusedFor(server, { cookie: ann.cookie })
    server.clock.pass(retry_after * 1_000)
    expect(await ann.again('?visit=another').closed()).toBe(4005)
    await ann.again().next('welcome')
  })

  it('of before takes a place among its address’s sockets only until it is told', async () => {
    const server = await start({ socketsPerAddress: 3 })
    const ann = await Client.online(server)
    for (let count = 0; count < 3; count += 1) {
      expect(await ann.again('?visit=another').closed()).toBe(4005)
    }
    const { cookie } = ann
    await expect.poll(() => lineOf(server, { cookie })).toEqual({ ok: true, state: 'idle' })
    await Client.online(server)
    await Client.online(server)
    expect(await refusedFor(server, { cookie })).toMatchObject({ detail: 'sockets' })
  })

  it('cannot end the one that came after it by leaving', async () => {
    const server = await start()
    const ann = new Client(server, await joined(server))
    const visit = await visitOf(ann)
    const refused = await leave(server, ann.cookie, 'another')
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ error: 'other_visit' })
    expect(refused.headers.get('set-cookie')).toBeNull()
    await ann.quiet()
    expect((await leave(server, ann.cookie, visit)).status).toBe(204)
    expect(await ann.closed()).toBe(4001)
    expect((await leave(server, ann.cookie, 'another')).status).toBe(204)
  })
})

describe('a visit that is over', () => {
  /** Beside the close code. */
  const reasonOf = (client: Client) =>
    new Promise<string>((resolve) => {
      client.ws.once('close', (_, reason) => resolve(String(reason)))
    })

  it('by leaving says so to its socket, and to its page, whose cookie is gone', async () => {
    const server = await start()
    const ann = new Client(server, await joined(server))
    const [visit, reason] = [await visitOf(ann), reasonOf(ann)]
    await leave(server, ann.cookie)
    expect([await ann.closed(), await reason]).toEqual([4001, 'left'])
    const over = { error: 'no_session', detail: 'left' }
    expect(await refusedFor(server, { visit })).toMatchObject(over)
    expect(await refusedFor(server, { visit, cookie: ann.cookie })).toMatchObject(over)
    expect(await refusedFor(server, { cookie: ann.cookie })).toMatchObject(over)
  })

  it('by joining anew says so, whichever cookie its page comes with', async () => {
    const server = await start()
    const ann = new Client(server, await joined(server))
    const [visit, reason] = [await visitOf(ann), reasonOf(ann)]
    const cookie = await joinAnew(server, ann.cookie)
    expect([await ann.closed(), await reason]).toEqual([4001, 'joined_anew'])
    const over = { error: 'no_session', detail: 'joined_anew' }
    expect(await refusedFor(server, { visit, cookie: ann.cookie })).toMatchObject(over)
    expect(await lineOf(server, { visit, cookie })).toMatchObject({ error: 'other_visit' })
    await leave(server, cookie)
    // Of its own visit it is told, not of the one in the cookie, which was left.
    expect(await refusedFor(server, { visit, cookie })).toMatchObject(over)
    expect(await refusedFor(server, { cookie })).toMatchObject({ detail: 'left' })
  })

  it('by its grace is the only one that was away for too long', async () => {
    const server = await start()
    const [ann] = await chatting(server)
    const { visit } = await ann.again().next('welcome')
    expect(await ann.closed()).toBe(4002)
    server.clock.pass(settings.graceMs)
    const cookie = await joined(server)
    server.clock.pass(settings.graceMs)
    const over = { error: 'no_session', detail: 'expired' }
    expect(await refusedFor(server, { cookie })).toMatchObject(over)
    expect(await lineOf(server, { cookie: ann.cookie, visit })).toEqual({
      ok: true,
      state: 'chatting',
    })
    // An older page of a browser whose later visit expired belongs to neither.
    expect(await refusedFor(server, { cookie, visit: 'older' })).toMatchObject({
      detail: 'joined_anew',
    })
  })

  it('is told as what it is by a server with other data, another secret, or without cookies', async () => {
    const old = await start()
    const ann = new Client(old, await joined(old))
    const [visit, { cookie }] = [await visitOf(ann), ann]
    const emptied = await start()
    expect(await refusedFor(emptied, { cookie, visit })).toMatchObject({ detail: 'ended' })
    const anew = await start({ secret: 'quite another secret' })
    expect(await refusedFor(anew, { cookie, visit })).toMatchObject({ detail: 'unknown' })
    for (const none of ['', 'other=s1.x', 'passerby=']) {
      expect(await refusedFor(old, { cookie: none, visit })).toMatchObject({ detail: 'no_cookie' })
    }
  })

  it('is remembered while somebody may ask, and not for ever', () => {
    const connections = new Connections({
      clock: new SimulatedClock(),
      visitOf: (session) => `visit of ${session}`,
      signed: receipts('a secret of the tests').signed,
      say: () => {},
      isLimited: false,
    })
    const end = (session: string) =>
      connections.release({ kind: 'dismiss', to: session, end: 'expired' }, 1)
    end('first')
    for (let count = 1; count < endsKept; count += 1) end(`s${count}`)
    expect(connections.endOf('visit of first')).toBe('expired')
    end('one more')
    expect(connections.endOf('visit of first')).toBeNull()
    expect(connections.endOf('visit of one more')).toBe('expired')
  })
})

describe('the line', () => {
  /** One way to each reason that the line may give. */
  const reasons: Readonly<Record<string, () => Promise<{ error: string }>>> = {
    no_session: async () => refusedFor(await start(), {}),
    other_visit: async () => {
      const server = await start()
      return lineOf(server, { cookie: await joined(server), visit: 'another' })
    },
    bad_origin: async () => refusedFor(await start(), { origin: 'http://elsewhere.example' }),
    rate_limited: async () => {
      const server = await start({ joinsPerMinute: 300 })
      const cookie = await joined(server)
      for (let count = 0; count < socketBurst; count += 1) {
        await new Client(server, cookie).next('welcome')
      }
      return refusedFor(server, { cookie })
    },
    work_needed: async () => {
      const server = await start({ joinsPerMinute: 1 })
      const ann = await Client.online(server)
      for (let count = 1; count < upgradesPerJoin; count += 1) {
        await ann.again('?visit=another').closed()
      }
      return refusedFor(server, { cookie: ann.cookie })
    },
    full: async () => {
      const server = await start({ filesLeft: filesKept + healthConnectionsKept + connectionsMin })
      const idle = Array.from({ length: connectionsMin }, () => new RawConnection(server, ''))
      await expect.poll(async () => (await lineOf(server, {})).error).toBe('full')
      const line = await refusedFor(server, {})
      for (const connection of idle) connection.end()
      return line
    },
    unavailable: async () => {
      const server = await start()
      const cookie = await joined(server)
      server.log.fail('the disk is full')
      return refusedFor(server, { cookie })
    },
    starting: async () => {
      const clock = new SimulatedClock()
      const parts = { settings, clock, report: () => {}, filesLeft: null }
      const reserved = succeeded(await reserve({ ...parts, webDirectory: builtPages() }))
      const origin = `http://127.0.0.1:${reserved.pages.address.port}`
      const line = await ask(origin, '/api/line', { headers: { Connection: 'close' } })
      reserved.release()
      return JSON.parse(line.body)
    },
    repeated_header: async () => {
      const server = await start()
      const bytes = 'GET /api/line HTTP/1.1\r\nHost: a\r\nOrigin: a\r\nOrigin: b\r\n\r\n'
      const answer = await raw(server, bytes, (text) => text.includes('}'))
      return JSON.parse(answer.slice(answer.indexOf('{')))
    },
  }

  it.each(Object.entries(reasons))(
    'says %s where the upgrade would meet it',
    async (error, met) => {
      expect(await met()).toMatchObject({ error })
    },
  )

  it('has a test for each reason', () => {
    expect(Object.keys(reasons).sort()).toEqual([...LineError.literals].sort())
  })

  it('tells whose doing it is that there are too many', async () => {
    const server = await start({ socketsPerAddress: 1, joinsPerMinute: 300 })
    const cookie = await joined(server)
    await Client.online(server)
    const line = await refusedFor(server, { cookie })
    expect(line).toMatchObject({ error: 'rate_limited', detail: 'sockets', retry_after: 5 })
  })

  it('tells at which address the page was opened, and what would help', async () => {
    const secure = await start()
    const origin = secure.origin.replace('http', 'https')
    const named = await start({ allowedOrigins: ['https://chat.example'] })
    const told = {
      not_named: await refusedFor(named, {}),
      other_scheme: await refusedFor(secure, { origin }),
      other_host: await refusedFor(secure, { origin: 'http://elsewhere.example' }),
      not_ours: await refusedFor(secure, { origin: 'null' }),
    }
    for (const [detail, line] of Object.entries(told)) {
      expect(line).toMatchObject({ error: 'bad_origin', detail })
    }
    expect(told.other_host).toMatchObject({ origin: 'http://elsewhere.example' })
    expect(Object.keys(told)).toEqual(details.bad_origin)
  })

  it('of a server that stops is known as such', async () => {
    const server = await start()
    const cookie = await joined(server)
    server.engine.stop()
    const line = await refusedFor(server, { cookie })
    expect(line).toMatchObject({ error: 'unavailable', detail: 'stopping' })
  })
})
