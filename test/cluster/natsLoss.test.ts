// Three NATS servers of which one after the other is lost: what stands there stays, and nothing stops.
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { type Nats, openNats } from '../../src/cluster/nats/nats.ts'
import { describeOnNats } from '../kit/natsServers.ts'
import { succeeded } from '../kit/succeeded.ts'
import { onNats, standing } from './onNats.ts'
import { answered } from './patience.ts'

/** Appends as a world does: until its own stands where it was to be; and knows what stands there. */
class Writer {
  readonly taken: string[] = []
  /** Appends of which nobody said what became of them. */
  unanswered = 0
  readonly #nats: Nats

  constructor(nats: Nats) {
    this.#nats = nats
  }

  async append(data: string): Promise<void> {
    for (;;) {
      const { length } = this.taken
      const appended = await this.#nats.stream.append(data, length)
      if (Result.isFailure(appended)) {
        if (appended.failure._tag === 'Unanswered') this.unanswered += 1
        const read = (await standing(this.#nats))[length]
        if (read === undefined) continue
        expect(read).toBe(data)
      } else expect(appended.success).toBe(length + 1)
      this.taken.push(data)
      return
    }
  }
}

const key = new Uint8Array(32).fill(7)

const keyOf = ({ cabinet }: Nats, owner: string): Promise<Uint8Array | null> =>
  answered(() => cabinet.get(1, owner))

describeOnNats('three NATS servers, of which one is lost', () => {
  const { openTwo, servers, parts } = onNats(3)

  it('keep stream and keys, and whoever follows hears all once', async () => {
    const { one, other, prefix, close } = await openTwo()
    const heard: string[] = []
    let settle = () => {}
    const all = new Promise<void>((resolve) => {
      settle = resolve
    })
    const stop = other.stream.follow(1, ({ number, data }) => {
      expect(number).toBe(heard.push(data))
      if (data === 'last') settle()
    })
    const writer = new Writer(one)
    await answered(() => one.cabinet.put([{ epoch: 1, owner: 'ann', key }]))
    await answered(() => one.cabinet.put([{ epoch: 1, owner: 'bea', key: null }]))
    const leader = await servers().leaderOf(`${prefix}-log`)
    const [follower = leader] = servers().servers.filter((server) => server !== leader)
    for (const [at, server] of [leader, follower].entries()) {
      for (let n = 0; n < 30; n += 1) await writer.append(`before ${at} ${n}`)
      const killed = server.kill()
      for (let n = 0; n < 30; n += 1) await writer.append(`after ${at} ${n}`)
      await killed
      expect(await keyOf(other, 'ann')).toEqual(key)
      expect(await keyOf(other, 'bea')).toBe(null)
      await servers().restart(server)
      for (const kind of ['log', 'keys']) await servers().leaderOf(`${prefix}-${kind}`, 2)
    }
    await writer.append('last')
    await all
    expect(heard).toEqual(writer.taken)
    expect(await standing(other)).toEqual(writer.taken)
    stop()
    await close()
  })

  it('are enough to begin with', async () => {
    const [first] = servers().servers
    await first?.kill()
    await servers().leaderOf(undefined, 1)
    const { one, other } = await openTwo()
    const writer = new Writer(one)
    await writer.append('first')
    expect(await standing(other)).toEqual(['first'])
    if (first) await servers().restart(first)
  })

  it('take over what stands on one of them', async () => {
    const line = await connect({ servers: servers().url.split(',') })
    const { streams } = await jetstreamManager(line)
    const kept = { name: 'alone-log', subjects: ['alone.log'], num_replicas: 1 }
    await streams.add(kept)
    await line.request('alone.log', 'first', { timeout: 20_000 })
    const reports: string[] = []
    const report = (_: string, message: string) => reports.push(message)
    const nats = succeeded(await openNats({ ...parts(), prefix: 'alone', report }))
    await servers().leaderOf('alone-log', 2)
    expect(await standing(nats)).toEqual(['first'])
    expect(reports).toEqual([])
    await nats.close()
    await line.close()
  })
})
