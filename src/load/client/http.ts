// Requests over a few kept connections, by undici.
import { isIPv6 } from 'node:net'
import { Result } from 'effect'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import type { Destination, RequestHeaders } from './connection.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: RequestHeaders
  readonly body: string
}

/** An answer; its body is nothing that joining needs, and is not kept. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** There was no answer: the system's code, such as ECONNREFUSED, or a few words. */
export interface RequestFailed {
  readonly _tag: 'RequestFailed'
  readonly code: string
}

export type SendRequest = (
  request: HttpRequest,
) => Promise<Result.Result<HttpResponse, RequestFailed>>

/** A larger answer than this is none that joining could get. */
const answerBytesMax = 4 * 1024 * 1024

/** A connection that waits longer is closed: sooner than servers do, who might do so just then. */
const keepMsMax = 4_000

/** Connections to one server, each with one request at a time; more requests than that wait. */
export class HttpPool {
  #pool: Pool

  /** `destination` is asked for each new connection, so that source addresses can take turns. */
  constructor(destination: () => Destination, connectionsMax: number) {
    const { host, port } = destination()
    // How long an answer takes is what is measured: nothing is given up because it is late.
    const connect = buildConnector({ timeout: 0 })
    this.#pool = new Pool(`http://${isIPv6(host) ? `[${host}]` : host}:${port}`, {
      connections: connectionsMax,
      pipelining: 1,
      keepAliveTimeout: keepMsMax,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: answerBytesMax,
      connect: (options, callback) => {
        const { localAddress = null } = destination()
        connect({ ...options, localAddress }, callback)
      },
    })
  }

  readonly send: SendRequest = (request) =>
    new Promise((resolve) => {
      this.#pool.dispatch(request, new ResponseHandler(resolve))
    })

  /** Ends all connections; what is under way fails. */
  close(): void {
    void this.#pool.destroy()
  }
}

/** The leanest way to hear of an answer: measured, `Pool.request` costs half as much again. */
class ResponseHandler implements Dispatcher.DispatchHandler {
  #resolve: (response: Result.Result<HttpResponse, RequestFailed>) => void
  #status = 0
  #headers: HttpResponse['headers'] = {}

  constructor(resolve: (response: Result.Result<HttpResponse, RequestFailed>) => void) {
    this.#resolve = resolve
  }

  onRequestStart(): void {}

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: HttpResponse['headers'],
  ): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#resolve(Result.succeed({ status: this.#status, headers: this.#headers }))
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#resolve(Result.fail({ _tag: 'RequestFailed', code: codeOf(error) }))
  }
}

/** Undici's own codes in the words in which the upgrade fails; the system's as they are. */
const codeOf = (error: NodeJS.ErrnoException): string => {
  const code = error.code ?? error.message
  if (code.startsWith('HPE_')) return 'not HTTP'
  return wordsOf[code] ?? code
}

const wordsOf: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'closed before the answer',
  UND_ERR_CLOSED: 'closed',
  UND_ERR_DESTROYED: 'closed',
  UND_ERR_HEADERS_OVERFLOW: 'endless answer',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'endless answer',
}
