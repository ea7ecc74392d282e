// Which socket each session has, as the log says it: an edge may be met long after another.
import type { Owner } from '../../events/event.ts'
import type { SessionId } from '../../events/fields.ts'
import type { EdgeName, SocketNumber } from '../../http/line/line.ts'
import type { Moment, OpenedSocket } from '../messages.ts'

export class Holders {
  readonly #sockets = new Map<SessionId, OpenedSocket>()

  /** A session has come to that socket. */
  opened(opened: OpenedSocket): void {
    this.#sockets.set(opened[0], opened)
  }

  end(session: Owner): void {
    this.#sockets.delete(session)
  }

  /** Whether the session has come to another socket since it opened that one. */
  isElsewhere(session: SessionId, edge: EdgeName, socket: SocketNumber): boolean {
    const opened = this.#sockets.get(session)
    return opened !== undefined && (opened[1] !== edge || opened[2] !== socket)
  }

  /** Whether the session has come to a socket that was opened after that moment. */
  isLater(session: SessionId, [epoch, answer]: Moment): boolean {
    const at = this.#sockets.get(session)?.[3]
    return at !== undefined && (at[0] === epoch ? at[1] > answer : at[0] > epoch)
  }
}
