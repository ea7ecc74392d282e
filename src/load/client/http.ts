// Requests over a few kept connections: HTTP/1.1 as far as joining needs it.
// A library was measured (undici, at its leanest): half as much CPU again for a visitor who joins and
// connects.
import type { Socket } from 'node:net'
import { Result } from 'effect'
import { type Destination, hostOf, linesOf, type RequestHeaders } from './connection.ts'
import { headerOf } from './handshake.ts'
import { openSocket } from './socket.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: RequestHeaders
  readonly body: string
}

export interface HttpResponse {
  readonly status: number
  /** The status line and the headers, as they came. */
  readonly head: string
  /** Of a refusal; what else is answered is nothing that joining needs, and is not kept. */
  readonly body: string
}

/** There was no answer: the system's code, such as ECONNREFUSED, or a few words. */
export interface RequestFailed {
  readonly _tag: 'RequestFailed'
  readonly code: string
}

type HttpResult = Result.Result<HttpResponse, RequestFailed>

export type SendRequest = (request: HttpRequest) => Promise<HttpResult>

interface PendingRequest {
  readonly text: string
  readonly settle: (result: HttpResult) => void
  tries: number
}

/** A larger answer than this is none that joining could get. */
const responseBytesMax = 4 * 1024 * 1024

/** A server that has not answered for so long will not. */
export const answerMsMax = 10_000

/** How such an answer is told that never came. */
export const noAnswerIn = (ms: number): string => `no answer in ${ms / 1_000} s`

/** Calls back once an answer has been awaited for too long. */
export interface Patience {
  readonly ms: number
  readonly after: (over: () => void) => void
}

/** How often a request is written anew because the kept connection had just been closed. */
const sendsMax = 2

const failed = (code: string): HttpResult => Result.fail({ _tag: 'RequestFailed', code })

/** Connections to one server, each with one request at a time; more requests than that wait. */
export class HttpPool {
  #destination: () => Destination
  #connectionsMax: number
  readonly #patience: Patience | null
  #idle: KeptConnection[] = []
  #all = new Set<KeptConnection>()
  #waiting: PendingRequest[] = []

  /**
   * `destination` is asked for each new connection, so that source addresses can take turns. Without
   * `patience` an answer is awaited for ever.
   */
  constructor(
    destination: () => Destination,
    connectionsMax: number,
    patience: Patience | null = null,
  ) {
    this.#patience = patience
    this.#destination = destination
    this.#connectionsMax = connectionsMax
  }

  readonly send: SendRequest = ({ method, path, headers, body }) =>
    new Promise((settle) => {
      const text =
        `${method} ${path} HTTP/1.1\r\nHost: ${hostOf(this.#destination())}\r\n${linesOf(headers)}` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
      this.#start({ text, settle, tries: 0 })
    })

  /** Ends all connections; what is under way fails. */
  close(): void {
    const waiting = this.#waiting.splice(0)
    for (const connection of this.#all) connection.close()
    for (const { settle } of waiting) settle(failed('closed'))
  }

  #start(request: PendingRequest): void {
    const kept = this.#idle.pop()
    if (kept !== undefined) kept.carry(request)
    else if (this.#all.size >= this.#connectionsMax) this.#waiting.push(request)
    else {
      const connection = new KeptConnection(this.#destination(), this.#patience, {
        free: (freed) => this.#next(freed),
        ended: (ended, unanswered) => this.#ended(ended, unanswered),
      })
      this.#all.add(connection)
      connection.carry(request)
    }
  }

  #next(connection: KeptConnection): void {
    const request = this.#waiting.shift()
    if (request === undefined) this.#idle.push(connection)
    else connection.carry(request)
  }

  #ended(connection: KeptConnection, unanswered: PendingRequest | null): void {
    this.#all.delete(connection)
    this.#idle = this.#idle.filter((idle) => idle !== connection)
    if (unanswered !== null) {
      unanswered.tries += 1
      // A kept connection that the server had closed says nothing about the server.
      if (connection.hasAnswered && unanswered.tries < sendsMax) this.#start(unanswered)
      else unanswered.settle(failed(connection.failure))
    }
    const next = this.#all.size < this.#connectionsMax ? this.#waiting.shift() : undefined
    if (next !== undefined) this.#start(next)
  }
}

interface KeptConnectionListener {
  readonly free: (connection: KeptConnection) => void
  readonly ended: (connection: KeptConnection, unanswered: PendingRequest | null) => void
}

class KeptConnection {
  /** Why it ended, where it has: the system's code, or a few words. */
  failure = 'closed before the answer'
  hasAnswered = false
  #socket: Socket
  #request: PendingRequest | null = null
  readonly #patience: Patience | null
  #bytes: Buffer = Buffer.alloc(0)
  #listener: KeptConnectionListener

  constructor(
    destination: Destination,
    patience: Patience | null,
    listener: KeptConnectionListener,
  ) {
    this.#patience = patience
    this.#listener = listener
    this.#socket = openSocket(destination)
    this.#socket.on('data', (bytes) => this.#read(bytes))
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.failure = error.code ?? error.message
    })
    this.#socket.on('close', () => {
      const unanswered = this.#request
      this.#request = null
      listener.ended(this, unanswered)
    })
  }

  carry(request: PendingRequest): void {
    this.#request = request
    this.#socket.write(request.text)
    this.#patience?.after(() => this.#giveUp(request))
  }

  close(): void {
    this.#end('closed')
  }

  #giveUp(request: PendingRequest): void {
    if (this.#request === request) this.#end(noAnswerIn(this.#patience?.ms ?? answerMsMax))
  }

  #end(why: string): void {
    this.failure = why
    this.hasAnswered = false
    this.#socket.destroy()
  }

  #read(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    const response = readResponse(this.#bytes)
    if (response === null) {
      if (this.#bytes.length <= responseBytesMax) return
      this.failure = 'endless answer'
      this.#socket.destroy()
      return
    }
    this.#bytes = Buffer.alloc(0)
    this.hasAnswered = true
    const request = this.#request
    this.#request = null
    const isKept = headerOf(response.head, 'connection')?.toLowerCase() !== 'close'
    if (isKept) this.#listener.free(this)
    else this.#socket.destroy()
    request?.settle(Result.succeed(response))
  }
}

/** An answer with a Content-Length; null if more is to come. */
const readResponse = (bytes: Buffer): HttpResponse | null => {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0)
  const length = Number(headerOf(head, 'content-length') ?? 0)
  if (bytes.length - end - 4 < length) return null
  const body = status >= 400 ? bytes.toString('utf8', end + 4, end + 4 + length) : ''
  return { status, head, body }
}
