// What is left out of the figures as a warm-up: times and rates, and nothing else.
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { readOptions } from '../../src/load/cli/options.ts'
import { type LoadResult, perSecond } from '../../src/load/measures/loadResult.ts'
import { RunMeasures } from '../../src/load/measures/runMeasures.ts'
import { warmUpRows } from '../../src/load/report/warmUpRows.ts'
import { scenarioOf } from '../../src/load/scenario/scenario.ts'
import { badServer } from './badServer.ts'
import { runAgainst, until } from './runContext.ts'

const send = (measures: RunMeasures, ms: number): void => {
  const target = measures.of(0)
  target.record('delivery', ms)
  target.counts.sent += 1
  target.error('late')
}

it.each(['one process', 'several processes'])('is the same in %s', (kind) => {
  const here = new RunMeasures(1, true)
  const there = new RunMeasures(1, true)
  const whole = kind === 'one process' ? here : new RunMeasures(1)
  const pulse = () => whole.add(structuredClone(there.take()), there.isWarmingUp)
  const playing = kind === 'one process' ? here : there
  for (const ms of [100, 200]) send(playing, ms)
  if (playing === there) pulse()
  expect(whole.takeRecent()?.max).toBe(200)
  playing.endWarmUp()
  playing.endWarmUp()
  send(playing, 3)
  if (playing === there) pulse()
  expect(whole.whole().summary('delivery')).toMatchObject({ count: 1, max: 3 })
  expect([whole.counts.sent, whole.warmUp.sent, whole.errorsTotal]).toEqual([3, 2, 3])
})

it('is all of it where the run is stopped before it is over', async () => {
  const server = await badServer('none')
  const { result } = await runAgainst(
    server,
    { users: 24, ramp: 200, duration: 60, warmUp: 50, think: 0.05, messagesPerMinute: 600 },
    { ...until(({ measures }) => measures.counts.delivered > 10), drainMsMax: 1 },
  )
  await server.close()
  expect(result.counts.joined).toBe(24)
  expect(result.latencies.join).toBeNull()
  expect(result.warmUp?.counts.joined).toBe(24)
  expect(result.warmUp?.counts.delivered).toBeGreaterThan(10)
  expect(result.warmUp?.seconds).toBeLessThanOrEqual(result.seconds)
})

it('is told in words, and no rate is of it', () => {
  const counts = { joined: 50, sent: 1_000, delivered: 900 }
  const warmUp = { seconds: 10, counts: { ...counts, sent: 400 } }
  const result = { seconds: 40, counts, warmUp } as unknown as LoadResult
  expect(perSecond('sent', result)).toBe(20)
  expect(perSecond('sent', { ...result, warmUp: null })).toBe(25)
  const text =
    'the first 10 s, in which 50 joined, and 400 messages were sent and 900 delivered, ' +
    'of which no time is counted'
  expect(warmUpRows(result)).toEqual([['warm-up', text]])
  expect(warmUpRows({ ...result, warmUp: null })).toEqual([])
})

it('is asked for in a time, which must end while visitors play', async () => {
  const asked = async (time: string) =>
    Result.getOrThrow(await readOptions(['--warm-up', time]))?.changes
  expect([await asked('10s'), await asked('1.5m'), await asked('500ms'), await asked('7')]).toEqual(
    [10, 90, 0.5, 7].map((warmUp) => ({ warmUp })),
  )
  const message = 'warmUp: expected less than the 7 s that visitors play'
  expect(scenarioOf('smoke', { warmUp: 7 })).toMatchObject({ failure: { message } })
  expect(Result.isSuccess(scenarioOf('smoke', { warmUp: 6.9 }))).toBe(true)
})
