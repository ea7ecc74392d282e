// The one door to uWebSockets.js.
import {
  App,
  SSLApp,
  type TemplatedApp,
  us_listen_socket_close,
  us_socket_local_port,
} from 'uWebSockets.js'

/** Paths of a certificate and its key, as PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** An address listened on. */
export interface Listening {
  readonly port: number
  readonly isOpen: () => boolean
  /** Takes no more connections; those that are open stay. */
  readonly stop: () => void
}

/** An app without routes; null where the certificate or its key cannot be used. */
export const createApp = (tls: TlsFiles | null): TemplatedApp | null => {
  if (tls === null) return App()
  try {
    return SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key })
  } catch {
    return null
  }
}

/** Listens on a port of its own (0: any free one); null where that is not possible. */
export const listenOn = (app: TemplatedApp, host: string, port: number): Listening | null => {
  let listening: Listening | null = null
  const bindable = app as unknown as Bindable
  bindable.listen(host, port, exclusivePort, (socket) => {
    if (socket === false) return
    let open = true
    listening = {
      port: us_socket_local_port(socket),
      isOpen: () => open,
      stop: () => {
        if (open) us_listen_socket_close(socket)
        open = false
      },
    }
  })
  return listening
}

/** Without it, Linux lets two servers share a port. The types know it only as a missing enum. */
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
