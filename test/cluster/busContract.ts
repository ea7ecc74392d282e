// What a bus promises, whoever carries it.
import { describe, expect, it } from 'vitest'
import type { EdgeBus, WorldBus } from '../../src/cluster/bus.ts'
import type { Beat, FromEdge, FromWorld, Stalled, ToEdge } from '../../src/cluster/messages.ts'

/** A new bus, as two worlds and two edges have it who are in processes of their own. */
export interface OpenBus {
  readonly worlds: readonly [WorldBus, WorldBus]
  /** By these names. */
  readonly edges: readonly [EdgeBus, EdgeBus]
  readonly close: () => Promise<void>
}

/** Any text names an edge. */
export const edgeNames = ['a', 'a.b *> ü'] as const

const beatOf = (turn: number): Beat => ({ world: 'w', epoch: 1, turn })

const fromEdge = (edge: string, n: number): FromEdge => ({
  ...{ kind: 'command', edge, epoch: 1, n, at: [1, 0] },
  command: { type: 'closed', socket: n },
})

const fromWorld = (epoch: number): FromWorld => ({ kind: 'level', world: 'w', epoch })

const toEdge = (turn: number): ToEdge => ({
  ...{ kind: 'said', epoch: 1, after: turn - 1, turn, done: 0, said: [], refused: [] },
  outcomes: [],
})

interface Hearing {
  readonly heard: (FromEdge | FromWorld | ToEdge | Beat | Stalled)[]
  readonly stop: () => void
}

const worldHears = (bus: WorldBus): Hearing => {
  const heard: Hearing['heard'] = []
  const hear = (said: FromEdge | FromWorld | Beat) => heard.push(said)
  const stops = [bus.hear({ fromWorld: hear, beat: hear }), bus.hearEdges(hear)]
  const stop = () => {
    for (const one of stops) one()
  }
  return { heard, stop }
}

const edgeHears = (bus: EdgeBus): Hearing => {
  const heard: Hearing['heard'] = []
  const hear = (said: ToEdge | Beat | Stalled) => heard.push(said)
  return { heard, stop: bus.hear({ toEdge: hear, beat: hear, stalled: hear }) }
}

/** All that each has heard, as soon as it is that. */
const hears = (all: readonly Hearing[], expected: Hearing['heard']): Promise<void> =>
  expect.poll(() => all.map(({ heard }) => heard)).toEqual(all.map(() => expected))

/** Everybody hears everybody by now: whoever says something does not know who listens. */
const settled = async ({ worlds, edges }: OpenBus) => {
  const hearings = { worlds: worlds.map(worldHears), edges: edges.map(edgeHears) }
  const all = [...hearings.worlds, ...hearings.edges]
  const isHeard = () => all.every(({ heard }) => heard.length > 0)
  await expect.poll(() => worlds[0].beat(beatOf(0)) ?? isHeard()).toBe(true)
  worlds[0].beat(beatOf(1))
  const last = () => all.map(({ heard }) => heard.at(-1))
  await expect.poll(last).toEqual(all.map(() => beatOf(1)))
  for (const { heard } of all) heard.length = 0
  return { ...hearings, all }
}

export const busContract = (name: string, open: () => Promise<OpenBus>): void => {
  type Settled = Awaited<ReturnType<typeof settled>>
  const withBus = (play: (bus: OpenBus, hearing: Settled) => Promise<void>) => async () => {
    const bus = await open()
    try {
      await play(bus, await settled(bus))
    } finally {
      await bus.close()
    }
  }

  describe(`a bus ${name}`, () => {
    it(
      'brings what an edge says to every world that hears edges, once each and in order, and to no edge',
      withBus(async ({ worlds, edges }, hearing) => {
        const said = Array.from({ length: 1_000 }, (_, at) => fromEdge(edgeNames[0], at))
        for (const one of said) edges[0].toWorld(one)
        await hears(hearing.worlds, said)
        worlds[0].beat(beatOf(2))
        await hears(hearing.edges, [beatOf(2)])
      }),
    )

    it(
      'brings what a world says to worlds to every world, once each and in order, and to no edge',
      withBus(async ({ worlds }, hearing) => {
        const said = Array.from({ length: 1_000 }, (_, epoch) => fromWorld(epoch))
        for (const one of said) worlds[0].toWorlds(one)
        await hears(hearing.worlds, said)
        worlds[0].beat(beatOf(2))
        await hears(hearing.edges, [beatOf(2)])
      }),
    )

    it.each([0, 1] as const)(
      'brings what is for edge %i to it, once each and in order, and to no other',
      (at) =>
        withBus(async ({ worlds }, hearing) => {
          const said = Array.from({ length: 1_000 }, (_, turn) => toEdge(turn))
          for (const one of said) worlds[1].toEdge(edgeNames[at], one)
          worlds[1].beat(beatOf(2))
          await hears([hearing.edges[at] as Hearing], [...said, beatOf(2)])
          await hears([hearing.edges[1 - at] as Hearing], [beatOf(2)])
          await hears(hearing.worlds, [beatOf(2)])
        })(),
    )

    it(
      'brings to every edge, and to no world, that nothing can be taken in',
      withBus(async ({ worlds }, hearing) => {
        const said = { world: 'w', epoch: 2 }
        worlds[0].stalled(said)
        worlds[0].beat(beatOf(2))
        await hears(hearing.edges, [said, beatOf(2)])
        await hears(hearing.worlds, [beatOf(2)])
      }),
    )

    it(
      'brings nothing of edges to a world that hears them no more, and the rest all the same',
      withBus(async ({ worlds, edges }, hearing) => {
        const [, other] = hearing.worlds as [Hearing, Hearing]
        const heard: (FromEdge | Beat)[] = []
        const hear = (said: FromEdge | Beat) => heard.push(said)
        hearing.worlds[0]?.stop()
        worlds[0].hear({ fromWorld: () => {}, beat: hear })
        await expect.poll(() => worlds[1].beat(beatOf(2)) ?? heard.length > 0).toBe(true)
        edges[0].toWorld(fromEdge(edgeNames[0], 1))
        await expect.poll(() => other.heard).toContainEqual(fromEdge(edgeNames[0], 1))
        worlds[1].beat(beatOf(3))
        await expect.poll(() => heard.at(-1)).toEqual(beatOf(3))
        expect(heard).not.toContainEqual(fromEdge(edgeNames[0], 1))
      }),
    )

    it(
      'brings nothing any more to whoever has stopped to hear, and to the others all the same',
      withBus(async ({ worlds }, { all }) => {
        all[0]?.stop()
        all[3]?.stop()
        worlds[1].beat(beatOf(2))
        await hears(all.slice(1, 3), [beatOf(2)])
        worlds[1].toEdge(edgeNames[1], toEdge(3))
        worlds[1].beat(beatOf(4))
        await hears(all.slice(1, 3), [beatOf(2), beatOf(4)])
        expect([all[0]?.heard, all[3]?.heard]).toEqual([[], []])
      }),
    )
  })
}
