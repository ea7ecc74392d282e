// The sockets that are open at the edges.
import type { SessionId } from '../../events/fields.ts'
import type { Reading } from '../../events/projection.ts'
import type { TranscriptMessage } from '../../projections/transcript.ts'
import type { EdgeName, SocketNumber } from '../line/line.ts'

export interface DeskSocket {
  readonly edge: EdgeName
  readonly number: SocketNumber
  readonly session: SessionId
  /** As limits count it. */
  readonly address: string
  /** What it has to catch up with; null: nothing more. */
  reading: Reading<TranscriptMessage> | null
}

export class EdgeSockets {
  readonly #edges = new Map<EdgeName, Map<SocketNumber, DeskSocket>>()

  get(edge: EdgeName, number: SocketNumber): DeskSocket | null {
    return this.#edges.get(edge)?.get(number) ?? null
  }

  add(socket: DeskSocket): void {
    const { edge, number } = socket
    const known = this.#edges.get(edge)
    if (known === undefined) this.#edges.set(edge, new Map([[number, socket]]))
    else known.set(number, socket)
  }

  remove({ edge, number }: DeskSocket): void {
    this.#edges.get(edge)?.delete(number)
  }

  countOf(edge: EdgeName): number {
    return this.#edges.get(edge)?.size ?? 0
  }

  /** All of an edge, which is no more. */
  removeEdge(edge: EdgeName): readonly DeskSocket[] {
    const sockets = [...(this.#edges.get(edge)?.values() ?? [])]
    this.#edges.delete(edge)
    return sockets
  }
}
