// A way to a server that can fail as ways do: in silence, or for live connections only.
import { connect, createServer, type Server, type Socket } from 'node:net'

/** What it does with what comes: all of it goes through, nothing, or all but WebSockets. */
type Passing = 'everything' | 'nothing' | 'no_websocket'

export class TcpProxy {
  passing: Passing = 'everything'
  #listener: Server
  #ends = new Set<Socket>()

  private constructor(port: number) {
    this.#listener = createServer((near) => this.#join(near, connect(port, '127.0.0.1')))
  }

  static async to(address: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(Number(new URL(address).port))
    await new Promise<void>((settle) => proxy.#listener.listen(0, '127.0.0.1', settle))
    return proxy
  }

  get address(): string {
    const address = this.#listener.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }

  /** Closes every connection and listens no more. */
  async end(): Promise<void> {
    for (const end of this.#ends) end.destroy()
    await new Promise<void>((settle) => this.#listener.close(() => settle()))
  }

  #join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#ends.add(from)
      // What came while nothing passed is lost, as on a line that died: it stays dead.
      let isDead = false
      from.on('data', (bytes) => {
        isDead ||= this.passing === 'nothing'
        const isUpgrade = /^upgrade: *websocket/im.test(bytes.toString('latin1'))
        if (this.passing === 'no_websocket' && isUpgrade) near.destroy()
        else if (!isDead) to.write(bytes)
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        this.#ends.delete(from)
        to.destroy()
      })
    }
  }
}
