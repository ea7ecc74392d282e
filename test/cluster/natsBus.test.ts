// The bus on real NATS servers keeps what a bus promises, and goes on after they were away.
import { expect, it } from 'vitest'
import type { Beat } from '../../src/cluster/messages.ts'
import { describeOnNats } from '../kit/natsServers.ts'
import { busContract, edgeNames } from './busContract.ts'
import { onNats } from './onNats.ts'

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

  it('loses what is said while it is away, brings the rest in order, and never fails', async () => {
    const { one, other, close } = await openTwo()
    const heard: number[] = []
    const stop = other.edgeBus('a').hear({
      toEdge: () => {},
      beat: ({ turn }) => heard.push(turn),
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
