// A key that is overwritten on real NATS servers stays so, whatever comes late.
import { connect, type Msg, headers as nothing } from '@nats-io/transport-node'
import { expect, it } from 'vitest'
import { describeOnNats } from '../kit/natsServers.ts'
import { succeeded } from '../kit/succeeded.ts'
import { onNats } from './onNats.ts'

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
    succeeded(await one.cabinet.put(filed))
    succeeded(await other.cabinet.put(filed.map((each) => ({ ...each, key: null }))))
    await expect.poll(() => sent.length).toBe(6)
    const answers: unknown[] = []
    for (const { subject, data, headers = nothing() } of sent.slice(0, 3)) {
      const answer = await line.request(subject, data, { timeout: 20_000, headers })
      answers.push(answer.json())
    }
    expect(answers).toMatchObject(Array(3).fill({ error: { err_code: 10_071 } }))
    for (const owner of owners) expect(succeeded(await one.cabinet.get(1, owner))).toBe(null)
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
        return (at === 0 ? one : other).cabinet.put(keys)
      })
      for (const filed of filing) succeeded(await filed)
    }
    const found = () => Promise.all(owners.map((owner) => one.cabinet.get(1, owner)))
    await put(key)
    expect((await found()).map(succeeded)).toEqual(owners.map(() => key))
    await put(null)
    await put(key)
    expect((await found()).map(succeeded)).toEqual(owners.map(() => null))
    await close()
  })
})
