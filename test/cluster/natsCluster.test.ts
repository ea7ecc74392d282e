// The stream and the cabinet keep what they promise on three NATS servers, of which one may be lost.
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { describeOnNats } from '../kit/natsServers.ts'
import { onNats, standing } from './onNats.ts'
import { streamContract } from './streamContract.ts'

describeOnNats('three NATS servers', () => {
  const { openTwo, servers } = onNats(3)
  streamContract('on them', openTwo)

  it('lets never both of two writers pass who race', async () => {
    const { one, other, close } = await openTwo()
    const took: string[] = []
    for (let last = 0; last < 1_000; last += 1) {
      const names = [`one ${last}`, `other ${last}`]
      const appended = await Promise.all([
        one.stream.append(names[0] as string, last),
        other.stream.append(names[1] as string, last),
      ])
      const numbers = appended.map((result) => (Result.isSuccess(result) ? result.success : null))
      expect(numbers.filter((number) => number !== null)).toEqual([last + 1])
      took.push(...names.filter((_, at) => numbers[at] !== null))
    }
    expect(await standing(other)).toEqual(took)
    await close()
  })

  it('go on with a stream whose leading server is killed: nothing lost, nothing twice', async () => {
    const { one, other, prefix, close } = await openTwo()
    const heard: string[] = []
    let stopped = () => {}
    const all = new Promise<void>((settle) => {
      stopped = other.stream.follow(1, ({ number, data }) => {
        expect(number).toBe(heard.push(data))
        if (data === 'last') settle()
      })
    })
    const taken: string[] = []
    const append = async (data: string): Promise<void> => {
      for (;;) {
        const appended = await one.stream.append(data, taken.length)
        const read = Result.isSuccess(appended) ? null : await standing(one)
        const own = read === null ? data : read[taken.length]
        if (read === null) expect(Result.getOrThrow(appended)).toBe(taken.length + 1)
        if (own === undefined) continue
        expect(own).toBe(data)
        taken.push(own)
        return
      }
    }
    for (let at = 0; at < 50; at += 1) await append(`before ${at}`)
    const leading = await servers().leaderOf(`${prefix}-log`)
    const killed = leading.kill()
    for (let at = 0; at < 50; at += 1) await append(`after ${at}`)
    await killed
    await append('last')
    await all
    expect(heard).toEqual(taken)
    expect(await standing(other)).toEqual(taken)
    stopped()
    await servers().restart(leading)
    await close()
  })
})
