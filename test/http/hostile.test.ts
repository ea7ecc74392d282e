// Frames and sockets that no honest client sends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { details } from '../../src/events/errors.ts'
import { frameBytesFatal, frameBytesMax, messageCharactersMax } from '../../src/events/limits.ts'
import { badFramesMax } from '../../src/http/socket/frameReader.ts'
import { socketBufferBytesMax } from '../../src/http/socket/frameWriter.ts'
import { Client, chatting, joined, post, raw, refusedUpgrade } from './client.ts'
import { startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  running = await startServer({ messagesPerSecond: 0 })
})
afterAll(() => running.stop())

const sized = (bytes: number) => {
  const frame = { type: 'send_message', id: 'big', text: 'x', padding: '' }
  frame.padding = 'p'.repeat(bytes - JSON.stringify(frame).length)
  return JSON.stringify(frame)
}

describe('a frame that cannot be read', () => {
  it.each([
    ['no JSON', '{"type":', 'JSON'],
    ['nothing', '', 'JSON'],
    ['an array', '[{"type":"leave_chat"}]', 'object'],
    ['a text', '"leave_chat"', 'object'],
    ['null', 'null', 'object'],
    ['nested deeply', '['.repeat(frameBytesMax), 'object'],
    ['an object nested deeply', '{"type":'.repeat(2_000), 'JSON'],
    ['without a type', '{"id":"a"}', '"type"'],
    ['with a number for a type', '{"type":1}', '"type"'],
    ['too large', sized(frameBytesMax + 1), `${frameBytesMax}`],
    ['a message without a text', '{"type":"send_message","id":"a"}', '"text" is missing'],
    ['a message without an id', '{"type":"send_message","text":"a"}', '"id" is missing'],
    ['a message with a number for a text', '{"type":"send_message","id":"a","text":1}', '"text"'],
    ['a message with an empty id', '{"type":"send_message","id":"","text":"a"}', '"id"'],
    [
      'a message with a long id',
      `{"type":"send_message","id":"${'i'.repeat(37)}","text":"a"}`,
      '"id"',
    ],
    ['an id with half a character', '{"type":"send_message","id":"\\ud83d","text":"a"}', '"id"'],
    ['an empty message', '{"type":"send_message","id":"a","text":""}', '1 to 2000'],
    [
      'a message of nothing visible',
      '{"type":"send_message","id":"a","text":"\\u200b\\n"}',
      '1 to 2000',
    ],
    ['typing that is neither on nor off', '{"type":"typing","on":"yes"}', '"on"'],
    ['a search for nobody', '{"type":"find_match","seeks":"robots"}', '"seeks"'],
    ['interests that are no list', '{"type":"find_match","interests":"a"}', '"interests"'],
    ['interests that are no texts', '{"type":"find_match","interests":[1]}', '"interests.0"'],
    [
      'an interest that is too long',
      `{"type":"find_match","interests":["${'i'.repeat(25)}"]}`,
      'interests',
    ],
    [
      'too many interests',
      `{"type":"find_match","interests":${JSON.stringify([...'abcdefghijk'])}}`,
      '10',
    ],
  ])('is answered in words: %s', async (_, frame, words) => {
    const ann = await Client.online(running)
    ann.send(frame)
    const { message } = await ann.refused('bad_frame')
    expect(message).toContain(words)
    expect(message).toMatch(/^[A-Z].*\.$/)
    ann.send({ type: 'find_match' })
    await ann.next('waiting')
    ann.ws.close()
  })

  it('has a code for each thing that can be wrong with it', async () => {
    const wrong: readonly [frame: string | Buffer, told: object][] = [
      [Buffer.from('{}'), { detail: 'binary' }],
      [sized(frameBytesMax + 1), { detail: 'too_large', max: frameBytesMax }],
      ['nonsense', { detail: 'not_an_object' }],
      ['{"type":1}', { detail: 'no_type' }],
      ['{"type":"send_message","id":"a"}', { detail: 'missing', field: 'text' }],
      ['{"type":"find_match","interests":[1]}', { detail: 'wrong', field: 'interests.0' }],
      [
        '{"type":"send_message","id":"\\ud83d","text":"a"}',
        { detail: 'half_character', field: 'id' },
      ],
      ['{"type":"ping","type":"leave_chat"}', { detail: 'twice', field: 'type' }],
    ]
    const ann = await Client.online(running)
    for (const [frame, told] of wrong) {
      if (typeof frame === 'string') ann.send(frame)
      else ann.ws.send(frame)
      const { type, code, message, id, ...more } = await ann.refused('bad_frame')
      expect(more).toEqual(told)
    }
    expect(wrong.map(([, told]) => Object.values(told)[0])).toEqual(details.bad_frame)
  })

  it('is named by its id where that can be used', async () => {
    const ann = await Client.online(running)
    ann.send({ type: 'send_message', id: 'a1', text: 5 })
    expect((await ann.refused('bad_frame')).id).toBe('a1')
    ann.send({ type: 'shout', id: 'a2' })
    expect((await ann.refused('unknown_type')).id).toBe('a2')
    ann.send({ type: 'shout', id: 'i'.repeat(37) })
    expect(await ann.refused('unknown_type')).not.toHaveProperty('id')
  })

  it.each(['constructor', '__proto__', 'toString', 'message', 'session.left'])(
    'has no type %s',
    async (type) => {
      const ann = await Client.online(running)
      ann.send(`{"type":"${type}"}`)
      await ann.refused('unknown_type')
    },
  )

  it('is binary', async () => {
    const ann = await Client.online(running)
    ann.ws.send(Buffer.from('{"type":"find_match"}'))
    expect((await ann.refused('bad_frame')).message).toContain('binary')
    expect(running.engine.counts().waiting).toBe(0)
  })

  it('costs the socket after several in a row, but not else', async () => {
    const ann = await Client.online(running)
    const bad = async () => {
      ann.send('nonsense')
      await ann.refused('bad_frame')
    }
    for (let count = 1; count < badFramesMax; count += 1) await bad()
    ann.send({ type: 'find_match' })
    await ann.next('waiting')
    for (let count = 1; count < badFramesMax; count += 1) await bad()
    await bad()
    expect(await ann.closed()).toBe(4004)
  })

  it('that is far too large costs the socket', async () => {
    const ann = await Client.online(running)
    ann.send(sized(frameBytesFatal + 1))
    expect(await ann.closed()).not.toBe(0)
    const bea = await Client.online(running)
    await bea.quiet()
  })

  it('with fields of its own is read for those that count', async () => {
    const [ann, bea] = await chatting(running)
    ann.send({ type: 'send_message', id: 'a1', text: 'hello', seq: 99, by: 'somebody', room: 'r0' })
    await ann.next('sent')
    expect(await bea.next('message')).not.toHaveProperty('by')
  })

  it('may fill a frame', async () => {
    const ann = await Client.online(running)
    ann.send(sized(frameBytesMax))
    await ann.refused('not_chatting')
  })
})

