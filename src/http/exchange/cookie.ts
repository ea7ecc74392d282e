// The cookies: a session's id with a proof that we issued it; a place in the line of who may join.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SessionId } from '../../events/fields.ts'

const sessionName = 'passerby'

/** Of whoever was refused a join and told when to come back. */
const placeName = 'passerby-place'

/** A browser takes a cookie of such a name only over TLS, for one host, from that host itself. */
const securely = (name: string) => `__Host-${name}`

/** Longer than anybody is told to wait. */
const placeSeconds = 120

/** Ids as we make them; what else is in the cookie is not ours. */
const place = /^[\w-]{1,64}$/

export interface Cookies {
  /** A `Set-Cookie` value that names the session. */
  readonly issue: (session: SessionId, secure: boolean) => string
  /** A `Set-Cookie` value that takes the cookie back. */
  readonly clear: (secure: boolean) => string
  /** The session that a `Cookie` header names; null where it names none with a valid proof. */
  readonly read: (header: string) => SessionId | null
  /** A `Set-Cookie` value by which a visitor who was refused is known when they come back. */
  readonly keepPlace: (place: string, secure: boolean) => string
  /** The place that a `Cookie` header names. */
  readonly readPlace: (header: string) => string | null
  /** Whether a `Cookie` header names a session, with whatever proof. */
  readonly isSent: (header: string) => boolean
  /** What a session is called where others may read it: it gives no entrance. */
  readonly visitOf: (session: SessionId) => string
}

/** Enough to tell visits apart: 96 bits. */
const visitBytes = 12

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
    issue: (session, secure) => settingOf(sessionName, `${session}.${proofOf(session)}`, secure),
    clear: (secure) => `${settingOf(sessionName, '', secure)}; Max-Age=0`,
    read: (header) => firstCookie(header, sessionName, sessionIn),
    keepPlace: (value, secure) => `${settingOf(placeName, value, secure)}; Max-Age=${placeSeconds}`,
    readPlace: (header) =>
      firstCookie(header, placeName, (value) => (place.test(value) ? value : null)),
    isSent: (header) => firstCookie(header, sessionName, (value) => value || null) !== null,
    visitOf: (session) =>
      createHmac('sha256', secret)
        .update(`passerby visit ${session}`)
        .digest()
        .toString('base64url', 0, visitBytes),
  }
}

/** The first value in a `Cookie` header of the cookie asked for that can be read. */
export const firstCookie = <Value>(
  header: string,
  asked: string,
  read: (value: string) => Value | null,
): Value | null => {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2))
  // The plain name still counts where TLS came later than the visitor.
  for (const accepted of [securely(asked), asked]) {
    for (const [name, value = ''] of pairs) {
      // A page on another port of this host can set a cookie of the plain name beside ours.
      const found = name === accepted ? read(value) : null
      if (found !== null) return found
    }
  }
  return null
}

/** A `Set-Cookie` value: a page's scripts cannot read it, and no other site's page makes it be sent. */
export const settingOf = (name: string, value: string, secure: boolean): string =>
  `${secure ? securely(name) : name}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
