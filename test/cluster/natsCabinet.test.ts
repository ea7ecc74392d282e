// A key that is overwritten on real NATS servers stays so, whatever comes late.
import { connect, type Msg, headers as nothing } from '@nats-io/transport-node'
import { expect, it } from 'vitest'
import { describeOnNats } from '../kit/natsServers.ts'
import { onNats } from './onNats.ts'
import { answered } from './patience.ts'

const key = new Uint8Array(32).fill(7)

describeOnNats('a cabinet on one NATS server', () => {
  const { openTwo, servers } = onNats(1)

  it('refuses every copy of what was filed, as it was sent, once anything came after it', async () => {
    const { one, other, prefix, close } = await openTwo()
    const line = await connect({ servers: servers().url })
    const sent: Msg[] = []
    line.subscribe(`${prefix}.key.>`, { callback: (_, message) => void sent.push(message) })
    await line.flush()
    const owners = ['ann', 'bea', 'cid']
    const filed = owners.map((owner) => ({ epoch: 1, owner, key }))
    await answered(() => one.cabinet.put(filed))
    await answered(() => other.cabinet.put(filed.map((each) => ({ ...each, key: null }))))
    // Once each, or more often where nobody answered.
    const ofAll = (some: readonly Msg[]) => new Set(some.map(({ subject }) => subject)).size
    const copies = () => sent.filter(({ data }) => data.length > 0)
    const overwriting = () => sent.filter(({ data }) => data.length === 0)
    await expect.poll(() => [ofAll(copies()), ofAll(overwriting())]).toEqual([3, 3])
    const sentSoFar = copies()
    const answers: unknown[] = []
    for (const { subject, data, headers = nothing() } of sentSoFar) {
      const answer = await line.request(subject, data, { timeout: 20_000, headers })
      answers.push(answer.json())
    }
    expect(answers).toMatchObject(sentSoFar.map(() => ({ error: { err_code: 10_071 } })))
    for (const owner of owners) expect(await answered(() => one.cabinet.get(1, owner))).toBe(null)
    await line.close()
    await close()
  })

  it('looks what stands there before it files, but for what is new where nobody else has filed since', async () => {
    const { one, other, close } = await openTwo()
    const line = await connect({ servers: servers().url })
    let looks = 0
    line.subscribe('$JS.API.STREAM.MSG.GET.>', {
      callback: () => {
        looks += 1
      },
    })
    await line.flush()
    const looksOf = async (filing: () => Promise<unknown>) => {
      const before = looks
      await filing()
      await line.flush()
      return looks - before
    }
    const file = (cabinet: typeof one.cabinet, owner: string, areNew: boolean) => () =>
      answered(() => cabinet.put([{ epoch: 1, owner, key }], areNew))
    expect(await looksOf(file(one.cabinet, 'ann', true))).toBeGreaterThan(0)
    expect(await looksOf(file(one.cabinet, 'bea', true))).toBe(0)
    expect(await looksOf(file(one.cabinet, 'cid', false))).toBeGreaterThan(0)
    await file(other.cabinet, 'dan', false)()
    expect(await looksOf(file(one.cabinet, 'eve', true))).toBeGreaterThan(0)
    expect(await answered(() => other.cabinet.get(1, 'eve'))).toEqual(key)
    await line.close()
    await close()
  })

  it('has the servers let go of what is overwritten after an hour, where they can', async () => {
    const { one, prefix, close } = await openTwo()
    const line = await connect({ servers: servers().url })
    const sent: Msg[] = []
    line.subscribe(`${prefix}.key.>`, { callback: (_, message) => void sent.push(message) })
    await line.flush()
    for (const of of [key, null]) {
      await answered(() => one.cabinet.put([{ epoch: 1, owner: 'ann', key: of }]))
    }
    const [major, minor] = (line.info?.version ?? '').split('.').map(Number) as [number, number]
    const canLetGo = major > 2 || minor >= 11
    const keptFor = (isOver: boolean) =>
      new Set(
        sent
          .filter(({ data }) => (data.length === 0) === isOver)
          .map(({ headers }) => headers?.get('Nats-TTL')),
      )
    await expect.poll(() => keptFor(true)).toEqual(new Set([canLetGo ? '1h' : '']))
    expect(keptFor(false)).toEqual(new Set(['']))
    await line.close()
    await close()
  })

  it('files all of what several file at the same time, and overwrites it for good', async () => {
    const { one, other, close } = await openTwo()
    const owners = Array.from({ length: 300 }, (_, at) => `owner ${at}`)
    const put = async (of: Uint8Array | null) => {
      const lots = [owners.slice(0, 200), owners.slice(100)]
      const filing = lots.map((lot, at) => {
        const keys = lot.map((owner) => ({ epoch: 1, owner, key: of }))
        return answered(() => (at === 0 ? one : other).cabinet.put(keys))
      })
      await Promise.all(filing)
    }
    const found = () =>
      Promise.all(owners.map((owner) => answered(() => one.cabinet.get(1, owner))))
    await put(key)
    expect(await found()).toEqual(owners.map(() => key))
    await put(null)
    await put(key)
    expect(await found()).toEqual(owners.map(() => null))
    await close()
  })
})
