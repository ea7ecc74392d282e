// POST /join and POST /leave, as programs and as browsers send them.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bodyBytesMax } from '../../src/http/exchange/request.ts'
import { ask, Client, cookieOf, joined, post, raw } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer()
})
afterAll(() => running.stop())

const ann = { username: 'Ann', gender: 'female', seeks: 'anyone' }
const html = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

const postForm = (path: string, body: string, headers = {}) =>
  fetch(running.origin + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body,
  })

/** What the session of this answer was told on its welcome. */
const welcomed = async (answer: Response) => {
  const client = new Client(running, cookieOf(answer))
  return (await client.next('welcome')).you
}

describe('joining', () => {
  it('gives a program 201, its name and the cookie', async () => {
    const answer = await post(running, '/join', {
      ...ann,
      bio: ' I row. ',
      interests: ['Tea', 'tea'],
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toEqual({ username: 'Ann' })
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^passerby=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/),
      expect.stringMatching(
        /^passerby-pass=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=86400$/,
      ),
    ])
    expect(await welcomed(answer)).toEqual({
      username: 'Ann',
      bio: 'I row.',
      gender: 'female',
      seeks: 'anyone',
      interests: ['Tea'],
    })
  })

  it('gives a form 303 to the chat', async () => {
    const body = 'username=Bj%C3%B6rn+B.&gender=male&seeks=female&bio=a%0D%0Ab&adult=on'
    const answer = await postForm('/join', `${body}&interests=tea,+chess&interests=go`, html)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/chat')
    expect(await welcomed(answer)).toEqual({
      username: 'Björn B.',
      bio: 'a\nb',
      gender: 'male',
      seeks: 'female',
      interests: ['tea', 'chess', 'go'],
    })
  })

  it('gives a form that accepts JSON 201', async () => {
    const accept = { Accept: 'application/json' }
    const answer = await postForm('/join', 'username=Ann&gender=female&seeks=male', accept)
    expect(answer.status).toBe(201)
    expect(await answer.json()).toEqual({ username: 'Ann' })
  })

  it.each([undefined, '', '   ', '\u200b\u202e', '\u3164'])(
    'makes up a friendly name where %j is given',
    async (username) => {
      const answer = await post(running, '/join', { ...ann, username })
      expect(await answer.json()).toEqual({ username: 'Amber Albatross' })
    },
  )

  it('takes interests as one text, too', async () => {
    const answer = await post(running, '/join', { ...ann, interests: 'tea, chess,,tea' })
    expect((await welcomed(answer)).interests).toEqual(['tea', 'chess'])
  })

  it('cleans names', async () => {
    const username = ' A\u202enn\u0000\n o\u0301f\u200b Green Gables '
    const answer = await post(running, '/join', { ...ann, username })
    expect(await answer.json()).toEqual({ username: 'Ann óf Green Gables' })
  })

  it('counts characters as people do, after cleaning', async () => {
    const username = `${'\u{1f600}'.repeat(32)}\u202e  `
    const answer = await post(running, '/join', { ...ann, username, bio: '\u{1f600}'.repeat(280) })
    expect(answer.status).toBe(201)
  })

  it('is acknowledged after its commit', async () => {
    running.log.hold()
    let isAnswered = false
    const answer = post(running, '/join', ann).then((got) => {
      isAnswered = true
      return got
    })
    await expect.poll(() => running.engine.counts().pending).toBe(1)
    await fetch(`${running.origin}/health/live`)
    expect(isAnswered).toBe(false)
    running.log.hold(false)
    expect((await answer).status).toBe(201)
  })

  it('again ends the session that the cookie names', async () => {
    const before = await Client.online(running)
    const { sessions } = running.engine.counts()
    const answer = await post(running, '/join', ann, { Cookie: before.cookie })
    expect(answer.status).toBe(201)
    expect(cookieOf(answer)).not.toBe(before.cookie)
    expect(await before.closed()).toBe(4001)
    expect(running.engine.counts().sessions).toBe(sessions)
  })

  it('is refused with 503 while nothing can be stored, and the old session stays', async () => {
    const before = await Client.online(running)
    running.log.fail('the disk is full')
    const answer = await post(running, '/join', ann, { Cookie: before.cookie })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ error: 'unavailable' })
    const leaving = await post(running, '/leave', {}, { Cookie: before.cookie })
    expect(leaving.status).toBe(503)
    expect(leaving.headers.get('set-cookie')).toBeNull()
    running.log.recover()
    await before.quiet()
  })

  it('is refused, and does not hang, where the log fails while it waits for it', async () => {
    running.log.hold()
    const joining = post(running, '/join', { gender: 'other', seeks: 'anyone' })
    await vi.waitUntil(() => running.engine.counts().pending > 0)
    running.log.fail('the disk is full')
    const answer = await joining
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ error: 'unavailable' })
    expect(answer.headers.get('set-cookie')).toBeNull()
    running.log.hold(false)
    running.log.recover()
  })
})

