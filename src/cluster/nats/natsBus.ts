// How worlds and edges reach one another by NATS: at once or not at all, as nothing of it is kept.
import type { NatsConnection } from '@nats-io/transport-node'
import type { EdgeName } from '../../http/line/line.ts'
import type { EdgeBus, WorldBus } from '../bus.ts'
import type { Beat, FromEdge, FromWorld, ToEdge } from '../messages.ts'
import { tokenOf } from './asking.ts'

type Said = FromEdge | FromWorld | ToEdge | Beat

/** Says what is data to whoever hears the subject now. */
const saying =
  (connection: NatsConnection) =>
  (subject: string, said: Said): void => {
    if (!connection.isClosed()) connection.publish(subject, JSON.stringify(said))
  }

/** Hears subjects until what it gives is called. */
const hearing = (
  connection: NatsConnection,
  subjects: Readonly<Record<string, (said: never) => void>>,
): (() => void) => {
  let isOver = false
  const subscriptions = Object.entries(subjects).map(([subject, hear]) =>
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null && !isOver) hear(message.json<never>())
      },
    }),
  )
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

export const natsWorldBus = (connection: NatsConnection, prefix: string): WorldBus => {
  const { commands, worlds, beats, edge } = subjectsOf(prefix)
  const say = saying(connection)
  return {
    toWorlds: (said) => say(worlds, said),
    toEdge: (name, said) => say(edge(name), said),
    beat: (beat) => say(beats, beat),
    hear: ({ fromEdge, fromWorld, beat }) =>
      hearing(connection, { [commands]: fromEdge, [worlds]: fromWorld, [beats]: beat }),
  }
}

export const natsEdgeBus = (
  connection: NatsConnection,
  prefix: string,
  name: EdgeName,
): EdgeBus => {
  const { commands, beats, edge } = subjectsOf(prefix)
  const say = saying(connection)
  return {
    toWorld: (said) => say(commands, said),
    hear: (ears) => hearing(connection, { [edge(name)]: ears.toEdge, [beats]: ears.beat }),
  }
}
