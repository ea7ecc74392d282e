// By which ways the server is reached: origins, paths, TLS, proxies, large heads, metrics.
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { HttpSettings } from '../../src/http/transport/settings.ts'
import { certificateFiles } from './certificate.ts'
import { ask, Client, cookieOf, joined, post, RawConnection, raw } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

const ann = { username: 'Ann', gender: 'female', seeks: 'anyone' }
const behindProxy = { trustedProxies: ['127.0.0.1'] }

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

const start = async (changed: Parameters<typeof startServer>[0] = {}): Promise<TestServer> => {
  const server = await startServer(changed)
  running.push(server)
  return server
}

const join = (server: TestServer, headers: Record<string, string>, at = '/join') =>
  ask(server.origin, at, { method: 'POST', headers, body: ann })

/** The status of the answer to an upgrade: 101 where it is taken. */
const upgrade = (server: TestServer, headers: Record<string, string>, path = '/ws') =>
  new Promise<number>((resolve) => {
    const ws = new WebSocket(`${server.origin.replace('http', 'ws')}${path}`, { headers })
    ws.on('error', () => {})
    ws.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode))
    ws.on('open', () => {
      ws.terminate()
      resolve(101)
    })
  })

interface Visit {
  readonly title: string
  readonly settings?: Partial<HttpSettings>
  readonly headers: Record<string, string>
}

describe('a page', () => {
  const letIn: Visit[] = [
    {
      title: 'at a mapped port',
      headers: { Host: 'localhost:8080', Origin: 'http://localhost:8080' },
    },
    { title: 'at another name', headers: { Host: 'Chat.Example', Origin: 'http://chat.example' } },
    {
      title: 'at an address',
      headers: { Host: '[2001:db8::1]:81', Origin: 'http://[2001:db8::1]:81' },
    },
    { title: 'at the default port', headers: { Host: 'a:80', Origin: 'http://a' } },
    {
      title: 'behind a proxy that speaks TLS',
      settings: behindProxy,
      headers: { Host: 'a', Origin: 'https://a', 'X-Forwarded-Proto': 'https' },
    },
    {
      title: 'behind a proxy that asks by its own name',
      settings: behindProxy,
      headers: { Host: '127.0.0.1:3000', Origin: 'http://a', 'X-Forwarded-Host': 'a, proxy' },
    },
    {
      title: 'that is named, whatever the host',
      settings: { allowedOrigins: ['https://Chat.Example/'] },
      headers: { Host: '127.0.0.1:3000', Origin: 'https://chat.example' },
    },
  ]
  it.each(letIn)('$title is let in', async ({ settings, headers }) => {
    const server = await start(settings)
    expect((await join(server, headers)).status).toBe(201)
    const Cookie = await joined(server)
    expect(await upgrade(server, { ...headers, Cookie })).toBe(101)
  })

  const kept: (Visit & { readonly says: string; readonly logs: string })[] = [
    {
      title: 'of somebody else',
      headers: { Host: 'a', Origin: 'http://evil.example' },
      says: 'ALLOWED_ORIGINS has to name http://evil.example',
      logs: 'ALLOWED_ORIGINS',
    },
    {
      title: 'over TLS of which nobody told',
      headers: { Host: 'a', Origin: 'https://a', 'X-Forwarded-Proto': 'https' },
      says: 'TRUSTED_PROXIES has to name the proxy',
      logs: 'TRUSTED_PROXIES',
    },
    {
      title: 'in the clear while the proxy says TLS',
      settings: behindProxy,
      headers: { Host: 'a', Origin: 'http://a', 'X-Forwarded-Proto': 'https' },
      says: 'X-Forwarded-Proto',
      logs: 'X-Forwarded-Proto',
    },
    {
      title: 'by a forwarded host of a stranger',
      headers: { Host: 'b', Origin: 'http://a', 'X-Forwarded-Host': 'a' },
      says: 'the proxy has to pass the Host on',
      logs: 'ALLOWED_ORIGINS',
    },
    {
      title: 'that the list does not name, though it is the own',
      settings: { allowedOrigins: ['https://chat.example'] },
      headers: { Host: 'a', Origin: 'http://a' },
      says: 'ALLOWED_ORIGINS has to name http://a',
      logs: 'ALLOWED_ORIGINS',
    },
    {
      title: 'by a host that is none',
      headers: { Host: 'evil@a', Origin: 'http://a' },
      says: 'http://a',
      logs: 'ALLOWED_ORIGINS',
    },
  ]
  it.each(kept)('$title is told which setting to change', async (visit) => {
    const { settings, headers, says, logs } = visit
    const server = await start(settings)
    const answer = await join(server, headers)
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'bad_origin' })
    expect(JSON.parse(answer.body).message).toContain(says)
    expect(await upgrade(server, { ...headers, Cookie: await joined(server) })).toBe(403)
    expect(server.reports).toEqual([expect.stringContaining(logs)])
    expect(server.reports.join()).not.toContain(headers.Origin)
    server.clock.pass(61_000)
    await join(server, headers)
    await join(server, headers)
    expect(server.reports).toHaveLength(2)
  })

  it('of nobody, or with an endless name, is refused without repeating it', async () => {
    const server = await start()
    for (const Origin of ['null', `http://${'a'.repeat(5_000)}`, 'javascript:alert(1)']) {
      const { status, body } = await join(server, { Origin })
      expect(status).toBe(403)
      expect(body).toContain('a page that is not one of ours')
    }
    const headers = { Origin: 'http://<b>', Accept: 'text/html' }
    const person = await ask(server.origin, '/leave', { method: 'POST', headers })
    expect(person.status).toBe(403)
    expect(person.body).toContain('a page that is not one of ours')
    expect(person.body).not.toContain('<b>')
  })
})

