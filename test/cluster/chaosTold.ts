// Overhears what worlds tell edges, and holds it against what counts in the stream.
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { systemClock } from '../../src/clock.ts'
import { decodedEntry } from '../../src/cluster/entries.ts'
import type { ToEdge } from '../../src/cluster/messages.ts'
import { openNats } from '../../src/cluster/nats/nats.ts'
import { Pieces } from '../../src/cluster/nats/saying.ts'
import { Succession } from '../../src/cluster/succession.ts'
import { succeeded } from '../kit/succeeded.ts'
import { standing } from './onNats.ts'

export class Overhearing {
  readonly #line: NatsConnection
  readonly #url: string
  /** Of each epoch the last turn of which any edge was told. */
  readonly #turns = new Map<number, number>()
  #tolds = 0

  private constructor(url: string, line: NatsConnection) {
    this.#url = url
    this.#line = line
    const pieces = new Pieces()
    line.subscribe('passerby.edge.>', {
      callback: (_, message) => {
        for (const said of pieces.said<ToEdge>(message) ?? []) this.#hear(said)
      },
    })
  }

  #hear(said: ToEdge): void {
    if (said.kind !== 'said') return
    this.#tolds += 1
    this.#turns.set(said.epoch, Math.max(said.turn, this.#turns.get(said.epoch) ?? 0))
  }

  static async of(url: string): Promise<Overhearing> {
    return new Overhearing(
      url,
      await connect({ servers: url.split(','), maxReconnectAttempts: -1 }),
    )
  }

  /** How often something was told, and the epochs in which more was told than the stream has of them. */
  async held(): Promise<{ readonly tolds: number; readonly untrue: readonly number[] }> {
    await this.#line.close()
    const lasts = await this.#lastTurns()
    const untrue = [...this.#turns].filter(([epoch, turn]) => turn > (lasts.get(epoch) ?? 0))
    return { tolds: this.#tolds, untrue: untrue.map(([epoch]) => epoch) }
  }

  /** The last turn that counts by the end of each epoch. */
  async #lastTurns(): Promise<ReadonlyMap<number, number>> {
    const { clock, stop } = systemClock()
    const parts = { url: this.#url, prefix: 'passerby', clock, report: () => {} }
    const nats = succeeded(await openNats(parts))
    const succession = new Succession()
    const lasts = new Map<number, number>()
    for (const data of await standing(nats)) {
      succession.next(decodedEntry(data))
      lasts.set(succession.standing.epoch, succession.standing.turn)
    }
    await nats.close()
    stop()
    return lasts
  }
}
