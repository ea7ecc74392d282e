// The stream and the cabinet keep what they promise on three NATS servers.
import { expect, it } from 'vitest'
import { describeOnNats } from '../kit/natsServers.ts'
import { onNats, standing } from './onNats.ts'
import { appended } from './patience.ts'
import { streamContract } from './streamContract.ts'

describeOnNats('three NATS servers', () => {
  const { openTwo } = onNats(3)
  streamContract('on them', openTwo)

  it('lets never both of two writers pass who race', async () => {
    const { one, other, close } = await openTwo()
    const took: string[] = []
    for (let last = 0; last < 1_000; last += 1) {
      const names = [`one ${last}`, `other ${last}`]
      const numbers = await Promise.all([
        appended(one.stream, names[0] as string, last),
        appended(other.stream, names[1] as string, last),
      ])
      expect(numbers.filter((number) => number !== null)).toEqual([last + 1])
      took.push(...names.filter((_, at) => numbers[at] !== null))
    }
    expect(await standing(other)).toEqual(took)
    await close()
  })
})
