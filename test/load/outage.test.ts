// A server that is away for a while, or for good: nothing of that is left out.
import { describe, expect, it } from 'vitest'
import { conclude, usualAllowances } from '../../src/load/report/requirements/conclusion.ts'
import type { Scenario } from '../../src/load/scenario/scenario.ts'
import type { FinishedRun } from '../../src/load/visitors/chronicle.ts'
import type { Standing } from '../../src/load/visitors/moments.ts'
import { startServer } from '../http/testServer.ts'
import { badServer } from './badServer.ts'
import { type Door, doorTo, type Refusal } from './door.ts'
import { runAgainst, until } from './runContext.ts'

/** Eight who stay together and talk a lot, until the run is stopped. */
const talkative = {
  ...{ users: 8, ramp: 100, duration: 600, think: 0.05, messagesPerMinute: 600 },
  ...{ skips: 0, drops: 0, interestsEach: 0 },
  genders: { male: 0, female: 0, other: 1 },
  seeks: { male: 0, female: 0, anyone: 1 },
}

interface Through {
  readonly refusal?: Refusal | null
  readonly changes?: Partial<Scenario>
  readonly drainMsMax?: number
  readonly patienceMs?: number
}

/** Runs through a door, by which it `looks` each second whether it is enough. */
const runThrough = async (
  looks: (run: Standing, door: Door) => boolean,
  { refusal = null, changes = {}, drainMsMax = 500, patienceMs = 10_000 }: Through = {},
): Promise<FinishedRun['result']> => {
  const server = await startServer({ messagesPerSecond: 0 })
  const door = await doorTo(Number(new URL(server.origin).port), refusal)
  const { result } = await runAgainst(
    door,
    { ...talkative, ...changes },
    { ...until((run) => looks(run, door)), drainMsMax, patienceMs },
  )
  await door.close()
  await server.stop()
  return result
}

const failuresOf = (result: FinishedRun['result']): readonly string[] =>
  conclude(result, [], usualAllowances).failures

