// Where a server is found: what it is called, on which of its addresses, and where it sends to instead.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Result } from 'effect'
import { afterEach, expect, it } from 'vitest'
import { reach, resolveHost } from '../../src/load/cli/machine.ts'
import { readHandshake } from '../../src/load/client/handshake.ts'
import { HttpPool } from '../../src/load/client/http.ts'
import { passerbyWire } from '../../src/load/client/passerbyWire.ts'
import { routed } from '../../src/load/client/routes.ts'
import { adviceOn } from '../../src/load/report/words/advice.ts'
import { profileOf } from '../../src/load/scenario/profile.ts'
import { Rng } from '../../src/load/scenario/rng.ts'
import { presets } from '../../src/load/scenario/scenario.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server that answers every request so; gives its port, and what it was called in each. */
const answering = async (
  address: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
) => {
  const called: (string | undefined)[] = []
  const server = createServer(({ headers: { host } }, response) => {
    called.push(host)
    response.writeHead(status, { ...headers, 'Content-Length': 0 }).end()
  })
  await new Promise<void>((settle) => server.listen(0, address, settle))
  closing.push(() => server.close())
  return { port: (server.address() as AddressInfo).port, called }
}

const somebody = profileOf(0, { scenario: presets.smoke, run: 'test', rng: new Rng(1, 0) })

const newcomer = { credential: '', solution: null }

it.each(['127.0.0.1', '::1'])('is localhost where it listens on %s alone', async (address) => {
  const { port, called } = await answering(address, 403)
  expect(await resolveHost('localhost', port)).toEqual(Result.succeed(address))
  expect(Result.isSuccess(await reach(address, port))).toBe(true)
  const target = { origin: `http://localhost:${port}`, address, port }
  const { destination, wireOf } = routed({ targets: [target], localAddresses: 0 }, passerbyWire)
  const pool = new HttpPool(() => destination(0), 1)
  closing.push(() => pool.close())
  expect(await wireOf(0).join(somebody, pool.send, newcomer)).toMatchObject({
    failure: { why: '403' },
  })
  expect(called).toEqual([`localhost:${port}`])
})

it.each([
  [
    'https://chat.example.org/join?again=1',
    '308 to https://chat.example.org/join?again=1',
    'the server sends elsewhere: give https://chat.example.org instead of its URL',
  ],
  [
    'https://chat.example.org/talk/here/join',
    '308 to https://chat.example.org/talk/here/join',
    'the server sends elsewhere: give https://chat.example.org/talk/here instead of its URL',
  ],
  [
    '/chat/join',
    '308 to /chat/join',
    'the server sends elsewhere: give its URL with /chat at the end',
  ],
  [
    '/sign-in',
    '308 to /sign-in',
    'the server sends elsewhere: give the URL where Passerby itself answers',
  ],
])('is where a redirect leads, %s, which is said', async (Location, why, advice) => {
  const { port } = await answering('127.0.0.1', 308, { Location })
  const pool = new HttpPool(() => ({ host: '127.0.0.1', port }), 1)
  closing.push(() => pool.close())
  const joined = await passerbyWire('http://a').join(somebody, pool.send, newcomer)
  expect(joined).toMatchObject({ failure: { why, isFinal: true } })
  expect(adviceOn(`join: ${why}`)).toBe(advice)
  const head = `HTTP/1.1 308 Elsewhere\r\nLocation: ${Location}\r\n\r\n`
  expect(readHandshake(Buffer.from(head), '')).toMatchObject({
    failure: { status: 308, location: Location },
  })
})

it('says of whatever an upgrade is refused with what to look at next', () => {
  const statuses = [200, 308, 400, 401, 403, 404, 405, 418, 426, 428, 429, 500, 502, 503, 504]
  for (const status of statuses) expect(adviceOn(`upgrade: ${status}`), `${status}`).not.toBe(null)
  expect(adviceOn('upgrade: 502')).toContain('a proxy answers, and no server behind it')
  expect(adviceOn('join: closed before the answer')).toContain('give its https:// URL')
  for (const code of ['not HTTP', 'closed before the answer', 'EHOSTUNREACH', 'ETIMEDOUT']) {
    expect(adviceOn(`connect: ${code}`), code).not.toBe(null)
  }
})
