// The settings of the server's sockets and routes, and which origins follow from them.
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

export interface HttpSettings {
  /** 0: any free one. */
  readonly port: number
  readonly host: string
  /** Signs the cookies. */
  readonly secret: string
  /** Origins whose pages may post and connect; null: those of the address listened on. */
  readonly allowedOrigins: readonly string[] | null
  /** Addresses and networks (10.0.0.0/8) whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[] | null
  /** HTTPS is served when both are given. */
  readonly tlsCertFile: string | null
  readonly tlsKeyFile: string | null
  readonly graceMs: number
  readonly relaxMs: number
  /** These three: 0 is no limit. */
  readonly messagesPerSecond: number
  readonly joinsPerMinute: number
  readonly socketsPerAddress: number
}

export const isSecure = ({ tlsCertFile, tlsKeyFile }: HttpSettings): boolean =>
  tlsCertFile !== null && tlsKeyFile !== null

/** Where a browser on this machine finds the server: `http://127.0.0.1:3000`. */
export const addressOf = (settings: HttpSettings, port: number): string =>
  originOf(isSecure(settings), isWildcard(settings.host) ? 'localhost' : settings.host, port)

/** The origins that are let in, in the form in which browsers send them. */
export const originsOf = (settings: HttpSettings, port: number): ReadonlySet<string> => {
  const { allowedOrigins, host } = settings
  if (allowedOrigins !== null) return new Set(allowedOrigins.map(normalised))
  const hosts = isWildcard(host)
    ? [...loopback, ...ownAddresses()]
    : loopback.includes(host)
      ? loopback
      : [host]
  return new Set(hosts.map((name) => originOf(isSecure(settings), name, port)))
}

const loopback = ['localhost', '127.0.0.1', '::1']

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** The addresses of this machine: an address, unlike a name, cannot be made to point elsewhere. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address)

const originOf = (secure: boolean, host: string, port: number): string =>
  normalised(`${secure ? 'https' : 'http'}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`)

/** As browsers write it: lower case, no default port, no slash; what is no URL stays as it is. */
const normalised = (origin: string): string => URL.parse(origin)?.origin ?? origin
