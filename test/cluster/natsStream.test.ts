// The stream and the cabinet keep what they promise on one real NATS server.
import { expect, it } from 'vitest'
import { describeOnNats } from '../kit/natsServers.ts'
import { TcpProxy } from '../kit/tcpProxy.ts'
import { onNats } from './onNats.ts'
import { appended } from './patience.ts'
import { streamContract } from './streamContract.ts'

describeOnNats('one NATS server', () => {
  const { openTwo, open, servers } = onNats(1)
  streamContract('on it', openTwo)

  it('has whoever follows hear what came while the line was dead, once and in order', async () => {
    const { one, prefix } = await openTwo()
    const proxy = await TcpProxy.to(servers().url)
    const far = await open(prefix, proxy.address.replace('http', 'nats'))
    const heard: number[] = []
    const stop = far.stream.follow(1, ({ number }) => heard.push(number))
    const append = async (from: number, to: number) => {
      for (let last = from; last < to; last += 1) {
        expect(await appended(one.stream, 'word', last)).toBe(last + 1)
      }
    }
    const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
    await append(0, 5)
    await expect.poll(() => heard).toEqual(numbers(5))
    proxy.passing = 'nothing'
    await append(5, 10)
    expect(heard).toEqual(numbers(5))
    proxy.passing = 'everything'
    await expect.poll(() => heard).toEqual(numbers(10))
    await append(10, 12)
    await expect.poll(() => heard).toEqual(numbers(12))
    await far.close()
    stop()
    await proxy.end()
  })
})
