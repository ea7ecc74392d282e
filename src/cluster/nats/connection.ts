// The way to the NATS servers: in the clear on this machine only, and never given up once it was there.
import { readFileSync } from 'node:fs'
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node'
import { Result } from 'effect'

export interface NatsServers {
  /** `tls://HOST:PORT`, or `nats://HOST:PORT` on this machine; several, with commas between them. */
  readonly url: string
  /** Files by which either end knows the other, in PEM, and one as `nsc` writes it; where needed. */
  readonly caFile?: string | undefined
  readonly certFile?: string | undefined
  readonly keyFile?: string | undefined
  readonly credentialsFile?: string | undefined
}

/** The servers cannot be used as they are named, or nobody answers there. */
export interface NatsFailed {
  readonly _tag: 'NatsFailed'
  readonly message: string
}

export const natsFailed = (message: string): Result.Result<never, NatsFailed> =>
  Result.fail({ _tag: 'NatsFailed', message })

/** The servers that a text names, reached as the settings of a server in the environment say. */
export const serversFrom = (
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): Result.Result<NatsServers, NatsFailed> => {
  const set = (name: string) => environment[name] || undefined
  const servers = {
    ...{ url, credentialsFile: set('NATS_CREDENTIALS'), caFile: set('NATS_TLS_CA_FILE') },
    ...{ certFile: set('NATS_TLS_CERT_FILE'), keyFile: set('NATS_TLS_KEY_FILE') },
  }
  return (servers.certFile === undefined) === (servers.keyFile === undefined)
    ? Result.succeed(servers)
    : natsFailed('NATS_TLS_CERT_FILE and NATS_TLS_KEY_FILE are set together, or neither is')
}

interface Named {
  readonly servers: string[]
  readonly isTls: boolean
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

const defaultPort = '4222'

/** Which servers a text names, and whether they are reached by TLS. */
export const serversNamed = (text: string): Result.Result<Named, NatsFailed> => {
  const servers: string[] = []
  const kinds = new Set<string>()
  for (const part of text.split(',')) {
    const [, kind, host = '', port = defaultPort] =
      /^(nats|tls):\/\/([^\s/@:[\]]+|\[[\da-f:]+\])(?::(\d{1,5}))?\/?$/i.exec(part.trim()) ?? []
    if (kind === undefined) {
      return natsFailed(`A NATS server is named as tls://HOST:PORT, and not as ${plain(part)}`)
    }
    if (kind.toLowerCase() === 'nats' && !loopback.test(host)) {
      return natsFailed(
        `Words would travel to ${host} in the clear: have its NATS speak TLS, and name it tls://${host}:${port}`,
      )
    }
    kinds.add(kind.toLowerCase())
    servers.push(`${host}:${port}`)
  }
  if (kinds.size > 1) return natsFailed('All NATS servers are named by tls://, or all by nats://')
  return Result.succeed({ servers, isTls: kinds.has('tls') })
}

/** Without what may be a password. */
const plain = (part: string): string => part.trim().replace(/\/\/[^@]*@/, '//…@')

/** How soon a line that died is noticed, and tried again; in ms. */
const pingMs = 2_000
const againMs = 250
const connectMsMax = 5_000

export const connectNats = async (
  parts: NatsServers,
): Promise<Result.Result<NatsConnection, NatsFailed>> => {
  const named = serversNamed(parts.url)
  if (Result.isFailure(named)) return Result.fail(named.failure)
  const { servers, isTls } = named.success
  const { caFile, certFile, keyFile, credentialsFile } = parts
  try {
    const authenticator =
      credentialsFile === undefined ? undefined : credsAuthenticator(readFileSync(credentialsFile))
    return Result.succeed(
      await connect({
        servers,
        ...(isTls ? { tls: given({ caFile, certFile, keyFile }) } : { tls: null }),
        ...given({ authenticator }),
        // Others that the servers tell of were not asked for: they may be elsewhere, in the clear.
        ignoreClusterUpdates: true,
        ignoreAuthErrorAbort: true,
        maxReconnectAttempts: -1,
        ...{ reconnectTimeWait: againMs, reconnectJitter: againMs, reconnectJitterTLS: againMs },
        ...{ pingInterval: pingMs, maxPingOut: 2, timeout: connectMsMax },
      }),
    )
  } catch (error) {
    return natsFailed(`NATS does not answer at ${servers.join(', ')}: ${sentence(error)}`)
  }
}

/** Those that are there. */
const given = <A extends object>(all: A): { [K in keyof A]?: NonNullable<A[K]> } =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    [K in keyof A]?: NonNullable<A[K]>
  }

/** What went wrong, in one line. */
export const sentence = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