describe('below a path', () => {
  const basePath = '/chat/'

  it('everything is served, and nothing above it', async () => {
    const server = await start({ basePath })
    expect(server.origin).toMatch(/\/chat$/)
    const get = (path: string, headers = {}) =>
      ask(new URL(server.origin).origin, path, { headers })
    expect((await get('/chat/')).body).toContain('The homepage')
    for (const path of ['/chat/assets/app-1a2b3c.js', '/chat/notice.css', '/chat/api/stats']) {
      expect((await get(path)).status, path).toBe(200)
    }
    for (const path of ['/chat/health/live', '/chat/health/ready']) {
      expect((await get(path)).status, path).toBe(200)
    }
    const bare = await get('/chat')
    expect([bare.status, bare.headers.location]).toEqual([303, '/chat/'])
    const away = await get('/chat/chat')
    expect([away.status, away.headers.location]).toEqual([303, '/chat/'])
    for (const path of ['/', '/health/live', '/assets/app-1a2b3c.js', '/chatter', '/join', '/ws']) {
      const { status, body } = await get(path, { Accept: 'text/html' })
      expect(status, path).toBe(404)
      expect(body).toContain('href="/chat/notice.css"')
      expect(body).toContain('href="/chat/"')
    }
  })

  it('a visitor joins, connects and leaves', async () => {
    const server = await start({ basePath })
    const { origin } = new URL(server.origin)
    const form = 'gender=female&seeks=anyone'
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin }
    const answer = await fetch(`${server.origin}/join`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: form,
    })
    expect(answer.headers.get('location')).toBe('/chat/chat')
    const Cookie = cookieOf(answer)
    expect(await upgrade(server, { Cookie, Origin: origin })).toBe(101)
    const left = await ask(server.origin, '/leave', {
      method: 'POST',
      headers: { Cookie, Accept: 'text/html' },
    })
    expect([left.status, left.headers.location]).toEqual([303, '/chat/'])
  })
})

