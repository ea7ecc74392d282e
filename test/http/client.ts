// A visitor's client: joins over HTTP, then speaks frames over a WebSocket.
import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { ServerFrame } from '../../src/events/frames.ts'
import type { TestServer } from './testServer.ts'

type Type = ServerFrame['type']
type Frame<T extends Type> = Extract<ServerFrame, { type: T }>

/** A server, wherever it runs. */
type Place = Pick<TestServer, 'origin'> & Partial<Pick<TestServer, 'settled'>>

const wishes = { username: 'Ann', gender: 'other', seeks: 'anyone' }

/** POSTs JSON to a route, as a program does that is not a browser. */
export const post = (
  running: Place,
  path: string,
  body: unknown,
  headers = {},
): Promise<Response> =>
  fetch(running.origin + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

export interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request on a connection of its own in which every header may be set, `Host` too; over TLS where the origin says so. */
export const ask = (
  origin: string,
  path: string,
  options: Pick<RequestOptions, 'method' | 'headers'> & { readonly body?: unknown } = {},
): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const { body, ...asked } = options
    const request = origin.startsWith('https') ? httpsRequest : httpRequest
    const sent = request(
      origin + path,
      { ...asked, agent: false, rejectUnauthorized: false },
      async (answer) => {
        let heard = ''
        for await (const chunk of answer) heard += chunk
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: heard })
      },
    )
    sent.on('error', reject)
    if (body !== undefined) sent.setHeader('Content-Type', 'application/json')
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })

/** The `name=value` of the cookie that an answer sets. */
export const cookieOf = (answer: Response): string =>
  answer.headers.get('set-cookie')?.split(';')[0] ?? ''

/** Joins and gives the cookie. */
export const joined = async (running: Place, changed = {}): Promise<string> => {
  const answer = await post(running, '/join', { ...wishes, ...changed })
  expect(answer.status).toBe(201)
  return cookieOf(answer)
}

/** A receipt of a conversation of so many messages, as whichever member was given it. */
export const receiptOf = (room: string, messages: number) =>
  expect.objectContaining({ room, messages, proof: expect.stringMatching(/^[\w-]{43}$/) })

/** One socket. What it is sent waits here until the test asks for it. */
export class Client {
  readonly cookie: string
  readonly ws: WebSocket
  #running: Place
  #frames: ServerFrame[] = []
  #code: number | null = null
  #wake: () => void = () => {}

  constructor(running: Place, cookie: string, query = '', headers = {}) {
    this.#running = running
    this.cookie = cookie
    this.ws = new WebSocket(`${running.origin.replace('http', 'ws')}/ws${query}`, {
      headers: { Origin: running.origin, Cookie: cookie, ...headers },
      rejectUnauthorized: false,
    })
    this.ws.on('message', (bytes) => {
      this.#frames.push(JSON.parse(String(bytes)))
      this.#wake()
    })
    this.ws.on('close', (code) => {
      this.#code = code
      this.#wake()
    })
    this.ws.on('error', () => {})
  }

  /** A visitor that has joined and was welcomed. */
  static async online(running: Place, changed = {}): Promise<Client> {
    const client = new Client(running, await joined(running, changed))
    await client.next('welcome')
    return client
  }

