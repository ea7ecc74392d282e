// What is sent back for a request, with the headers that every answer has.
import type { HttpResponse } from 'uWebSockets.js'
import { STATUS_CODES } from 'node:http'
import type { Challenge } from 'altcha-lib/types'
import type { Detail, RequestError } from '../../events/errors.ts'
import { noticePage } from './notice.ts'
import { type Request, wantsPage } from './request.ts'

export interface Answer {
  readonly status: number
  /** One that has several values is sent once for each. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Buffer
  /** Whether the connection is closed after it: what it would go on to send is not wanted. */
  readonly closes?: boolean
  /** Whether it is a script or a style of a page: what only documents heed is left out. */
  readonly isPart?: boolean
}

type HeaderLines = readonly (readonly [name: string, value: string])[]

/** On every answer: it is what it says it is, and for our own pages. */
const always: HeaderLines = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
]

/** On all but the parts of a page: what it may load and do, and that nobody may frame or remember it. */
const ofDocuments: HeaderLines = [
  [
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "manifest-src 'self'",
      "worker-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  ],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['Cache-Control', 'no-store'],
]

export const json = (status: number, body: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})

export const page = (status: number, html: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
  body: html,
})

/** "See other": the browser goes there with GET. */
export const redirect = (location: string, headers: Answer['headers'] = {}): Answer => ({
  status: 303,
  headers: { Location: location, ...headers },
  body: '',
})

/** Why a request is refused: a code for programs, a sentence for people. */
export interface Refused<Code extends string = RequestError> {
  readonly status: number
  readonly error: Code
  readonly message: string
  /** What else a program is told. */
  readonly more?: {
    readonly detail?: Detail
    /** In seconds. */
    readonly retry_after?: number
    readonly header?: string
    readonly origin?: string
    readonly challenge?: Challenge
  }
  readonly headers?: Answer['headers']
  readonly closes?: boolean
}

/** A refusal in the form that the caller can read. */
export const refuse = (request: Request, refused: Refused<string>): Answer => {
  const { status, error, message, more = {}, headers = {}, closes = false } = refused
  const answer = wantsPage(request)
    ? page(status, noticePage({ home: request.base, title: titleOf(status), message }), headers)
    : json(status, { error, message, ...more }, headers)
  return { ...answer, closes }
}

/** Writes the answer to a request, all at once; for HEAD without its body. */
export const write = (res: HttpResponse, request: Request, answer: Answer): void => {
  const { status, headers, body, closes = false, isPart = false } = answer
  res.cork(() => {
    res.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`)
    // What an answer says itself stands in place of what all say.
    const add = (lines: HeaderLines) => {
      for (const [name, value] of lines) if (!(name in headers)) res.writeHeader(name, value)
    }
    add(always)
    if (!isPart) add(ofDocuments)
    if (request.secure) add(overTls)
    for (const name in headers) {
      for (const value of [headers[name] ?? ''].flat()) res.writeHeader(name, value)
    }
    const mayHaveBody = status !== 204 && status !== 304
    if (request.method !== 'HEAD' && mayHaveBody) {
      res.end(body, closes)
      return
    }
    // uWS would take a length told to `endWithoutBody` as a promise to send that much.
    if (mayHaveBody) res.writeHeader('Content-Length', String(Buffer.byteLength(body)))
    // The connection stays open: asked to close it here, uWS aborts the process.
    res.endWithoutBody()
  })
}

/** Whoever came over TLS comes so for a year; other names of the domain are not ours to bind. */
const overTls: HeaderLines = [['Strict-Transport-Security', 'max-age=31536000']]

const titleOf = (status: number): string =>
  ({
    403: 'Not from this address',
    404: 'Nothing here',
    405: 'Not that way',
    428: 'One moment',
    429: 'One moment',
    503: 'Back in a moment',
  })[status] ?? 'That did not work'
