// Which NATS servers are meant, and what is wrong with how they are named: in the clear on this machine only.
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

/** The settings that name the files. */
export const fileSettings = {
  credentialsFile: 'NATS_CREDENTIALS',
  caFile: 'NATS_TLS_CA_FILE',
  certFile: 'NATS_TLS_CERT_FILE',
  keyFile: 'NATS_TLS_KEY_FILE',
} as const

/** The servers that a text names, reached as the settings of a server in the environment say. */
export const serversFrom = (
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): NatsServers => {
  const set = ([part, name]: readonly [string, string]) => [part, environment[name] || undefined]
  return { url, ...Object.fromEntries(Object.entries(fileSettings).map(set)) }
}

/** What is wrong with them before anybody is asked, as `NAME: expected …`; null: nothing. */
export const faultIn = (servers: NatsServers, name = plain(servers.url)): string | null => {
  const named = serversNamed(servers.url)
  if (Result.isFailure(named)) return `${name}: ${named.failure.message}`
  const { credentialsFile: _, ...tlsSettings } = fileSettings
  const idle = Object.entries(tlsSettings).find(
    ([part]) => servers[part as keyof typeof tlsSettings] !== undefined && !named.success.isTls,
  )
  if (idle !== undefined) return `${idle[1]}: expected tls:// in ${name} beside it`
  const { certFile, keyFile } = servers
  if ((certFile === undefined) === (keyFile === undefined)) return null
  const [set, missing] =
    keyFile === undefined ? (['certFile', 'keyFile'] as const) : (['keyFile', 'certFile'] as const)
  return `${fileSettings[set]}: expected ${fileSettings[missing]} beside it`
}

/** Whether a text names servers of NATS, and no file. */
export const isOnNats = (text: string): boolean => /^(nats|tls):\/\//i.test(text)

interface Named {
  readonly servers: string[]
  readonly isTls: boolean
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i

const defaultPort = '4222'

/** Which servers a text names, and whether they are reached by TLS. */
export const serversNamed = (text: string): Result.Result<Named, NatsFailed> => {
  const servers: string[] = []
  const kinds = new Set<string>()
  for (const part of text.split(',')) {
    const [, kind, host = '', port = defaultPort] =
      /^(nats|tls):\/\/([\w.-]+|\[[\da-f:]+\])(?::(\d{1,5}))?\/?$/i.exec(part.trim()) ?? []
    if (kind === undefined) {
      return natsFailed(
        part.includes('@')
          ? `expected no user or password in it: set ${fileSettings.credentialsFile} to a file of credentials (.creds)`
          : 'expected servers such as tls://nats-1.example.org:4222, commas between',
      )
    }
    if (Number(port) < 1 || Number(port) > 65_535) {
      return natsFailed(`expected a port from 1 to 65535, and not ${port}`)
    }
    if (kind.toLowerCase() === 'nats' && !loopback.test(host)) {
      return natsFailed(
        `expected tls://${host}:${port}, as what people write would go there in the clear`,
      )
    }
    kinds.add(kind.toLowerCase())
    servers.push(`${host}:${port}`)
  }
  if (kinds.size > 1) return natsFailed('expected either tls:// or nats://, and not both')
  return Result.succeed({ servers, isTls: kinds.has('tls') })
}

/** Without what may be a password. */
const plain = (text: string): string => text.replace(/\/\/[^,/]*@/g, '//…@')
