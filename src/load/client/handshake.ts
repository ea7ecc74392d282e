// The answer to a WebSocket upgrade: taken, refused, or not whole yet.
import { createHash } from 'node:crypto'
import { Result } from 'effect'
import type { ConnectFailed, UpgradeRefused } from './connection.ts'

/** What the server must answer to this key (RFC 6455, 4.2.2). */
export const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** The server speaks WebSocket now: its answer is so many bytes long, and frames follow it. */
export interface Upgraded {
  readonly bytes: number
}

/** The head of any answer is far below this; the body of a refusal is read up to it. */
const answerBytesMax = 32 * 1024

/** Reads what has come so far; null if more is to come. */
export const readHandshake = (
  bytes: Buffer,
  expectedAccept: string,
): Result.Result<Upgraded | null, UpgradeRefused | ConnectFailed> => {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) {
    return bytes.length > answerBytesMax ? failed('endless answer') : Result.succeed(null)
  }
  const head = bytes.toString('latin1', 0, end)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  if (status === 0) return failed('not HTTP')
  if (status !== 101) {
    const length = Number(headerOf(head, 'content-length') ?? 0)
    const isWhole = bytes.length - end - 4 >= Math.min(length, answerBytesMax)
    if (!isWhole) return Result.succeed(null)
    const body = bytes.toString('utf8', end + 4)
    return refused({ status, body, location: headerOf(head, 'location') })
  }
  if (headerOf(head, 'sec-websocket-accept') !== expectedAccept) {
    return failed('wrong Sec-WebSocket-Accept')
  }
  // None was asked for, so none may be spoken.
  const extension = headerOf(head, 'sec-websocket-extensions') ?? ''
  return extension === '' ? Result.succeed({ bytes: end + 4 }) : failed('unasked extension')
}

const failed = (code: string) => Result.fail<ConnectFailed>({ _tag: 'ConnectFailed', code })

const refused = (answer: Omit<UpgradeRefused, '_tag'>) =>
  Result.fail<UpgradeRefused>({ _tag: 'UpgradeRefused', ...answer })

/** The value of a header in the head of an answer, by its lower-case name. */
export const headerOf = (head: string, name: string): string | undefined => {
  for (const value of headersOf(head, name)) return value
  return undefined
}

/** The values of all headers of that lower-case name, in their order. */
export function* headersOf(head: string, name: string): Generator<string> {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0 && line.slice(0, colon).toLowerCase() === name) yield line.slice(colon + 1).trim()
  }
}
