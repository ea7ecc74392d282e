// The sockets that are open, by their numbers: what the world says finds its way to them.
import type { HttpResponse } from 'uWebSockets.js'
import type { Refusal } from '../../actors/engine/refusal.ts'
import type { EdgeCommand, EdgeEars, SocketNumber, ToSocket } from '../line/line.ts'
import { idOf } from './clientFrame.ts'
import type { FrameReader } from './frameReader.ts'

export class Sockets implements EdgeEars {
  readonly #open = new Map<SocketNumber, FrameReader>()
  #last: SocketNumber = 0

  /** How many are open. */
  get size(): number {
    return this.#open.size
  }

  /** The number of the next one to open. */
  next(): SocketNumber {
    this.#last += 1
    return this.#last
  }

  opened(socket: SocketNumber, reader: FrameReader): void {
    this.#open.set(socket, reader)
  }

  closed(socket: SocketNumber): void {
    this.#open.delete(socket)
  }

  /**
   * Runs `upgrade`, which uWS wants to be corked. Corked by its own request, that has become a socket
   * meanwhile, uWS would take what it finds there for a request's, and now and then hang up (uWebSockets
   * 1929). So another socket is corked meanwhile; where there is none, uWS warns.
   */
  asideFrom(request: Pick<HttpResponse, 'cork'>, upgrade: () => void): void {
    const [any] = this.#open.values()
    if (any === undefined) upgrade()
    else any.writer.cork(() => request.cork(upgrade))
  }

  /** Tells so many to come back, first those who have been here for longest. */
  closeSome(count: number): void {
    for (const { writer } of [...this.#open.values()].slice(0, count)) writer.close('restart')
  }

  /** Whoever has gone meanwhile hears nothing. */
  readonly said = (said: ToSocket): void => {
    const reader = this.#open.get(said.socket)
    if (reader === undefined) return
    switch (said.type) {
      case 'frame':
        reader.writer.deliver(said.frame)
        break
      case 'reply':
        reader.writer.reply(said.frame)
        break
      case 'refused':
        reader.refused(said.refusal, null)
        break
      case 'catch_up':
        reader.writer.hasSaid(said.said)
        break
      case 'close':
        reader.writer.close(said.reason, said.end)
    }
  }

  readonly refused = (command: EdgeCommand, refusal: Refusal): void => {
    if (command.type === 'frame') {
      this.#open.get(command.socket)?.refused(refusal, idOf(command.frame))
    } else if (command.type === 'opened') {
      const { code } = refusal
      const reason = code === 'no_session' || code === 'replaced' ? code : 'restart'
      this.#open.get(command.socket)?.writer.close(reason)
    }
  }
}
