// How worlds and edges reach one another by NATS: at once or not at all, as nothing of it is kept.
import type { NatsConnection } from '@nats-io/transport-node'
import type { EdgeName } from '../../http/line/line.ts'
import type { EdgeBus, WorldBus } from '../bus.ts'
import { tokenOf } from './asking.ts'
import { Pieces, type Saying } from './saying.ts'

/** Hears subjects until what it gives is called. */
const hearing = (
  connection: NatsConnection,
  subjects: Readonly<Record<string, (said: never) => void>>,
): (() => void) => {
  let isOver = false
  const subscriptions = Object.entries(subjects).map(([subject, hear]) => {
    const pieces = new Pieces()
    return connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null || isOver) return
        for (const said of pieces.said<never>(message) ?? []) if (!isOver) hear(said)
      },
    })
  })
  return () => {
    isOver = true
    for (const subscription of subscriptions) subscription.unsubscribe()
  }
}

const subjectsOf = (prefix: string) => ({
  commands: `${prefix}.cmd`,
  worlds: `${prefix}.world`,
  beats: `${prefix}.beat`,
  edge: (edge: EdgeName) => `${prefix}.edge.${tokenOf(edge)}`,
})

/** The way there, and the first part of the names of all that is said. */
export interface NatsBusParts {
  readonly connection: NatsConnection
  readonly saying: Saying
  readonly prefix: string
}

export const natsWorldBus = ({ connection, saying, prefix }: NatsBusParts): WorldBus => {
  const { commands, worlds, beats, edge } = subjectsOf(prefix)
  return {
    toWorlds: (said) => saying.say(worlds, said),
    toEdge: (name, said) => saying.say(edge(name), said),
    beat: (beat) => saying.sayNow(beats, beat),
    hear: ({ fromWorld, beat }) => hearing(connection, { [worlds]: fromWorld, [beats]: beat }),
    hearEdges: (fromEdge) => hearing(connection, { [commands]: fromEdge }),
  }
}

export const natsEdgeBus = (parts: NatsBusParts, name: EdgeName): EdgeBus => {
  const { connection, saying, prefix } = parts
  const { commands, beats, edge } = subjectsOf(prefix)
  return {
    toWorld: (said) => saying.say(commands, said),
    hear: (ears) => hearing(connection, { [edge(name)]: ears.toEdge, [beats]: ears.beat }),
  }
}