describe('over TLS', () => {
  it('the cookie is bound to the host, and browsers come back so', async () => {
    const server = await start(certificateFiles())
    const answer = await join(server, {})
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-passerby=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
      expect.stringMatching(
        /^__Host-passerby-pass=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=86400$/,
      ),
    ])
    for (const path of ['/', '/nowhere', '/health/live']) {
      const { headers } = await ask(server.origin, path)
      expect(headers['strict-transport-security'], path).toBe('max-age=31536000')
    }
    const [cookie = ''] = String(answer.headers['set-cookie']).split(';')
    const client = new Client(server, cookie)
    await client.next('welcome')
    const left = await ask(server.origin, '/leave', { method: 'POST', headers: { Cookie: cookie } })
    expect(left.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-passerby=; .*Max-Age=0$/),
    ])
    expect(await client.closed()).toBe(4001)
  })

  it('behind a proxy it is the same; in the clear none of it is', async () => {
    const server = await start(behindProxy)
    const secure = await join(server, { 'X-Forwarded-Proto': 'https' })
    expect(String(secure.headers['set-cookie'])).toMatch(/^__Host-passerby=/)
    expect(secure.headers).toHaveProperty('strict-transport-security')
    const clear = await join(server, { 'X-Forwarded-Proto': 'http' })
    expect(String(clear.headers['set-cookie'])).toMatch(/^passerby=/)
    expect(clear.headers).not.toHaveProperty('strict-transport-security')
  })

  it('who came before it is still known, and the bound cookie counts first', async () => {
    const server = await start()
    const [old, other] = [await joined(server), await joined(server, { username: 'Bea' })]
    const bound = `__Host-${other}`
    const named = async (Cookie: string) => (await new Client(server, Cookie).next('welcome')).you
    expect(await named(old)).toMatchObject({ username: 'Ann' })
    expect(await named(bound)).toMatchObject({ username: 'Bea' })
    expect(await named(`${old}; ${bound}`)).toMatchObject({ username: 'Bea' })
    expect(await named(`${old}; __Host-passerby=s1.forged`)).toMatchObject({ username: 'Ann' })
  })
})

describe('a request', () => {
  it('may have a head of up to 16 kB, in however many pieces', async () => {
    const server = await start()
    const head = (bytes: number) =>
      `GET /health/live HTTP/1.1\r\nHost: a\r\nCookie: ${'c'.repeat(bytes)}\r\n\r\n`
    const enough = (text: string) => text.includes('}') || text.includes('431')
    expect(await raw(server, head(15_500), enough)).toMatch(/^HTTP\/1.1 200 /)
    const connection = new RawConnection(server, head(15_500).slice(0, 9_000))
    await ask(server.origin, '/health/live')
    connection.send(head(15_500).slice(9_000))
    expect(await connection.until(enough)).toMatch(/^HTTP\/1.1 200 /)
    expect(await raw(server, head(17_000), enough)).toMatch(/^HTTP\/1.1 431 /)
  })

  it('in HTTP/1.0 is answered 505', async () => {
    const server = await start()
    const answer = await raw(server, 'GET / HTTP/1.0\r\nHost: a\r\n\r\n', (text) => text !== '')
    expect(answer).toMatch(/^HTTP\/1.1 505 /)
  })

  it('is not told which server answers', async () => {
    const server = await start()
    for (const path of ['/', '/nowhere', '/api/stats']) {
      expect((await ask(server.origin, path)).headers).not.toHaveProperty('uwebsockets')
    }
    const upgraded = new RawConnection(
      server,
      [
        'GET /ws HTTP/1.1',
        `Host: a\r\nOrigin: http://a\r\nCookie: ${await joined(server)}`,
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      ].join('\r\n'),
    )
    const answer = await upgraded.until((text) => text.includes('\r\n\r\n'))
    expect(answer).toMatch(/^HTTP\/1.1 101 /)
    expect(answer).not.toMatch(/uWebSockets/i)
  })
})

