// The bus in memory: what is said comes soon and in order, unless whoever carries it says otherwise.
import type { EdgeBus, LineEars, WorldBus, WorldEars } from '../../src/cluster/bus.ts'
import type { Beat, FromEdge, FromWorld, Stalled, ToEdge } from '../../src/cluster/messages.ts'

export type Said = FromEdge | FromWorld | ToEdge | Beat | Stalled

/** A process on it; what comes to it enters soon. */
export interface OnBus {
  readonly name: string
  readonly enter: (take: () => void) => void
}

/** How often what one says comes to the other: 0 where it is lost. */
export type Carry<Node extends OnBus> = (from: Node, to: Node, said: Said) => number

export class MemoryBus<Node extends OnBus> {
  readonly #carry: Carry<Node>
  readonly #worlds = new Map<Node, WorldEars>()
  readonly #leaders = new Map<Node, (said: FromEdge) => void>()
  readonly #edges = new Map<Node, LineEars>()

  constructor(carry: Carry<Node> = () => 1) {
    this.#carry = carry
  }

  world(node: Node): WorldBus {
    return {
      toEdge: (name, said) => {
        const isNamed = (to: Node) => to.name === name
        this.#say(node, said, { to: this.#edges, isNamed, hear: (ears) => ears.toEdge })
      },
      toWorlds: (said) =>
        this.#say(node, said, { to: this.#worlds, hear: (ears) => ears.fromWorld }),
      beat: (said) => {
        this.#say(node, said, { to: this.#worlds, hear: (ears) => ears.beat })
        this.#say(node, said, { to: this.#edges, hear: (ears) => ears.beat })
      },
      stalled: (said) => this.#say(node, said, { to: this.#edges, hear: (ears) => ears.stalled }),
      hear: (ears) => hearing(this.#worlds, node, ears),
      hearEdges: (fromEdge) => hearing(this.#leaders, node, fromEdge),
    }
  }

  edge(node: Node): EdgeBus {
    return {
      isUp: () => true,
      toWorld: (said) => this.#say(node, said, { to: this.#leaders, hear: (fromEdge) => fromEdge }),
      hear: (ears) => hearing(this.#edges, node, ears),
    }
  }

  #say<S extends Said, Ears>(from: Node, said: S, { to, isNamed, hear }: Saying<Node, S, Ears>) {
    for (const node of to.keys()) {
      if (isNamed?.(node) === false) continue
      for (let times = this.#carry(from, node, said); times > 0; times -= 1) {
        node.enter(() => {
          const ears = to.get(node)
          if (ears !== undefined) hear(ears)(carried(said))
        })
      }
    }
  }
}

interface Saying<Node, S, Ears> {
  readonly to: ReadonlyMap<Node, Ears>
  readonly isNamed?: (node: Node) => boolean
  readonly hear: (ears: Ears) => (said: S) => void
}

const hearing = <Node, Ears>(all: Map<Node, Ears>, node: Node, ears: Ears): (() => void) => {
  all.set(node, ears)
  return () => {
    all.delete(node)
  }
}

/** What goes over a wire is data. */
const carried = <S extends Said>(said: S): S => JSON.parse(JSON.stringify(said)) as S
