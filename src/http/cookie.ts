// The session cookie: a session's id with a proof that we issued it.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SessionId } from '../events/fields.ts'

export const cookieName = 'passerby'

export interface Cookies {
  /** A `Set-Cookie` value that names the session. */
  readonly issue: (session: SessionId, secure: boolean) => string
  /** A `Set-Cookie` value that takes the cookie back. */
  readonly clear: (secure: boolean) => string
  /** The session that a `Cookie` header names; null where it names none with a valid proof. */
  readonly read: (header: string) => SessionId | null
}

export const cookies = (secret: string): Cookies => {
  const proofOf = (session: SessionId): string =>
    createHmac('sha256', secret).update(`passerby session ${session}`).digest('base64url')

  const sessionIn = (value: string): SessionId | null => {
    const dot = value.lastIndexOf('.')
    const session = value.slice(0, dot)
    // Compared as text: several texts decode to the same bytes.
    const proof = Buffer.from(value.slice(dot + 1))
    const expected = Buffer.from(proofOf(session))
    if (dot < 1 || proof.length !== expected.length) return null
    return timingSafeEqual(proof, expected) ? session : null
  }

  return {
    issue: (session, secure) => setting(`${session}.${proofOf(session)}`, secure),
    clear: (secure) => `${setting('', secure)}; Max-Age=0`,
    read: (header) => {
      for (const pair of header.split(';')) {
        const [name, value = ''] = pair.trim().split('=', 2)
        // A page on another port of this host can set a cookie of this name beside ours.
        const session = name === cookieName ? sessionIn(value) : null
        if (session !== null) return session
      }
      return null
    },
  }
}

const setting = (value: string, secure: boolean): string =>
  `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
