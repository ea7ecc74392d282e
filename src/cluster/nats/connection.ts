// The way to the NATS servers: in the clear on this machine only, and never given up once it was there.
import { readFileSync } from 'node:fs'
import {
  AuthorizationError,
  connect,
  credsAuthenticator,
  type NatsConnection,
  TimeoutError,
} from '@nats-io/transport-node'
import { Result } from 'effect'
import type { Report } from '../../events/ports.ts'
import {
  faultIn,
  fileSettings,
  type NatsFailed,
  type NatsServers,
  natsFailed,
  serversNamed,
} from './servers.ts'

/** How soon a line that died is noticed, and tried again; in ms. */
const pingMs = 2_000
const againMs = 250
const connectMsMax = 5_000

export const connectNats = async (
  parts: NatsServers,
): Promise<Result.Result<NatsConnection, NatsFailed>> => {
  const fault = faultIn(parts) ?? unreadableOf(parts)
  if (fault !== null) return natsFailed(fault)
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
        // Where an error was caused is known without a stack made for each request in advance.
        noAsyncTraces: true,
        ignoreAuthErrorAbort: true,
        maxReconnectAttempts: -1,
        ...{ reconnectTimeWait: againMs, reconnectJitter: againMs, reconnectJitterTLS: againMs },
        ...{ pingInterval: pingMs, maxPingOut: 2, timeout: connectMsMax },
      }),
    )
  } catch (error) {
    const at = servers.join(', ')
    return error instanceof AuthorizationError
      ? natsFailed(`NATS at ${at} lets nobody in ${wrongOf(parts)}`)
      : natsFailed(`NATS does not answer at ${at}: ${sentence(error)}${adviceOn(error, parts)}`)
  }
}

/** Servers that want to know who comes hang up on whoever does not say, which shows as a silence. */
const adviceOn = (error: unknown, { url, certFile }: NatsServers): string =>
  error instanceof TimeoutError && certFile === undefined && /^tls:/i.test(url)
    ? `; if it asks for certificates, set ${fileSettings.certFile} and ${fileSettings.keyFile}`
    : ''

const wrongOf = ({ credentialsFile }: NatsServers): string =>
  credentialsFile === undefined
    ? `without credentials: set ${fileSettings.credentialsFile}`
    : `with the credentials in ${credentialsFile} (${fileSettings.credentialsFile})`

/** What is wrong with the files; null: nothing that shows before somebody is asked. */
const unreadableOf = (servers: NatsServers): string | null => {
  for (const [part, setting] of Object.entries(fileSettings)) {
    const path = servers[part as keyof typeof fileSettings]
    try {
      if (path !== undefined) readFileSync(path)
    } catch (error) {
      return `${setting}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`
    }
  }
  const { credentialsFile } = servers
  return credentialsFile === undefined || hasCredentials(credentialsFile)
    ? null
    : `${fileSettings.credentialsFile}: ${credentialsFile} is no file of credentials (.creds)`
}

const hasCredentials = (file: string): boolean =>
  Result.isSuccess(Result.try(() => credsAuthenticator(readFileSync(file))('any challenge')))

/** Those that are there. */
const given = <A extends object>(all: A): { [K in keyof A]?: NonNullable<A[K]> } =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    [K in keyof A]?: NonNullable<A[K]>
  }

/** Hears when the servers are not reached, and when they are again; until the connection is closed. */
const watchLine = async (
  connection: NatsConnection,
  changed: (isUp: boolean) => void,
): Promise<void> => {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') changed(false)
    else if (type === 'reconnect') changed(true)
  }
}

/** Says so to the operator. */
export const tellOfLine = (connection: NatsConnection, report: Report): void => {
  void watchLine(connection, (isUp) => {
    if (isUp) report('info', 'NATS is reached again')
    else report('warn', 'NATS is not reached')
  })
}

/** Gives whether the servers are reached by now. */
export const watchedLine = (connection: NatsConnection): (() => boolean) => {
  let isReached = true
  void watchLine(connection, (isUp) => {
    isReached = isUp
  })
  return () => isReached
}

/** What went wrong, in one line. */
export const sentence = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
