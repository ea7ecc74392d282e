// Pages, files, what operators ask for, and everything that is not there.
import { request as httpRequest } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isEdge } from '../../src/load/cli/machine.ts'
import { Client, chatting, joined, post, raw } from './client.ts'
import { script, startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer()
})
afterAll(() => running.stop())

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(running.origin + path, { method, headers, redirect: 'manual' })

/** A request whose answer is left as it came, compressed or not. */
const plain = (path: string, headers: Record<string, string>) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve) => {
    httpRequest(running.origin + path, { headers }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk)
      const body = Buffer.concat(chunks)
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body })
    }).end()
  })

describe('pages', () => {
  it('are the homepage and the chat', async () => {
    const home = await get('/')
    expect(home.status).toBe(200)
    expect(home.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await home.text()).toContain('The homepage')
    const chat = await get('/chat', { Cookie: await joined(running) })
    expect(await chat.text()).toContain('The chat')
    expect(chat.headers.get('cache-control')).toBe('no-store')
  })

  it('are two that say how it is here', async () => {
    expect(await (await get('/privacy')).text()).toContain('What is kept')
    expect(await (await get('/safety')).text()).toContain('Safe')
    expect(await (await get('/accessibility')).text()).toContain('For everybody')
  })

  it('name the picture of a shared link in full where the address is known', async () => {
    const allowedOrigins = ['https://chat.example']
    const own = await startServer({ allowedOrigins, basePath: '/deep/' })
    const shared = await (await fetch(`${own.origin}/`)).text()
    expect(shared).toContain('content="https://chat.example/deep/og.png"')
    expect(await (await get('/')).text()).toContain('content="og.png"')
    await own.stop()
  })

  it('lead to the start whoever has no living session', async () => {
    const cookie = await joined(running)
    await post(running, '/leave', {}, { Cookie: cookie })
    for (const Cookie of ['', cookie, 'passerby=s1.forged']) {
      const answer = await get('/chat', { Cookie })
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe('/')
    }
  })

  it('are not to be found under other names', async () => {
    for (const path of [
      '/index.html',
      '/404.html',
      '/chat.html',
      '/privacy.html',
      '/safety.html',
      '/chat/',
      '/assets/app-1a2b3c.js.gz',
    ]) {
      expect((await get(path)).status, path).toBe(404)
    }
  })
})

describe('every answer', () => {
  it('has the headers that keep a page to itself', async () => {
    const cookie = await joined(running)
    const answers = [
      get('/'),
      get('/chat', { Cookie: cookie }),
      get('/chat'),
      get('/nowhere'),
      get('/nowhere', { Accept: 'text/html' }),
      get('/api/stats'),
      get('/join'),
      get('/ws'),
      post(running, '/join', '{'),
      post(running, '/leave', {}),
    ]
    for (const { headers, url } of await Promise.all(answers)) {
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy, url).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("worker-src 'self'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toContain('camera=()')
      expect(headers.get('cache-control')).not.toBeNull()
    }
  })

  it('that is a part of a page has what a part needs, and is fetched often enough to be short', async () => {
    const { headers } = await get('/assets/app-1a2b3c.js')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toContain('immutable')
    for (const name of ['content-security-policy', 'permissions-policy', 'referrer-policy'])
      expect(headers.get(name), name).toBeNull()
    const picture = await get('/favicon.svg')
    expect(picture.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('that is made for one caller is stored nowhere', async () => {
    for (const path of ['/api/stats', '/health/live', '/health/ready', '/nowhere']) {
      expect((await get(path)).headers.get('cache-control'), path).toBe('no-store')
    }
  })
})

describe('files', () => {
  const path = '/assets/app-1a2b3c.js'

  it('with a hash in their name are kept for ever', async () => {
    const answer = await get(path)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await answer.text()).toBe(script)
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache')
    const png = await get('/assets/dot-4d5e6f.png')
    expect(png.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await png.arrayBuffer())).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
  })

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR', 'br'],
    ['identity', undefined],
    ['', undefined],
  ])('come as the caller can read them: %j', async (accept, encoding) => {
    const { headers, body } = await plain(path, { 'Accept-Encoding': accept })
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers.vary).toBe('Accept-Encoding')
    const open =
      { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''] ?? ((b: Buffer) => b)
    expect(open(body).toString()).toBe(script)
    if (encoding !== undefined) expect(body.length).toBeLessThan(script.length / 10)
  })

  it('are not sent again to one who has them', async () => {
    const first = await get(path)
    const etag = first.headers.get('etag') ?? ''
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get(path, { 'If-None-Match': known })
      expect(answer.status, known).toBe(304)
      expect(answer.headers.get('etag')).toBe(etag)
      expect(await answer.text()).toBe('')
    }
    expect((await get(path, { 'If-None-Match': '"other"' })).status).toBe(200)
    const form = await plain(path, { 'Accept-Encoding': 'identity' })
    expect(form.headers.etag).not.toBe(etag)
  })

  it('outside the directory are out of reach', async () => {
    const paths = [
      '/../package.json',
      '/assets/../../package.json',
      '/%2e%2e/package.json',
      '//etc',
    ]
    for (const path of paths) {
      const bytes = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
      expect(await raw(running, bytes, (text) => text.includes('}'))).toMatch(/^HTTP\/1.1 404 /)
    }
  })
})

