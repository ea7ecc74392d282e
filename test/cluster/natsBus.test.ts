// The bus on real NATS servers keeps what a bus promises, and goes on after they were away.
import { connect } from '@nats-io/transport-node'
import { expect, it } from 'vitest'
import type { WorldBus } from '../../src/cluster/bus.ts'
import type { Beat, FromEdge, ToEdge } from '../../src/cluster/messages.ts'
import { lotCharactersMax } from '../../src/cluster/nats/saying.ts'
import { describeOnNats } from '../kit/natsServers.ts'
import { busContract, edgeNames } from './busContract.ts'
import { onNats } from './onNats.ts'

const commandOf = (n: number, characters: number): FromEdge => ({
  ...{ kind: 'command', edge: 'a', epoch: 1, n, at: [1, 0] },
  command: {
    ...{ type: 'frame', socket: n },
    frame: { type: 'send_message', id: `${n}`, text: 'ü'.repeat(characters) },
  },
})

/** Of any size that there is, most of them small; one alone in a message, and some that go in pieces. */
const charactersOf = (n: number): number => {
  if (n % 1_300 === 0) return 7 * lotCharactersMax
  if (n === 2_000) return lotCharactersMax - 200
  return n % 100 === 0 ? lotCharactersMax / 3 : (n * 37) % 500
}

/** By what it says. */
const isReached = async (beats: WorldBus, heard: unknown[]): Promise<void> => {
  const beat = (turn: number): Beat => ({ world: 'w', epoch: 1, turn })
  await expect.poll(() => beats.beat(beat(-2)) ?? heard.length > 0).toBe(true)
  beats.beat(beat(-1))
  await expect.poll(() => heard.at(-1)).toEqual(beat(-1))
  heard.length = 0
}

