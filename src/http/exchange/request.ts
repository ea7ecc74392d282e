// A request as the routes see it; uWS's own is gone when its handler returns.
import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import { Result } from 'effect'
import type { Armed, Clock } from '../../events/ports.ts'
import type { Proxies } from '../limits/clientAddress.ts'

/** The whole join form, form-encoded, with room to spare. */
export const bodyBytesMax = 16 * 1024

/** The whole body must be here after so long: sooner than uWS cuts the connection without a word. */
export const bodyMsMax = 7_000

/** Why there is no body. */
export type BodyFailure = { readonly _tag: 'TooLarge' } | { readonly _tag: 'TooSlow' }

export interface Request {
  /** In capitals. */
  readonly method: string
  /** Where our paths begin; with a slash at both ends. */
  readonly base: string
  /** Below `base`: `/` is the homepage. */
  readonly path: string
  readonly query: URLSearchParams
  /** A header by its name in lower case; '' where there is none. */
  readonly header: (name: string) => string
  /** The host and port of the address that the visitor opened, as far as we are told. */
  readonly host: string
  /** Whom the limits count: see `Proxies.clientOf`. */
  readonly address: string
  /** Whether the visitor's connection is encrypted, as far as we or a trusted proxy know. */
  readonly secure: boolean
  /** A header that must stand alone and was sent several times; null if there is none. */
  readonly repeated: string | null
  /** To be asked for at once: what comes before is lost. */
  readonly body: (clock: Clock) => Body
}

/** A body that is on its way. */
export interface Body {
  /** The body, unless it is larger than `bodyBytesMax` or slower than `bodyMsMax`. */
  readonly whole: Promise<Result.Result<Buffer, BodyFailure>>
  /** It is not wanted after all. */
  readonly drop: () => void
}

/** What the reading of a request needs to know of the server. */
export interface Entrance {
  readonly proxies: Proxies
  /** Whether the server itself speaks TLS. */
  readonly secure: boolean
  /** Where our paths begin; with a slash at both ends. */
  readonly base: string
}

/** Headers that two parties would read differently if they came twice. */
const single: ReadonlySet<string> = new Set([
  'host',
  'origin',
  'cookie',
  'content-length',
  'content-type',
  'transfer-encoding',
  'sec-websocket-key',
])

export const readRequest = (
  res: HttpResponse,
  req: HttpRequest,
  { proxies, secure, base }: Entrance,
): Request => {
  const headers = new Map<string, string>()
  let repeated: string | null = null
  req.forEach((name, value) => {
    const known = headers.get(name)
    if (known !== undefined && single.has(name)) repeated = name
    headers.set(name, known === undefined ? value : `${known}, ${value}`)
  })
  const header = (name: string) => headers.get(name) ?? ''
  const peer = Buffer.from(res.getRemoteAddressAsText()).toString()
  const url = req.getUrl()
  return {
    method: req.getCaseSensitiveMethod().toUpperCase(),
    base,
    path: url.startsWith(base) ? url.slice(base.length - 1) : url,
    query: new URLSearchParams(req.getQuery()),
    header,
    host: proxies.hostOf(peer, header('host'), header('x-forwarded-host')),
    address: proxies.clientOf(peer, header('x-forwarded-for')),
    secure: secure || proxies.saysSecure(peer, header('x-forwarded-proto')),
    repeated,
    body: (clock) => readBody(res, Number(header('content-length')), clock),
  }
}

/** True for a caller that would show the answer to a person. */
export const wantsPage = (request: Request): boolean =>
  request.header('accept').includes('text/html') && !acceptsJson(request) && !sendsJson(request)

export const acceptsJson = ({ header }: Request): boolean =>
  header('accept').includes('application/json')

export const sendsJson = (request: Request): boolean => contentType(request) === 'application/json'

/** The content type in lower case, without parameters. */
export const contentType = ({ header }: Request): string =>
  header('content-type').split(';')[0]?.trim().toLowerCase() ?? ''

/** `whole` resolves with the body; never, if the caller goes away meanwhile, or it is dropped. */
const readBody = (res: HttpResponse, announcedBytes: number, clock: Clock): Body => {
  const awaited: AwaitedBody = { settle: null }
  const whole = new Promise<Result.Result<Buffer, BodyFailure>>((resolve) => {
    awaited.settle = resolve
  })
  const tooSlow = failLater(awaited, clock)
  const settle = (body: Result.Result<Buffer, BodyFailure> | null) => {
    if (body !== null) awaited.settle?.(body)
    awaited.settle = null
    clock.disarm(tooSlow)
  }
  const chunks: Buffer[] = []
  let bytes = 0
  if (announcedBytes > bodyBytesMax) settle(tooLarge)
  res.onData((chunk, isLast) => {
    // What still comes is let go as it comes: closing now could cut the answer off.
    if (awaited.settle === null) return
    bytes += chunk.byteLength
    if (bytes > bodyBytesMax) {
      chunks.length = 0
      settle(tooLarge)
      return
    }
    // uWS takes the chunk back when this returns.
    chunks.push(Buffer.from(new Uint8Array(chunk)))
    if (isLast) settle(Result.succeed(Buffer.concat(chunks)))
  })
  return { whole, drop: () => settle(null) }
}

const tooLarge = Result.fail({ _tag: 'TooLarge' } as const)

interface AwaitedBody {
  /** Null once nobody waits for it. */
  settle: ((body: Result.Result<Buffer, BodyFailure>) => void) | null
}

/** Here and not where the body is read: until its time the alarm would keep all that stands there. */
const failLater = (awaited: AwaitedBody, clock: Clock): Armed =>
  clock.after(bodyMsMax, () => awaited.settle?.(Result.fail({ _tag: 'TooSlow' })))
