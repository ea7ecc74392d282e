// The lean WebSocket client against a server library that is not ours.

import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type {
  ClientSocket,
  ConnectionEnd,
  SocketListener,
} from '../../src/load/client/connection.ts'
import { acceptOf } from '../../src/load/client/handshake.ts'
import { WebSocketClient } from '../../src/load/client/webSocket.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A listener that keeps what it is told until the test asks for it. */
class Ear implements SocketListener {
  readonly texts: string[] = []
  isOpen = false
  connectionEnd: ConnectionEnd | null = null
  #wake: () => void = () => {}

  opened(): void {
    this.isOpen = true
    this.#wake()
  }

  received(_: ClientSocket, text: string): void {
    this.texts.push(text)
    this.#wake()
  }

  ended(_: ClientSocket, end: ConnectionEnd): void {
    this.connectionEnd = end
    this.#wake()
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async next(): Promise<string> {
    await this.until(() => this.texts.length > 0)
    return this.texts.shift() as string
  }

  async end(): Promise<ConnectionEnd> {
    await this.until(() => this.connectionEnd !== null)
    return this.connectionEnd as ConnectionEnd
  }
}

interface Met {
  readonly ear: Ear
  readonly client: WebSocketClient
  readonly server: WebSocket
}

/** A client of ours and a socket of the library's, connected. */
const met = async (): Promise<Met> => {
  const listening = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 20 << 20 })
  await new Promise((resolve) => listening.once('listening', resolve))
  const { port } = listening.address() as AddressInfo
  const connected = new Promise<WebSocket>((resolve) => listening.once('connection', resolve))
  const ear = new Ear()
  const upgrade = { target: '/ws', headers: { Origin: 'http://127.0.0.1' } }
  const client = new WebSocketClient(ear, { host: '127.0.0.1', port }, upgrade)
  const server = await connected
  closing.push(() => {
    server.terminate()
    listening.close()
  })
  await ear.until(() => ear.isOpen)
  return { ear, client, server }
}

/** A server that says these bytes once it has been asked for the upgrade. */
const saying = async (...pieces: readonly (string | Buffer)[]): Promise<Ear> => {
  const listening: Server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      for (const piece of pieces) socket.write(piece)
      if (pieces.length === 0) socket.destroy()
    })
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  closing.push(() => listening.close())
  const { port } = listening.address() as AddressInfo
  const ear = new Ear()
  const client = new WebSocketClient(ear, { host: '127.0.0.1', port }, { target: '/', headers: {} })
  closing.push(() => client.drop())
  return ear
}

const taken =
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n' +
  `Sec-WebSocket-Accept: ${acceptOf('cGFzc2VyYnkgbG9hZCB0ZQ==')}\r\n\r\n`

describe('what is said', () => {
  it('reaches the server, and what the server says comes back', async () => {
    const { ear, client, server } = await met()
    server.on('message', (bytes) => server.send(`heard ${bytes}`))
    client.send('hello')
    expect(await ear.next()).toBe('heard hello')
    client.sendAll(['one', 'two', '三'])
    expect([await ear.next(), await ear.next(), await ear.next()]).toEqual([
      'heard one',
      'heard two',
      'heard 三',
    ])
  })

  it('may be large, both ways', async () => {
    const { ear, client, server } = await met()
    server.on('message', (bytes) => server.send(String(bytes)))
    for (const length of [125, 126, 65_535, 65_536, 3_000_000]) {
      const text = 'é'.repeat(length / 2) + 'x'.repeat(length % 2)
      client.send(text)
      expect((await ear.next()) === text).toBe(true)
    }
  })

  it('is put together again from fragments, with a ping between them', async () => {
    const { ear, server } = await met()
    const ponged = new Promise((resolve) => server.once('pong', (bytes) => resolve(String(bytes))))
    server.send('a rather ', { fin: false })
    server.ping('still there?')
    server.send('long ', { fin: false })
    server.send('story', { fin: true })
    expect(await ear.next()).toBe('a rather long story')
    expect(await ponged).toBe('still there?')
  })

  it('may be a ping, which the server answers', async () => {
    const { client, server } = await met()
    const pinged = new Promise((resolve) => server.once('ping', (bytes) => resolve(String(bytes))))
    client.ping('are you?')
    expect(await pinged).toBe('are you?')
  })
})

