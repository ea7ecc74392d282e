// The one door to uWebSockets.js.

import './headBytes.ts'
import * as uws from 'uWebSockets.js'
import {
  App,
  SSLApp,
  type TemplatedApp,
  us_listen_socket_close,
  us_socket_local_port,
} from 'uWebSockets.js'
import { Result } from 'effect'

// Else every answer names the version in a header. The types do not know of it.
;(uws as unknown as { _cfg: (key: string) => void })._cfg('silent')

/** Paths of a certificate and its key, as PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

export interface Address {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Whether others who say so listen there, too. */
  readonly isShared?: boolean
}

/** An address listened on. */
export interface Listening {
  readonly port: number
  /** Takes no more connections; those that are open stay. */
  readonly stop: () => void
}

/** Why nothing can be served, in a sentence. */
export interface CannotListen {
  readonly _tag: 'CannotListen'
  readonly message: string
}

/** An app without routes; fails where the certificate or its key cannot be used. */
export const createApp = (tls: TlsFiles | null): Result.Result<TemplatedApp, CannotListen> => {
  if (tls === null) return Result.succeed(App())
  try {
    return Result.succeed(SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key }))
  } catch {
    const message = `The certificate ${tls.cert} and the key ${tls.key} cannot be used for TLS.`
    return Result.fail({ _tag: 'CannotListen', message })
  }
}

/** Listens on a port (0: any free one); null where that is not possible. */
export const listenOn = (
  app: TemplatedApp,
  { host, port, isShared = false }: Address,
): Listening | null => {
  let listening: Listening | null = null
  const bindable = app as unknown as Bindable
  bindable.listen(host, port, isShared ? sharedPort : exclusivePort, (socket) => {
    if (socket === false) return
    let open = true
    listening = {
      port: us_socket_local_port(socket),
      stop: () => {
        if (open) us_listen_socket_close(socket)
        open = false
      },
    }
  })
  return listening
}

/** Linux gives each connection to one of those who share. The types know these only as a missing enum. */
const sharedPort = 0
const exclusivePort = 1

type ListenSocket = Parameters<typeof us_listen_socket_close>[0] &
  Parameters<typeof us_socket_local_port>[0]

/** The overload of `listen` that the types leave out. */
interface Bindable {
  listen(
    host: string,
    port: number,
    options: number,
    then: (socket: ListenSocket | false) => void,
  ): void
}
