// A stream that falls silent while it is read: said after a while, and given up in the end.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encodedEntry } from '../../src/cluster/entries.ts'
import { openNats } from '../../src/cluster/nats/nats.ts'
import { natsPrefix } from '../../src/cluster/nats/streams.ts'
import { streamSource } from '../../src/replay/source/streamSource.ts'
import { describeOnNats, NatsServers } from '../kit/natsServers.ts'
import { succeeded } from '../kit/succeeded.ts'
import { TcpProxy } from '../kit/tcpProxy.ts'

/** A second passes with each look. */
const hasty = (looked: () => void) => {
  let now = 0
  return {
    monotonic: () => now,
    after: (_: number, wake: () => void) => {
      looked()
      now += 1_000
      setTimeout(wake, 1)
      return { wake }
    },
    disarm: () => {},
  }
}

describeOnNats('a log on NATS', () => {
  let servers: NatsServers
  let proxy: TcpProxy
  beforeAll(async () => {
    servers = await NatsServers.start(1)
    proxy = await TcpProxy.to(servers.url)
    const clock = { after: () => ({ wake: null }), disarm: () => {}, monotonic: () => 0 }
    const parts = { url: servers.url, clock, report: () => {}, prefix: natsPrefix }
    const nats = succeeded(await openNats(parts))
    const claim = encodedEntry({ kind: 'claim', epoch: 1, world: 'a' })
    succeeded(await nats.stream.append(claim, 0))
    await nats.close()
  })
  afterAll(async () => {
    await proxy?.end()
    await servers?.stop()
  })

  it('of which nothing comes any more is waited for, and that is said once', async () => {
    const url = proxy.address.replace('http', 'nats')
    const reports: string[] = []
    const opened = await streamSource({
      ...{ url, environment: {}, report: (_, message) => reports.push(message) },
      clock: hasty(() => {
        proxy.passing = 'nothing'
      }),
    })
    expect(reports).toEqual([`NATS at ${url} sends nothing of the log: waiting up to 10 s`])
    const message = `NATS does not answer at ${url} any more: most of its servers have to be up.`
    expect(opened).toMatchObject({ failure: { _tag: 'NotALog', message } })
  })
})
