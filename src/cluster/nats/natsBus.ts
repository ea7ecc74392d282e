// How worlds and edges reach one another by NATS: at once or not at all, as nothing of it is kept.
import type { NatsConnection } from '@nats-io/transport-node'
import type { EdgeName } from '../../http/line/line.ts'
import type { EdgeBus, WorldBus } from '../bus.ts'
import type { Beat, Stalled } from '../messages.ts'
import { tokenOf } from './asking.ts'
import { watchedLine } from './connection.ts'
import { Pieces, type Saying } from './saying.ts'
import {
  fullFromEdge,
  fullToEdge,
  shortFromEdge,
  shortToEdge,
  type TakesShort,
  takesShort,
  takingShort,
  type WireFromEdge,
  type WireToEdge,
} from './shortForm.ts'

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
  stalled: `${prefix}.stalled`,
  edge: (edge: EdgeName) => `${prefix}.edge.${tokenOf(edge)}`,
})

/** The way there, and the first part of the names of all that is said. */
export interface NatsBusParts {
  readonly connection: NatsConnection
  readonly saying: Saying
  readonly prefix: string
}

export const natsWorldBus = ({ connection, saying, prefix }: NatsBusParts): WorldBus => {
  const { commands, worlds, beats, stalled, edge } = subjectsOf(prefix)
  /** The edges that understand the short form, as each says when it is met. */
  const short = new Set<EdgeName>()
  return {
    toWorlds: (said) => saying.say(worlds, said),
    toEdge: (name, said) => {
      const known = short.has(name) ? shortToEdge(said) : said
      // What batches have brought is as far apart as they are.
      if (said.kind === 'said') saying.saySoon(edge(name), known)
      else saying.say(edge(name), known)
    },
    beat: (beat) => saying.sayNow(beats, takingShort(beat)),
    stalled: (said) => saying.sayNow(stalled, said),
    hear: ({ fromWorld, beat }) =>
      hearing(connection, {
        [worlds]: fromWorld,
        [beats]: (said: TakesShort<Beat>) => beat(takesShort(said)[0]),
      }),
    hearEdges: (fromEdge) =>
      hearing(connection, {
        [commands]: (wire: WireFromEdge) => {
          const said = fullFromEdge(wire)
          if (said.kind !== 'hello') return fromEdge(said)
          const [hello, isShort] = takesShort(said)
          if (isShort) short.add(hello.edge)
          else short.delete(hello.edge)
          fromEdge(hello)
        },
      }),
  }
}

export const natsEdgeBus = (parts: NatsBusParts, name: EdgeName): EdgeBus => {
  const { connection, saying, prefix } = parts
  const { commands, beats, stalled, edge } = subjectsOf(prefix)
  const isUp = watchedLine(connection)
  /** Whether whoever leads understands the short form, as its beats say. */
  let isShort = false
  return {
    isUp,
    toWorld: (said) => {
      const known = isShort ? shortFromEdge(said) : said
      saying.say(commands, said.kind === 'hello' ? takingShort(said) : known)
    },
    hear: (ears) =>
      hearing(connection, {
        [edge(name)]: (said: WireToEdge) => ears.toEdge(fullToEdge(said)),
        [beats]: (said: TakesShort<Beat>) => {
          const [beat, knows] = takesShort(said)
          isShort = knows
          ears.beat(beat)
        },
        [stalled]: (said: Stalled) => ears.stalled(said),
      }),
  }
}