describe('a faulty form', () => {
  it('has every fault named by its field', async () => {
    const answer = await post(running, '/join', {
      username: 'x'.repeat(33),
      bio: 'x'.repeat(281),
      gender: 'robot',
      interests: [...'abcdefghijk'],
    })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('set-cookie')).toBeNull()
    const { error, message, faults, codes } = await answer.json()
    expect([error, message]).toEqual(['invalid', 'Some fields are not right.'])
    expect(codes).toEqual({
      username: { code: 'too_long', max: 32 },
      bio: { code: 'too_long', max: 280 },
      gender: { code: 'not_offered' },
      seeks: { code: 'missing' },
      interests: { code: 'too_many', max: 10 },
    })
    expect(Object.keys(faults)).toEqual(['username', 'bio', 'gender', 'seeks', 'interests'])
    for (const sentence of Object.values(faults)) expect(sentence).toMatch(/^[A-Z].*\.$/)
  })

  it.each([
    ['a number for a name', { username: 5 }, 'username', { code: 'wrong_kind' }],
    ['null for a name', { username: null }, 'username', { code: 'wrong_kind' }],
    ['a list for a bio', { bio: ['a'] }, 'bio', { code: 'wrong_kind' }],
    ['a gender in capitals', { gender: 'MALE' }, 'gender', { code: 'not_offered' }],
    ['two genders', { gender: ['male', 'female'] }, 'gender', { code: 'wrong_kind' }],
    ['nothing sought', { seeks: '' }, 'seeks', { code: 'not_offered' }],
    [
      'an interest that is too long',
      { interests: ['x'.repeat(25)] },
      'interests',
      { code: 'too_long', max: 24 },
    ],
    ['interests that are no texts', { interests: [1] }, 'interests', { code: 'wrong_kind' }],
    ['an object for interests', { interests: {} }, 'interests', { code: 'wrong_kind' }],
  ])('says what is wrong with %s', async (_, changed, field, code) => {
    const answer = await post(running, '/join', { ...ann, ...changed })
    expect(answer.status).toBe(400)
    const { faults, codes } = await answer.json()
    expect(Object.keys(faults)).toEqual([field])
    expect(codes).toEqual({ [field]: code })
  })

  it('is a page for a browser', async () => {
    const answer = await postForm('/join', 'username=%3Cb%3E&gender=male&gender=female', html)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const text = await answer.text()
    expect(text).toContain('<li>Choose your gender: male, female or other.</li>')
    expect(text).toContain('<li>Choose whom you would like to meet')
    expect(text).not.toMatch(/<b>|style=|<style|<script/)
  })

  it('of many fields is read in no time', async () => {
    const answer = await postForm('/join', 'a&'.repeat(bodyBytesMax / 2))
    expect(answer.status).toBe(400)
  })
})