describe('methods', () => {
  it.each([
    '/',
    '/assets/app-1a2b3c.js',
    '/api/stats',
    '/health/live',
    '/nowhere',
    '/join',
    '/leave',
    '/ws',
  ])('HEAD is GET without the body: %s', async (path) => {
    const wanted = await plain(path, { 'Accept-Encoding': 'br' })
    const answer = await raw(
      running,
      `HEAD ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n`,
      (text) => text.includes('\r\n\r\n'),
    )
    const [head = '', body] = answer.split('\r\n\r\n')
    expect(body).toBe('')
    expect(head).toContain(`HTTP/1.1 ${wanted.status} `)
    expect(head).toContain(`Content-Length: ${wanted.body.length}`)
  })

  it.each([
    ['DELETE', '/', 'GET, HEAD'],
    ['POST', '/api/stats', 'GET, HEAD'],
    ['GET', '/join', 'POST'],
    ['PUT', '/leave', 'POST'],
    ['OPTIONS', '/join', 'POST'],
    ['POST', '/ws', 'GET, HEAD'],
    ['POST', '/assets/app-1a2b3c.js', 'GET, HEAD'],
  ])('%s %s is refused with 405', async (method, path, allowed) => {
    const answer = await get(path, {}, method)
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe(allowed)
    expect(await answer.json()).toMatchObject({ error: 'wrong_method' })
  })
})

describe('what is not there', () => {
  it('is said in JSON to a program and on a page to a person', async () => {
    const program = await get('/nowhere')
    expect(program.status).toBe(404)
    expect(await program.json()).toEqual({
      error: 'not_found',
      message: 'There is nothing at this address.',
    })
    const person = await get('/<script>', { Accept: 'text/html,*/*;q=0.8' })
    expect(person.status).toBe(404)
    const text = await person.text()
    expect(text).toContain('<h1>Nothing here</h1>')
    expect(text).not.toMatch(/<script|style=|<style/)
    const drawn = await get(/src="([^"]+\.png)"/.exec(text)?.[1] ?? '')
    expect(drawn.headers.get('content-type')).toBe('image/png')
  })

  it('is said however deep below a path, and is never called unchanged', async () => {
    const own = await startServer({ basePath: '/deep/chat/' })
    const headers = { Accept: 'text/html', 'If-None-Match': '*' }
    const answer = await fetch(`${own.origin}/a/b/c`, { headers })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('src="/deep/chat/assets/dot-4d5e6f.png"')
    await own.stop()
  })

  it('is also said plainly of what was refused', async () => {
    const answer = await get('/join', { Accept: 'text/html' })
    expect(answer.status).toBe(405)
    const text = await answer.text()
    expect(text).toContain('<h1>Not that way</h1>')
    const style = await get(/href="([^"]+\.css)"/.exec(text)?.[1] ?? '')
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  it('is a WebSocket without an upgrade', async () => {
    const answer = await get('/ws')
    expect(answer.status).toBe(426)
    expect(answer.headers.get('upgrade')).toBe('websocket')
  })
})

describe('for operators', () => {
  it('the numbers are true', async () => {
    const own = await startServer()
    const stats = async () => (await fetch(`${own.origin}/api/stats`)).json()
    expect(await stats()).toEqual({ online: 0, waiting: 0, chatting: 0, rooms: 0 })
    await chatting(own)
    const waits = await Client.online(own)
    waits.send({ type: 'find_match' })
    await waits.next('waiting')
    await joined(own)
    expect(await stats()).toEqual({ online: 3, waiting: 1, chatting: 2, rooms: 1 })
    await waits.drop()
    expect(await stats()).toEqual({ online: 2, waiting: 0, chatting: 2, rooms: 1 })
    await own.stop()
  })

  it('readiness follows the log', async () => {
    expect((await get('/health/ready')).status).toBe(200)
    expect(await isEdge(running.origin)).toBe(false)
    running.log.fail('the disk is full')
    expect((await get('/health/ready')).status).toBe(503)
    expect((await get('/health/live')).status).toBe(200)
    running.log.recover()
    expect((await get('/health/ready')).status).toBe(200)
  })

  it('the metrics count', async () => {
    const own = await startServer()
    const [ann, bea] = await chatting(own)
    ann.say('one')
    ann.say('one')
    await ann.next('sent')
    await ann.next('sent')
    await bea.next('message')
    bea.send({ type: 'is there anything' })
    await bea.refused('unknown_type')
    await post(own, '/join', '{')
    const answer = await fetch(own.server.metricsAddress ?? '')
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const text = await answer.text()
    for (const line of [
      'passerby_sockets 2',
      'passerby_sessions 2',
      'passerby_waiting 0',
      'passerby_chatting 2',
      'passerby_rooms 1',
      'passerby_events_pending 0',
      'passerby_event_loop_delay_seconds 0.002',
      'passerby_available 1',
      'passerby_joins_total 2',
      'passerby_matches_total 1',
      'passerby_messages_total 1',
      'passerby_resends_total 1',
      'passerby_frames_refused_total{code="unknown_type"} 1',
      'passerby_requests_refused_total{status="400"} 1',
    ]) {
      expect(text.split('\n')).toContain(line)
    }
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) passerby_\w+ .+|passerby_\w+(\{\w+="\w+"\})? \d+(\.\d+)?)$/,
      )
    }
    await own.stop()
  })
})
