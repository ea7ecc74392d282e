// A way to a server that can be shut, and opened again; or through which no WebSocket comes.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Door {
  readonly origin: string
  readonly port: number
  /** Cuts what is there, and whoever comes. */
  readonly shut: () => void
  readonly open: () => void
  readonly isShut: () => boolean
  readonly close: () => Promise<void>
}

/** What whoever asks for a WebSocket is answered, in place of the server. */
export type Refusal = '502 Bad Gateway' | '301 Moved Permanently'

export const doorTo = async (port: number, refusal: Refusal | null = null): Promise<Door> => {
  const sockets = new Set<Socket>()
  let isShut = false
  const shut = () => {
    isShut = true
    for (const socket of sockets) socket.destroy()
  }
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from)
    from.on('data', (bytes) => {
      const isRefused = refusal !== null && /^upgrade: *websocket/im.test(bytes.toString('latin1'))
      if (isRefused) from.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`)
      else to.write(bytes)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
  }
  const listener = createServer((near) => {
    if (isShut) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>((settle) => listener.listen(0, '127.0.0.1', settle))
  const own = (listener.address() as AddressInfo).port
  return {
    ...{ origin: `http://127.0.0.1:${own}`, port: own, shut },
    open: () => {
      isShut = false
    },
    isShut: () => isShut,
    close: async () => {
      shut()
      await new Promise<void>((settle) => listener.close(() => settle()))
    },
  }
}