describe('a slow reader', () => {
  it('is closed with 4003 instead of filling the memory; nobody else waits', async () => {
    const [ann, bea] = await chatting(running)
    ann.ws.pause()
    const text = '\u{1f600}'.repeat(messageCharactersMax)
    const bytes = Buffer.byteLength(text)
    // What the kernel buffers comes on top of our own bound.
    for (let sent = 0; sent < 32 * socketBufferBytesMax; sent += bytes) {
      bea.say(text, `b${sent}`)
      const frame = await bea.either('sent', 'partner_away')
      if (frame.type === 'partner_away') break
    }
    const metrics = await (await fetch(running.server.metricsAddress ?? '')).text()
    expect(metrics).toContain('passerby_sockets_closed_total{code="4003"} 1')
    ann.ws.resume()
    expect(await ann.closed()).toBe(4003)
    await bea.next('sent')
    await bea.quiet()
  })
})

describe('an upgrade', () => {
  const headers = async () => ({ Origin: running.origin, Cookie: await joined(running) })

  it('without the cookie of a living session is refused with 401', async () => {
    const { Origin, Cookie } = await headers()
    const proof = Cookie.split('.').at(-1) ?? ''
    const forged = [
      '',
      'passerby=',
      'passerby=s1',
      'passerby=s1.',
      `passerby=.${proof}`,
      `passerby=s1.${proof}`,
      `${Cookie}x`,
      Cookie.slice(0, -1),
      Cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      Cookie.toUpperCase(),
      `other=${Cookie}`,
    ]
    for (const cookie of forged) {
      const refused = await refusedUpgrade(running, { Origin, Cookie: cookie })
      expect(refused, cookie).toMatchObject({ status: 401, error: 'no_session' })
    }
    await fetch(`${running.origin}/leave`, { method: 'POST', headers: { Cookie } })
    expect(await refusedUpgrade(running, { Origin, Cookie })).toMatchObject({ status: 401 })
  })

  it('with its cookie among others is let in', async () => {
    const { Cookie } = await headers()
    const client = new Client(running, `a=b; passerby=forged.proof; ${Cookie}; c="d"`)
    await client.next('welcome')
  })

  it('from a page of somebody else is refused with 403', async () => {
    const { Cookie } = await headers()
    const { port } = running.server
    const foreign = [
      'https://evil.example',
      'null',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      `http://127.0.0.1:${port}.evil.example`,
      `${running.origin}/`,
    ]
    for (const Origin of foreign) {
      const refused = await refusedUpgrade(running, { Origin, Cookie })
      expect(refused, Origin).toMatchObject({ status: 403, error: 'bad_origin' })
    }
    expect(await refusedUpgrade(running, { Cookie })).toMatchObject({ status: 403 })
  })

  it.each(['Origin', 'Cookie', 'Host'])('with two headers %s is refused with 400', async (name) => {
    const { Origin, Cookie } = await headers()
    const value = { Origin, Cookie, Host: 'localhost' }[name]
    const answer = await raw(
      running,
      [
        'GET /ws HTTP/1.1',
        'Host: localhost',
        `Origin: ${Origin}`,
        `Cookie: ${Cookie}`,
        `${name}: ${value}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '',
        '',
      ].join('\r\n'),
      (text) => text.includes('}'),
    )
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('repeated_header')
  })

  it('while nothing can be stored is refused with 503', async () => {
    const { Origin, Cookie } = await headers()
    running.log.fail('the disk is full')
    const refused = await refusedUpgrade(running, { Origin, Cookie })
    expect(refused).toMatchObject({ status: 503, error: 'unavailable', retryAfter: '5' })
    running.log.recover()
    await new Client(running, Cookie).next('welcome')
  })
})

describe('a session that ends', () => {
  it('takes its socket with it', async () => {
    const ann = await Client.online(running)
    await fetch(`${running.origin}/leave`, { method: 'POST', headers: { Cookie: ann.cookie } })
    expect(await ann.closed()).toBe(4001)
  })

  it('takes no command any more, and is told why once its end is committed', async () => {
    const ann = await Client.online(running)
    running.log.hold()
    const left = post(running, '/leave', {}, { Cookie: ann.cookie })
    await expect.poll(() => running.engine.counts().pending).toBe(1)
    ann.send({ type: 'find_match' })
    await ann.quiet()
    expect(running.engine.counts()).toMatchObject({ waiting: 0, pending: 1 })
    running.log.hold(false)
    expect(await ann.closed()).toBe(4001)
    await left
  })
})