describe('the end', () => {
  it.each([1000, 1001, 1011, 1012, 3000, 4001, 4002, 4003, 4004, 4029, 4999])(
    'by the server with %i is told with its reason, and answered',
    async (code) => {
      const { ear, server } = await met()
      const closed = new Promise<number>((resolve) => server.once('close', resolve))
      server.close(code, 'because')
      expect(await ear.end()).toEqual({ _tag: 'ConnectionClosed', code, reason: 'because' })
      expect(await closed).toBe(code)
    },
  )

  it('by us is answered by the server', async () => {
    const { ear, client, server } = await met()
    const closed = new Promise<number>((resolve) => server.once('close', resolve))
    client.close(1000)
    expect(await closed).toBe(1000)
    expect(await ear.end()).toMatchObject({ _tag: 'ConnectionClosed', code: 1000 })
    expect(client.isOpen).toBe(false)
  })

  it('without a word is 1006, on either side', async () => {
    const first = await met()
    first.server.terminate()
    expect(await first.ear.end()).toMatchObject({ _tag: 'ConnectionClosed', code: 1006 })
    const second = await met()
    const closed = new Promise<number>((resolve) => second.server.once('close', resolve))
    second.client.drop()
    expect(await closed).toBe(1006)
    expect(await second.ear.end()).toMatchObject({ _tag: 'ConnectionClosed', code: 1006 })
  })

  it('without a code is 1005', async () => {
    const { ear, server } = await met()
    server.close()
    expect(await ear.end()).toMatchObject({ _tag: 'ConnectionClosed', code: 1005 })
  })
})

describe('a server that breaks the protocol', () => {
  it.each([
    ['sends a masked frame', Buffer.of(0x81, 0x81, 0, 0, 0, 0, 0x61), 1002],
    ['sets a reserved bit', Buffer.of(0xf1, 0x01, 0x61), 1002],
    ['sends text that is not UTF-8', Buffer.of(0x81, 0x02, 0xc3, 0x28), 1007],
    ['sends binary', Buffer.of(0x82, 0x01, 0x00), 1003],
    ['continues nothing', Buffer.of(0x80, 0x01, 0x61), 1002],
    ['begins anew within a message', Buffer.of(0x01, 0x01, 0x61, 0x81, 0x01, 0x61), 1002],
    ['closes with half a code', Buffer.of(0x88, 0x01, 0x03), 1002],
    ['closes with a code that may not be sent', Buffer.of(0x88, 0x02, 0x03, 0xee), 1002],
    ['sends garbage', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 1002],
  ])('and %s is left with a close code', async (_, bytes, code) => {
    const ear = await saying(taken, bytes)
    expect(await ear.end()).toMatchObject({ _tag: 'ConnectionClosed', code })
  })

  it('is read as well when frames come with the answer, or byte by byte', async () => {
    const frame = Buffer.of(0x81, 0x02, 0x68, 0x69)
    expect(await (await saying(Buffer.concat([Buffer.from(taken), frame, frame]))).next()).toBe(
      'hi',
    )
    const bytes = [...Buffer.concat([Buffer.from(taken), frame])].map((byte) => Buffer.of(byte))
    expect(await (await saying(...bytes)).next()).toBe('hi')
  })
})

describe('an upgrade', () => {
  it('that is refused tells the status and the body', async () => {
    const ear = await saying('HTTP/1.1 429 Too Many\r\nContent-Length: 4\r\n\r\n', 'slow')
    expect(await ear.end()).toEqual({ _tag: 'UpgradeRefused', status: 429, body: 'slow' })
    expect(ear.isOpen).toBe(false)
  })

  it.each([
    ['with another key', taken.replace(/Accept: \S+/, 'Accept: x'), 'wrong Sec-WebSocket-Accept'],
    [
      'with an extension',
      taken.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n'),
      'unasked extension',
    ],
    ['with something else than HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 'not HTTP'],
    ['without end', 'x'.repeat(40_000), 'endless answer'],
  ])('that is answered %s fails', async (_, answer, code) => {
    expect(await (await saying(answer)).end()).toEqual({ _tag: 'ConnectFailed', code })
  })

  it('that is not answered fails with what the system says', async () => {
    expect(await (await saying()).end()).toMatchObject({ _tag: 'ConnectFailed' })
    const ear = new Ear()
    new WebSocketClient(ear, { host: '127.0.0.1', port: 1 }, { target: '/', headers: {} })
    expect(await ear.end()).toEqual({ _tag: 'ConnectFailed', code: 'ECONNREFUSED' })
  })
})
