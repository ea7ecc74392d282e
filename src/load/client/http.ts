// Requests over a few kept connections: HTTP/1.1 as far as joining needs it.
import { connect, type Socket } from 'node:net'
import type { Destination } from './connection.ts'
import { headerOf } from './handshake.ts'

export interface HttpAnswer {
  readonly status: number
  /** The status line and the headers, as they came. */
  readonly head: string
  readonly body: string
}

/** Why there was no answer: the system's code, such as ECONNREFUSED. */
export interface HttpFailure {
  readonly failed: string
}

/** Everything of a request after its path: further header lines, each ended by CR LF, and a body. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: string
  readonly body?: string
}

export type Ask = (request: HttpRequest) => Promise<HttpAnswer | HttpFailure>

interface Due {
  readonly text: string
  readonly settle: (answer: HttpAnswer | HttpFailure) => void
  tries: number
}

/** A larger answer than this is none that joining could get. */
const answerBytesMax = 4 * 1024 * 1024

/** How often a request is written anew because the kept connection had just been closed. */
const triesMax = 2

/** Connections to one server, each with one request at a time; more requests than that wait. */
export class HttpPool {
  #destination: () => Destination
  #connectionsMax: number
  #idle: KeptConnection[] = []
  #all = new Set<KeptConnection>()
  #waiting: Due[] = []

  /** `destination` is asked for each new connection, so that source addresses can take turns. */
  constructor(destination: () => Destination, connectionsMax: number) {
    this.#destination = destination
    this.#connectionsMax = connectionsMax
  }

  readonly ask: Ask = ({ method, path, headers = '', body }) =>
    new Promise((settle) => {
      const { host, port } = this.#destination()
      const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`
      const text =
        `${method} ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${headers}${length}\r\n` +
        `${body ?? ''}`
      this.#start({ text, settle, tries: 0 })
    })

  /** Ends all connections; what is under way fails. */
  close(): void {
    const waiting = this.#waiting.splice(0)
    for (const connection of this.#all) connection.close()
    for (const { settle } of waiting) settle({ failed: 'closed' })
  }

  #start(due: Due): void {
    const kept = this.#idle.pop()
    if (kept !== undefined) kept.carry(due)
    else if (this.#all.size >= this.#connectionsMax) this.#waiting.push(due)
    else {
      const connection = new KeptConnection(this.#destination(), {
        free: (freed) => this.#next(freed),
        over: (ended, left, failure) => this.#ended(ended, left, failure),
      })
      this.#all.add(connection)
      connection.carry(due)
    }
  }

  #next(connection: KeptConnection): void {
    const due = this.#waiting.shift()
    if (due === undefined) this.#idle.push(connection)
    else connection.carry(due)
  }

  #ended(connection: KeptConnection, left: Due | null, failure: string): void {
    this.#all.delete(connection)
    this.#idle = this.#idle.filter((idle) => idle !== connection)
    if (left !== null) {
      left.tries += 1
      // A kept connection that the server had closed says nothing about the server.
      if (connection.hasAnswered && left.tries < triesMax) this.#start(left)
      else left.settle({ failed: failure })
    }
    const due = this.#all.size < this.#connectionsMax ? this.#waiting.shift() : undefined
    if (due !== undefined) this.#start(due)
  }
}

interface Watcher {
  readonly free: (connection: KeptConnection) => void
  readonly over: (connection: KeptConnection, left: Due | null, failure: string) => void
}

class KeptConnection {
  #socket: Socket
  #due: Due | null = null
  #bytes: Buffer = Buffer.alloc(0)
  #failure = 'closed before the answer'
  #watcher: Watcher
  hasAnswered = false

  constructor(destination: Destination, watcher: Watcher) {
    this.#watcher = watcher
    this.#socket = connect({ ...destination, noDelay: true })
    this.#socket.on('data', (bytes) => this.#read(bytes))
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error.code ?? error.message
    })
    this.#socket.on('close', () => {
      const left = this.#due
      this.#due = null
      watcher.over(this, left, this.#failure)
    })
  }

  carry(due: Due): void {
    this.#due = due
    this.#socket.write(due.text)
  }

  close(): void {
    this.#failure = 'closed'
    this.hasAnswered = false
    this.#socket.destroy()
  }

  #read(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    const answer = readAnswer(this.#bytes)
    if (answer === null) {
      if (this.#bytes.length <= answerBytesMax) return
      this.#failure = 'endless answer'
      this.#socket.destroy()
      return
    }
    this.#bytes = Buffer.alloc(0)
    this.hasAnswered = true
    const due = this.#due
    this.#due = null
    const isKept = headerOf(answer.head, 'connection')?.toLowerCase() !== 'close'
    if (isKept) this.#watcher.free(this)
    else this.#socket.destroy()
    due?.settle(answer)
  }
}

/** An answer with a Content-Length; null if more is to come. */
const readAnswer = (bytes: Buffer): HttpAnswer | null => {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0)
  const length = Number(headerOf(head, 'content-length') ?? 0)
  if (bytes.length - end - 4 < length) return null
  return { status, head, body: bytes.toString('utf8', end + 4, end + 4 + length) }
}