describe('a body', () => {
  it.each(['', '{', '[]', '"Ann"', 'null', '['.repeat(16_000), '\ufeff{}'])(
    'that is no JSON object is refused: %.10j',
    async (body) => {
      const answer = await post(running, '/join', body)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ error: 'bad_json' })
    },
  )

  it.each([bodyBytesMax + 1, 5_000_000])('of %d bytes is refused with 413', async (bytes) => {
    const answer = await post(running, '/join', 'x'.repeat(bytes))
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ error: 'too_large' })
  })

  it('that grows without saying how large it will be is refused with 413', async () => {
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`
    const head = 'POST /join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
    const bytes = `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}`
    expect(await raw(running, bytes, (text) => text.includes('}'))).toMatch(/^HTTP\/1.1 413 /)
  })

  it('may be as large as the bound', async () => {
    const body = JSON.stringify({ ...ann, padding: '' })
    const padded = body.replace('""', `"${'x'.repeat(bodyBytesMax - body.length)}"`)
    expect((await post(running, '/join', padded)).status).toBe(201)
  })

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/jsonp', ''])(
    'of type %j is refused with 415',
    async (type) => {
      const answer = await post(running, '/join', ann, { 'Content-Type': type })
      expect(answer.status).toBe(415)
      expect(await answer.json()).toMatchObject({ error: 'unsupported_type' })
    },
  )

  it('may name its character set', async () => {
    const type = { 'Content-Type': 'Application/JSON; charset=utf-8' }
    expect((await post(running, '/join', ann, type)).status).toBe(201)
  })

  it.each(['Origin', 'Cookie', 'Content-Length', 'Content-Type'])(
    'with two headers %s is refused with 400',
    async (name) => {
      const body = JSON.stringify(ann)
      const value = { 'Content-Length': body.length, Origin: running.origin }[name] ?? 'x'
      const twice = `${name}: ${value}\r\n`.repeat(2)
      const length = name === 'Content-Length' ? '' : `Content-Length: ${body.length}\r\n`
      const bytes = `POST /join HTTP/1.1\r\nHost: localhost\r\n${twice}${length}\r\n${body}`
      const answer = await raw(running, bytes, (text) => text.includes('}'))
      expect(answer).toMatch(/^HTTP\/1.1 400 /)
      expect(answer).toContain('repeated_header')
    },
  )

  /** Sends what comes behind a request that is answered, waits for that answer, and goes away. */
  const abandon = async (bytes: string) => {
    const first = 'GET /favicon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n'
    await raw(running, first + bytes, (text) => text.includes('svg'))
  }
  const head = 'POST /join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

  it('that never ends, from one who goes away, harms nobody', async () => {
    const { sessions } = running.engine.counts()
    for (const part of ['', '{"username"', 'x'.repeat(5_000)]) {
      await abandon(`${head}Content-Length: 9000\r\n\r\n${part}`)
    }
    expect((await fetch(`${running.origin}/health/live`)).status).toBe(200)
    expect(running.engine.counts().sessions).toBe(sessions)
  })

  it('from one who does not wait for the answer harms nobody', async () => {
    const { sessions } = running.engine.counts()
    const body = JSON.stringify(ann)
    running.log.hold()
    await abandon(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)
    await fetch(`${running.origin}/health/live`)
    await running.settled()
    running.log.hold(false)
    expect((await fetch(`${running.origin}/health/live`)).status).toBe(200)
    expect(running.engine.counts().sessions).toBe(sessions + 1)
  })
})

describe('a page of somebody else', () => {
  it.each(['https://evil.example', 'null'])('cannot post: %s', async (Origin) => {
    const cookie = await joined(running)
    for (const path of ['/join', '/leave']) {
      const answer = await post(running, path, ann, { Origin, Cookie: cookie })
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ error: 'bad_origin' })
    }
    await new Client(running, cookie).next('welcome')
  })

  it('is told from ours', async () => {
    for (const Host of ['localhost:8080', '127.0.0.1', '[::1]:3000', 'chat.example']) {
      const headers = { Host, Origin: `http://${Host}` }
      const answer = await ask(running.origin, '/join', { method: 'POST', headers, body: ann })
      expect(answer.status, Host).toBe(201)
    }
  })
})

describe('leaving', () => {
  it('ends the session for good and takes the cookie back', async () => {
    const client = await Client.online(running)
    const answer = await post(running, '/leave', {}, { Cookie: client.cookie })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toBe(
      'passerby=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
    )
    expect(await client.closed()).toBe(4001)
    const again = await fetch(`${running.origin}/leave`, {
      method: 'POST',
      headers: { Cookie: client.cookie },
    })
    expect(again.status).toBe(204)
  })

  it('leads a browser home', async () => {
    const answer = await postForm('/leave', '', html)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/')
  })
})
