// test/kit/wire.ts — a real client over a real socket, with a library that is not ours.
import { WebSocket } from 'ws'
import type { ServerFrame } from '../../src/events/frames.ts'

export type Wanted<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

/** A visitor that has joined: it holds the cookie and opens sockets with it. */
export class WireClient {
  readonly address: string
  readonly cookie: string
  #socket: WebSocket | null = null
  #heard: ServerFrame[] = []
  #wake: () => void = () => {}
  /** The code its socket was closed with; null while it is open. */
  closed: number | null = null

  constructor(address: string, cookie: string) {
    this.address = address
    this.cookie = cookie
  }

  static async join(address: string, wishes: Record<string, unknown> = {}): Promise<WireClient> {
    const response = await fetch(`${address}/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: address },
      body: JSON.stringify({ gender: 'other', seeks: 'anyone', ...wishes }),
    })
    const cookie = response.headers.get('set-cookie')?.split(';')[0]
    if (response.status !== 201 || cookie === undefined) {
      throw new Error(`join was answered ${response.status}: ${await response.text()}`)
    }
    return new WireClient(address, cookie)
  }

  /** Opens a socket; resolves with the welcome. */
  async connect(query = ''): Promise<Wanted<'welcome'>> {
    const url = `${this.address.replace('http', 'ws')}/ws${query}`
    const headers = { cookie: this.cookie, origin: this.address }
    const socket = new WebSocket(url, { headers })
    this.#socket = socket
    this.#heard = []
    this.closed = null
    socket.on('message', (bytes) => {
      this.#heard.push(JSON.parse(String(bytes)))
      this.#wake()
    })
    socket.on('close', (code) => {
      if (this.#socket === socket) this.closed = code
      this.#wake()
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve())
      socket.once('error', reject)
      socket.once('unexpected-response', (_, { statusCode }) =>
        reject(new Error(`the upgrade was answered ${statusCode}`)),
      )
    })
    return this.next('welcome')
  }

  send(frame: Record<string, unknown>): void {
    this.#socket?.send(JSON.stringify(frame))
  }

  /** The next frame of this type; what came before it is passed over. Rejects on a close. */
  async next<T extends ServerFrame['type']>(type: T): Promise<Wanted<T>> {
    for (;;) {
      const index = this.#heard.findIndex((frame) => frame.type === type)
      if (index >= 0) return this.#heard.splice(0, index + 1).at(-1) as Wanted<T>
      if (this.closed !== null) throw new Error(`closed with ${this.closed} awaiting ${type}`)
      await this.#change()
    }
  }

  /** Waits until the server has closed the socket; gives the code. */
  async end(): Promise<number> {
    while (this.closed === null) await this.#change()
    return this.closed
  }

  /** Cuts the line without a goodbye. */
  drop(): void {
    this.#socket?.terminate()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

/** Two visitors in one room, found by the real matchmaker. */
export const wirePair = async (address: string): Promise<[WireClient, WireClient]> => {
  const pair = [await WireClient.join(address), await WireClient.join(address)] as const
  for (const client of pair) await client.connect()
  for (const client of pair) client.send({ type: 'find_match' })
  for (const client of pair) await client.next('matched')
  return [...pair]
}