describeOnNats('one NATS server', () => {
  const { openTwo, open, servers, reports } = onNats(1)

  busContract('on it', async () => {
    const { one, other, prefix } = await openTwo()
    const [third, fourth] = [await open(prefix), await open(prefix)]
    return {
      worlds: [one.worldBus(), other.worldBus()],
      edges: [third.edgeBus(edgeNames[0]), fourth.edgeBus(edgeNames[1])],
      close: async () => {
        for (const nats of [one, other, third, fourth]) await nats.close()
      },
    }
  })

  it('brings thousands of any size in order, in few messages, with beats in their places', async () => {
    const { one, other, prefix, close } = await openTwo()
    const heard: (FromEdge | ToEdge | Beat)[] = []
    const hear = (said: FromEdge | ToEdge | Beat) => heard.push(said)
    const world = other.worldBus()
    world.hear({ fromWorld: () => {}, beat: hear })
    world.hearEdges(hear)
    const watch = await connect({ servers: servers().url })
    const watched = watch.subscribe(`${prefix}.cmd`, { callback: () => {} })
    await watch.flush()
    const beats = one.worldBus()
    await isReached(beats, heard)
    const said: (FromEdge | Beat)[] = []
    const edge = one.edgeBus('a')
    for (let n = 1; n <= 4_000; n += 1) {
      const command = commandOf(n, charactersOf(n))
      edge.toWorld(command)
      said.push(command)
      if (n % 1_000 !== 0) continue
      const beat = { world: 'w', epoch: 1, turn: n }
      beats.beat(beat)
      said.push(beat)
    }
    await expect.poll(() => heard.length).toBe(said.length)
    expect(heard).toEqual(said)
    await watch.flush()
    expect(watched.getReceived()).toBeLessThan(100)
    await watch.close()
    await close()
  })

  it('says in short to whoever has said that it understands that, and else in full', async () => {
    const { one, other, prefix, close } = await openTwo()
    const wire = await connect({ servers: servers().url })
    const seen: unknown[] = []
    const see = (_: unknown, message: { json: () => unknown }) => {
      seen.push(...[message.json()].flat())
    }
    wire.subscribe(`${prefix}.cmd`, { callback: see })
    wire.subscribe(`${prefix}.edge.>`, { callback: see })
    await wire.flush()
    const say = (subject: string, said: object) =>
      wire.publish(`${prefix}.${subject}`, JSON.stringify([said]))
    const heardByWorld: FromEdge[] = []
    const heardByEdge: (ToEdge | Beat)[] = []
    const [world, edge] = [one.worldBus(), other.edgeBus('a')]
    world.hearEdges((said) => heardByWorld.push(said))
    edge.hear({
      toEdge: (said) => heardByEdge.push(said),
      beat: (beat) => heardByEdge.push(beat),
      stalled: () => {},
    })
    const beat: Beat = { world: 'w', epoch: 1, turn: 0 }
    const hello: FromEdge = {
      ...{ kind: 'hello', edge: 'a', epoch: 1, seen: null, next: 1, sockets: [] },
    }
    const told: ToEdge = {
      ...{ kind: 'said', epoch: 1, after: 0, turn: 1, done: 0, refused: [], outcomes: [] },
      said: [[1, { type: 'frame', socket: 1, frame: { type: 'sent', id: '1', seq: 1, at: 2 } }]],
    }
    const saidBy = async (play: () => void, count: number): Promise<unknown[]> => {
      seen.length = 0
      play()
      await expect.poll(() => seen.length).toBe(count)
      return [...seen]
    }
    const command = commandOf(1, 3)
    await expect.poll(() => say('beat', beat) ?? heardByEdge.length > 0).toBe(true)
    expect(await saidBy(() => edge.toWorld(command), 1)).toEqual([command])
    await saidBy(() => say('cmd', hello), 1)
    await expect.poll(() => heardByWorld).toEqual([command, hello])
    expect(await saidBy(() => world.toEdge('a', told), 1)).toEqual([told])

    world.beat({ ...beat, turn: 1 })
    await expect.poll(() => heardByEdge.at(-1)).toEqual({ ...beat, turn: 1 })
    await saidBy(() => edge.toWorld(hello), 1)
    await expect.poll(() => heardByWorld.at(-1)).toEqual(hello)
    expect(await saidBy(() => edge.toWorld(command), 1)).not.toEqual([command])
    expect(JSON.stringify(await saidBy(() => world.toEdge('a', told), 1))).not.toContain('frame')
    await expect.poll(() => heardByWorld.at(-1)).toEqual(command)
    await expect.poll(() => heardByEdge.at(-1)).toEqual(told)
    await wire.close()
    await close()
  })

  it('brings what was said last before it is closed', async () => {
    const { one, other, close } = await openTwo()
    const heard: Beat[] = []
    const said: FromEdge[] = []
    const world = other.worldBus()
    world.hear({ fromWorld: () => {}, beat: (beat) => heard.push(beat) })
    world.hearEdges((command) => said.push(command))
    const beats = one.worldBus()
    await isReached(beats, heard)
    one.edgeBus('a').toWorld(commandOf(1, 10))
    await one.close()
    await expect.poll(() => said).toEqual([commandOf(1, 10)])
    await close()
  })

  it('loses what is said while it is away, brings the rest in order, and never fails', async () => {
    const { one, other, close } = await openTwo()
    const heard: number[] = []
    const stop = other.edgeBus('a').hear({
      toEdge: () => {},
      beat: ({ turn }) => heard.push(turn),
      stalled: () => {},
    })
    const world = one.worldBus()
    let turn = 0
    const beatUntil = async (isEnough: () => boolean): Promise<void> => {
      const beat = (): Beat => ({ world: 'w', epoch: 1, turn: ++turn })
      await expect.poll(() => world.beat(beat()) ?? isEnough()).toBe(true)
    }
    await beatUntil(() => heard.length >= 3)
    reports.splice(0)
    const [server] = servers().servers
    await server?.kill()
    const awayUntil = turn + 20
    await beatUntil(() => turn > awayUntil)
    if (server) await servers().restart(server)
    const before = heard.length
    await beatUntil(() => heard.length >= before + 3)
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b))
    stop()
    await close()
    expect(new Set(reports)).toEqual(new Set(['NATS is not reached', 'NATS is reached again']))
    world.beat({ world: 'w', epoch: 1, turn: 0 })
  })
})