describe.concurrent('a server that', () => {
  it('is away for a while has every message counted from when it was due', async () => {
    let deliveredBefore = 0
    const result = await runThrough(
      ({ measures: { counts }, gauges }, door) => {
        if (deliveredBefore === 0 && counts.delivered > 50) {
          deliveredBefore = counts.delivered
          door.shut()
        }
        if (counts.dueInOutage > 40) door.open()
        const isBack = !door.isShut() && gauges.away + gauges.coming === 0
        return isBack && deliveredBefore > 0 && counts.delivered > deliveredBefore + 100
      },
      { drainMsMax: 20_000 },
    )
    const { counts, latencies, referee } = result
    expect(referee.examples).toEqual([])
    expect(latencies.outage?.count).toBe(8)
    expect(counts.dueInOutage).toBeGreaterThan(40)
    expect(counts.sent).toBe(counts.acknowledged)
    expect(latencies.ack?.count).toBe(counts.acknowledged)
    expect(counts.caughtUp + counts.delivered).toBe(counts.sent)
    expect(latencies.delivery?.count).toBe(counts.sent)
    expect(counts.lost).toBe(0)
  })

  it('is gone for good has lost everybody, who tries to the end', async () => {
    const result = await runThrough(({ measures: { counts, errorsTotal }, gauges }, door) => {
      if (counts.delivered > 20) door.shut()
      return gauges.away === 8 && errorsTotal > 30
    })
    const { counts, latencies, left } = result
    expect(failuresOf(result)).toContain('8 of 8 visitors lost for good (--allow-lost)')
    expect(latencies.outage?.count).toBe(8)
    expect(counts.dueInOutage).toBeGreaterThan(0)
    expect(left.unanswered).toBeGreaterThanOrEqual(counts.dueInOutage)
    expect(latencies.ack?.count).toBe(counts.acknowledged + left.unanswered)
  })

  it('is gone for good has lost those as well who were away by themselves before', async () => {
    const { counts } = await runThrough(
      ({ measures, gauges }, door) => {
        if (measures.counts.returns >= 8) door.shut()
        return gauges.away === 8 && measures.errorsTotal > 30
      },
      { changes: { stormEvery: 1.5, away: 0.1 } },
    )
    expect(counts.lost).toBe(8)
  })

  it('is gone for longer than an answer may take is not charged with what it could not answer', async () => {
    const result = await runThrough(
      ({ measures: { counts }, gauges }, door) => {
        if (counts.delivered > 20) door.shut()
        return gauges.away === 8 && counts.dueInOutage > 100
      },
      { patienceMs: 200 },
    )
    expect(result.referee.examples).toEqual([])
    expect(result.left.unanswered).toBeGreaterThan(0)
  })

  it('hangs up with a refusal on its way has lost nothing that it took', async () => {
    const server = await badServer('hangs up with a refusal on its way', 60_000)
    const { result } = await runAgainst(server, talkative, {
      ...until(({ measures: { counts } }) => counts.refused > 16 && counts.acknowledged > 100),
      ...{ drainMsMax: 20_000, graceMs: 60_000 },
    })
    await server.close()
    expect(result.referee.examples).toEqual([])
    const { sent, acknowledged, refused } = result.counts
    expect(sent - acknowledged - refused).toBe(result.left.unanswered)
  })

  it('cannot store every other wish is asked again, and charged with nothing', async () => {
    const server = await badServer('cannot store every other wish')
    const { result } = await runAgainst(
      server,
      { ...talkative, skips: 1, chat: 0.5, blocks: 0.3 },
      {
        ...until(({ measures: { counts } }) => counts.skips > 30 && counts.blocks > 3),
        ...{ drainMsMax: 1_000, patienceMs: 1_000 },
      },
    )
    await server.close()
    expect(result.referee.examples).toEqual([])
    expect(result.errors['error: unavailable']).toBeGreaterThan(20)
    expect(result.counts.matches).toBeGreaterThan(30)
  })

  it('gives nobody a WebSocket is no success, however many join', async () => {
    const result = await runThrough(({ measures: { errorsTotal } }) => errorsTotal > 20, {
      refusal: '502 Bad Gateway',
    })
    expect(result.counts).toMatchObject({ joined: 8, connected: 0, lost: 8 })
    expect(failuresOf(result)).toEqual([
      'nobody connected',
      '8 of 8 visitors lost for good (--allow-lost)',
      expect.stringContaining('errors, more than 1 % of the 8 things'),
    ])
  })

  it.each([
    ['never answers joins', 'join: no answer in 2 s', 'nobody connected, '],
    ['never answers upgrades', 'upgrade: no answer in 2 s', 'nobody connected, '],
    ['never welcomes', 'welcome: no answer in 2 s', 'nobody who connected was welcomed ('],
  ] as const)('%s is told so: %s', async (vice, error, failure) => {
    const server = await badServer(vice)
    const { result } = await runAgainst(server, talkative, {
      ...until(({ measures: { errorsTotal } }) => errorsTotal > 8),
      ...{ answerMsMax: 2_000, drainMsMax: 500 },
    })
    await server.close()
    expect(Object.keys(result.errors)).toEqual([error])
    expect(failuresOf(result)[0]).toContain(`${failure}${error}`)
    expect(result.latencies.outage?.count).toBe(8)
    expect(result.left.connections).toBeLessThanOrEqual(8)
  })

  it('refuses for good is not asked again', async () => {
    const result = await runThrough(({ measures: { counts } }) => counts.lost === 8, {
      refusal: '301 Moved Permanently',
    })
    expect(result.errors).toEqual({ 'upgrade: 301': 8 })
  })

  it('was left by its visitors themselves is not charged with that', async () => {
    const result = await runThrough(({ measures: { counts } }) => counts.caughtUp > 10, {
      changes: { drops: 1, chat: 0.4, away: 0.2 },
    })
    const { counts, latencies } = result
    expect(counts.drops).toBeGreaterThan(0)
    expect(latencies.outage).toBeNull()
    expect(latencies.delivery?.count).toBe(counts.delivered)
    expect(failuresOf(result)).toEqual([])
  })
})
