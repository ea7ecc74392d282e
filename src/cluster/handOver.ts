// How a world that leads, and is told to go, has another lead.
import type { WorldBus } from './bus.ts'
import type { Level, WorldName } from './messages.ts'

interface HandOverParts {
  readonly bus: Pick<WorldBus, 'toWorlds'>
  readonly world: WorldName
  readonly epoch: number
  /** The last turn of its log: all is committed. */
  readonly turn: number
}

/** What is said may be lost, so it is said again; only a claim in the stream changes who leads. */
export class HandOver {
  readonly #parts: HandOverParts
  /** The first that has said that it is level: two that claim would be in each other's way. */
  #to: WorldName | null = null

  constructor(parts: HandOverParts) {
    this.#parts = parts
  }

  say(): void {
    const { bus, world, epoch, turn } = this.#parts
    bus.toWorlds({ kind: 'handing', world, epoch, turn, to: this.#to })
  }

  heard({ world, epoch }: Level): void {
    if (epoch !== this.#parts.epoch || this.#to !== null) return
    this.#to = world
    this.say()
  }
}
