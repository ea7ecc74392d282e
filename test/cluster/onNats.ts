// Several who share what real NATS servers keep.
import { afterAll, beforeAll } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { type Nats, openNats } from '../../src/cluster/nats/nats.ts'
import { lettingGo, NatsServers } from '../kit/natsServers.ts'
import { succeeded } from '../kit/succeeded.ts'
import { answered } from './patience.ts'

export interface TwoOnNats {
  readonly one: Nats
  readonly other: Nats
  /** By which what they share is named on the servers. */
  readonly prefix: string
  readonly letGo: (upTo: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Servers for the tests around it; each two who are opened share what is new. */
export const onNats = (count: 1 | 3) => {
  let servers: NatsServers
  let stopClock = () => {}
  let clock: ReturnType<typeof systemClock>['clock']
  let prefixes = 0
  const opened: Nats[] = []

  beforeAll(async () => {
    const system = systemClock()
    clock = system.clock
    stopClock = system.stop
    servers = await NatsServers.start(count)
  })
  afterAll(async () => {
    for (const one of opened) await one.close()
    stopClock()
    await servers?.stop()
  })

  const reports: string[] = []
  const report = (_: string, message: string) => void reports.push(message)
  const parts = () => ({ url: servers.url, clock, report })

  const open = async (prefix: string, url = servers.url): Promise<Nats> => {
    const nats = succeeded(await openNats({ ...parts(), prefix, url }))
    opened.push(nats)
    return nats
  }

  const openTwo = async (): Promise<TwoOnNats> => {
    prefixes += 1
    const prefix = `test${prefixes}`
    const [one, other] = [await open(prefix), await open(prefix)]
    const close = async () => {
      await one.close()
      await other.close()
    }
    const letGo = (upTo: number) => lettingGo({ url: servers.url }, `${prefix}-log`, upTo)
    return { one, other, prefix, letGo, close }
  }

  return { servers: () => servers, openTwo, open, parts, reports }
}

/** All that stands in a stream, asked until it is answered. */
export const standing = async ({ stream }: Nats): Promise<readonly string[]> => {
  const texts: string[] = []
  for (;;) {
    const read = await answered(() => stream.read(texts.length + 1))
    if (read.length === 0) return texts
    texts.push(...read.map(({ data }) => data))
  }
}