  /** A new socket of the same session. */
  again(query = ''): Client {
    return new Client(this.#running, this.cookie, query)
  }

  send(frame: unknown): void {
    const bytes = typeof frame === 'string' ? frame : JSON.stringify(frame)
    if (this.ws.readyState === WebSocket.CONNECTING) this.ws.once('open', () => this.ws.send(bytes))
    else this.ws.send(bytes)
  }

  say(text: string, id = text): void {
    this.send({ type: 'send_message', id, text })
  }

  /** The next frame, which must be of this type. */
  async next<T extends Type>(type: T): Promise<Frame<T>> {
    return this.either(type, type)
  }

  /** The next frame, which must be of one of these types. */
  async either<T extends Type>(...types: readonly T[]): Promise<Frame<T>> {
    await this.#until(() => this.#frames.length > 0 || this.#code !== null)
    const frame = this.#frames.shift() ?? { type: `closed with ${this.#code}` }
    if ((types as readonly string[]).includes(frame.type)) return frame as Frame<T>
    throw new Error(`${types[0]} was due: ${JSON.stringify(frame)}`)
  }

  /** The next frame of this type; whatever comes before it is passed over. */
  async upTo<T extends Type>(type: T): Promise<Frame<T>> {
    for (;;) {
      await this.#until(() => this.#frames.length > 0 || this.#code !== null)
      const frame = this.#frames.shift()
      if (frame === undefined) throw new Error(`${type} was due: closed with ${this.#code}`)
      if (frame.type === type) return frame as Frame<T>
    }
  }

  /** The next frame, which must be an error with this code. */
  async refused(code: Frame<'error'>['code']): Promise<Frame<'error'>> {
    const frame = await this.next('error')
    expect(frame).toMatchObject({ type: 'error', code, message: expect.any(String) })
    return frame
  }

  /** Proves that nothing else was sent: the answer to a frame of no known type is the next. */
  async quiet(): Promise<void> {
    await this.#heard()
    if (this.#running.settled === undefined) return
    await this.#running.settled()
    await this.#heard()
  }

  /** Everything that it sent by now has been read. */
  async #heard(): Promise<void> {
    this.send({ type: 'is there anything' })
    await this.refused('unknown_type')
  }

  /** The code that the server closed with, after whatever it sent before. */
  async closed(): Promise<number> {
    await this.#until(() => this.#code !== null)
    return this.#code ?? 0
  }

  /** Closes the socket and waits until the server has noticed. */
  async drop(): Promise<void> {
    this.ws.close()
    await this.closed()
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** Two clients in a room of their own, and the room. */
export const chatting = async (running: Place): Promise<[Client, Client, string]> => {
  const ann = await Client.online(running, { username: 'Ann' })
  const bea = await Client.online(running, { username: 'Bea', gender: 'female', bio: 'I row.' })
  for (const client of [ann, bea]) {
    client.send({ type: 'find_match' })
    await client.next('waiting')
  }
  const { room } = await ann.next('matched')
  await bea.next('matched')
  return [ann, bea, room]
}

interface RefusedUpgrade {
  readonly status: number
  readonly error: string
  readonly detail: string | undefined
  readonly retryAfter: string | undefined
}

/** The status with which the upgrade is refused, and the body's `error` and `detail`. */
export const refusedUpgrade = (
  running: TestServer,
  headers: Record<string, string>,
  query = '',
): Promise<RefusedUpgrade> =>
  new Promise((resolve, reject) => {
    const ws = new WebSocket(`${running.origin.replace('http', 'ws')}/ws${query}`, { headers })
    ws.on('open', () => reject(new Error('the upgrade was not refused')))
    ws.on('error', () => {})
    ws.on('unexpected-response', async (_, response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({
        status: response.statusCode ?? 0,
        error: JSON.parse(body).error,
        detail: JSON.parse(body).detail,
        retryAfter: response.headers['retry-after'],
      })
    })
  })

/** Sends bytes as they are and gives what came back until the server closed or `enough` holds. */
export const raw = (
  running: TestServer,
  bytes: string,
  enough: (answer: string) => boolean = () => false,
): Promise<string> => new RawConnection(running, bytes).until(enough)

/** A connection on which anything may be sent. */
export class RawConnection {
  #socket: Socket
  #answer = ''
  #isClosed = false
  #wake: () => void = () => {}

  constructor(running: TestServer, bytes: string) {
    this.#socket = connectTcp(running.server.port, '127.0.0.1')
    // Kept until it is connected, as what is sent after it is.
    this.#socket.write(bytes)
    this.#socket.on('data', (chunk) => {
      this.#answer += chunk
      this.#wake()
    })
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  send(bytes: string): void {
    this.#socket.write(bytes)
  }

  end(): void {
    this.#socket.destroy()
  }

  /** Closes the connection, once enough came back, and gives that. */
  async until(enough: (answer: string) => boolean): Promise<string> {
    await this.has(enough)
    this.#socket.destroy()
    return this.#answer
  }

  /** Resolves when enough came back, or the server closed. */
  async has(enough: (answer: string) => boolean): Promise<void> {
    while (!enough(this.#answer) && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
