// The settings of the server's sockets and routes, and the addresses that follow from them.
import { isIP } from 'node:net'
import type { Address } from './uws.ts'

export interface HttpSettings {
  /** 0: any free one. */
  readonly port: number
  readonly host: string
  /** Whether other edges of this machine may listen on the same port. */
  readonly sharedPort: boolean
  /** `edge`: one of several before one world. */
  readonly role?: 'edge' | 'world' | null
  /** Where our paths begin; with a slash at both ends. */
  readonly basePath: string
  /** Where `/metrics` answers; null: nowhere. */
  readonly metricsListen: Address | null
  /** Signs the cookies. */
  readonly secret: string
  /** Origins whose pages may post and connect; null: those that the requests name as theirs. */
  readonly allowedOrigins: readonly string[] | null
  /** Addresses and networks (10.0.0.0/8) whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[] | null
  /** HTTPS is served when both are given. */
  readonly tlsCertFile: string | null
  readonly tlsKeyFile: string | null
  readonly graceMs: number
  readonly relaxMs: number
  /** How long the content of a report is kept. */
  readonly reportKeptMs: number
  /** These three: 0 is no limit. */
  readonly messagesPerSecond: number
  readonly joinsPerMinute: number
  readonly socketsPerAddress: number
}

/** All that is needed before the first visitor; the secret may be read later. */
export type EntranceSettings = Omit<HttpSettings, 'secret'>

export const isSecure = ({ tlsCertFile, tlsKeyFile }: EntranceSettings): boolean =>
  tlsCertFile !== null && tlsKeyFile !== null

/** Where a browser on this machine finds the server: `http://127.0.0.1:3000`. */
export const addressOf = (settings: EntranceSettings, port: number): string =>
  urlOf(isSecure(settings) ? 'https' : 'http', { host: settings.host, port }) +
  settings.basePath.slice(0, -1)

/** The URL of an address listened on, without a slash at the end. */
export const urlOf = (scheme: 'http' | 'https', { host, port }: Address): string => {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return new URL(`${scheme}://${isIP(name) === 6 ? `[${name}]` : name}:${port}`).origin
}

/** Whether the metrics are asked for where the pages are, by choice. */
export const areMetricsPublic = ({ host, port, metricsListen }: EntranceSettings): boolean =>
  metricsListen !== null && port !== 0 && metricsListen.host === host && metricsListen.port === port
