// The session cookie: a session's id with a proof that we issued it.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SessionId } from '../../events/fields.ts'

const cookieName = 'passerby'

/** A browser takes a cookie of this name only over TLS, for one host, from that host itself. */
const secureName = `__Host-${cookieName}`

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
      const pairs = header.split(';').map((pair) => pair.trim().split('=', 2))
      // The plain name still counts where TLS came later than the visitor.
      for (const asked of [secureName, cookieName]) {
        for (const [name, value = ''] of pairs) {
          // A page on another port of this host can set a cookie of the plain name beside ours.
          const session = name === asked ? sessionIn(value) : null
          if (session !== null) return session
        }
      }
      return null
    },
  }
}

const setting = (value: string, secure: boolean): string =>
  `${secure ? secureName : cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
