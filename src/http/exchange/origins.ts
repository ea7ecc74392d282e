// Which pages may post and connect, and what is said to those that may not.
import type { Report } from '../../events/ports.ts'
import type { Refused } from './answer.ts'
import { type Advice, badOrigin, foreignOrigin } from './refusals.ts'
import type { Request } from './request.ts'

/** Why a page of this origin, which made the request, is refused; null where it is let in. */
export type OriginRefusal = (request: Request, origin: string) => Refused | null

/** A longer one is nobody's address, and is not repeated to whoever sent it. */
const originCharactersMax = 200

interface Rule {
  readonly allowedOrigins: readonly string[] | null
}

/**
 * `allowedOrigins` where they are named. Else a page's own: its origin is what the request's `Host`
 * says, whatever port, name or tunnel leads here. That a foreign name may be pointed at us
 * (rebinding) is given up: such a page has no cookie of ours, and can do what any program can.
 */
export const originRefusal = ({ allowedOrigins }: Rule, report: Report): OriginRefusal => {
  const allowed = allowedOrigins && new Set(allowedOrigins.map(originOf))
  const refused = (advice: Advice, origin: string): Refused => {
    report('warn', `a page was refused: ${adviceForLog[advice]}`)
    return origin.length > originCharactersMax ? badOrigin : foreignOrigin(origin, advice)
  }
  return (request, origin) => {
    if (allowed?.has(origin)) return null
    if (!/^https?:\/\/[\w.:[\]-]+$/.test(origin)) return badOrigin
    if (allowed !== null) return refused('not_named', origin)
    if (isOriginAt(request.secure ? 'https' : 'http', request.host, origin)) return null
    const isOtherScheme = isOriginAt(request.secure ? 'http' : 'https', request.host, origin)
    return refused(isOtherScheme ? 'other_scheme' : 'other_host', origin)
  }
}

const adviceForLog: Readonly<Record<Advice, string>> = {
  not_named: 'ALLOWED_ORIGINS does not name the address that it was opened at',
  other_scheme:
    'it was opened with another scheme than we know of; if a proxy speaks TLS, ' +
    'name it in TRUSTED_PROXIES and let it send X-Forwarded-Proto',
  other_host:
    'it was opened at another address than its request names; if a proxy stands between, ' +
    'let it pass the Host on, or name the address in ALLOWED_ORIGINS',
}

/** As browsers write it: lower case, no default port, no slash; what is no URL stays as it is. */
export const originOf = (url: string): string => URL.parse(url)?.origin ?? url

/** Whether a page at `host`, as a `Host` header has it, has this origin; where that is none, no. */
const isOriginAt = (scheme: string, host: string, origin: string): boolean => {
  if (!/^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host)) return false
  const url = `${scheme}://${host}`
  // Nearly every page's: it need not be parsed.
  return origin === url || origin === originOf(url)
}