describe('the metrics', () => {
  const metrics = (server: TestServer, headers = {}, path = '') =>
    ask(`${server.server.metricsAddress}${path}`, '', { headers })

  it('are at an address of their own, and not with the pages', async () => {
    const server = await start()
    expect((await metrics(server)).body).toContain('passerby_sessions 0')
    expect((await ask(server.origin, '/metrics')).status).toBe(404)
    expect((await metrics(server, {}, '/../join')).status).toBe(404)
    expect((await ask(server.server.metricsAddress ?? '', '', { method: 'POST' })).status).toBe(405)
    expect((await ask(server.server.metricsAddress ?? '', '', { method: 'HEAD' })).body).toBe('')
  })

  it('on loopback answer to names of this machine only', async () => {
    const server = await start()
    expect((await metrics(server, { Host: 'localhost:1' })).status).toBe(200)
    expect((await metrics(server, { Host: 'evil.example:9464' })).status).toBe(421)
  })

  it('are with the pages where both have one address, and nowhere where it says none', async () => {
    const free = await start()
    const { port } = free.server
    await free.stop()
    running.pop()
    const both = await start({ port, metricsListen: { host: '127.0.0.1', port } })
    expect(both.server.metricsAddress).toBe(`${both.origin}/metrics`)
    expect((await metrics(both)).body).toContain('passerby_sessions 0')
    const none = await start({ metricsListen: null })
    expect(none.server.metricsAddress).toBeNull()
    expect((await ask(none.origin, '/metrics')).status).toBe(404)
  })

  it.each([
    ['in the clear', {}],
    ['over TLS', certificateFiles()],
  ])('count connections, and sockets among them once: %s', async (_, tls) => {
    const server = await start({ filesLeft: 1_000, ...tls })
    const read = async (name: string) => {
      const line = new RegExp(`^passerby_${name} (\\d+)$`, 'm')
      return Number(line.exec((await metrics(server)).body)?.[1])
    }
    const cookie = String((await join(server, {})).headers['set-cookie']).split(';')[0] ?? ''
    const first = new Client(server, cookie)
    await first.next('welcome')
    await first.drop()
    const ann = first.again()
    await ann.next('welcome')
    // Ours, and not the one that asks; the one of the join goes when it likes.
    await expect.poll(() => read('connections')).toBe(1)
    expect(await read('sockets')).toBe(1)
    expect(await read('connections_max')).toBe(936)
    await ann.drop()
    await expect.poll(() => read('connections')).toBe(0)
  })

  it('and the health are told there while visitors have taken every connection', async () => {
    const server = await start({ filesLeft: 48 + 16 + 16 })
    const idle = Array.from({ length: 60 }, () => new RawConnection(server, ''))
    await expect.poll(() => server.reports.length).toBe(1)
    const at = new URL(server.server.metricsAddress ?? '').origin
    const headers = { Connection: 'close' }
    expect((await ask(at, '/metrics', { headers })).status).toBe(200)
    expect((await ask(at, '/health/live', { headers })).status).toBe(200)
    expect((await ask(at, '/health/ready', { headers })).status).toBe(200)
    for (const connection of idle) connection.end()
  })
})

describe('with few files left', () => {
  it('only health is answered and more connections are closed at once, until some end', async () => {
    const server = await start({ filesLeft: 48 + 16 + 16 })
    const Cookie = await joined(server)
    const idle = Array.from({ length: 40 }, () => new RawConnection(server, ''))
    const closed = idle.map((connection) => connection.has(() => false))
    await Promise.race(closed)
    await expect.poll(() => server.reports.length).toBe(1)
    expect(server.reports[0]).toContain('ulimit -n')
    for (const connection of idle.slice(0, 3)) connection.end()
    const health = async () =>
      (await ask(server.origin, '/health/live', { headers: { Connection: 'close' } })).status
    await expect.poll(() => health().catch(() => 0)).toBe(200)
    const refused = await ask(server.origin, '/', { headers: { Connection: 'close' } })
    expect([refused.status, JSON.parse(refused.body).error]).toEqual([503, 'full'])
    expect(await upgrade(server, { Cookie, Origin: server.origin })).toBe(503)
    for (const connection of idle) connection.end()
    await expect.poll(async () => (await ask(server.origin, '/')).status).toBe(200)
    expect(server.reports).toHaveLength(1)
    expect((await post(server, '/join', ann)).status).toBe(201)
  })
})
