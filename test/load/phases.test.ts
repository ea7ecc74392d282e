// The course of a run in phases: when visitors come, and how much is said when.
import { Result } from 'effect'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  arrivalsOf,
  endOf,
  type Phase,
  secondsOf,
  speechOf,
} from '../../src/load/scenario/phases.ts'
import { presets, readChanges, scenarioOf } from '../../src/load/scenario/scenario.ts'
import { badServer } from './badServer.ts'
import { runAgainst } from './runContext.ts'

const course = (phases: readonly Phase[], changes = {}) =>
  Result.getOrThrow(scenarioOf('smoke', { phases: [...phases], ...changes }))

describe('phases', () => {
  it('bring visitors evenly over each, and nobody where none are named', () => {
    const ramped = course([
      { seconds: 2, users: 4 },
      { seconds: 3 },
      { seconds: 1, users: 6 },
      { seconds: 4, users: 6 },
    ])
    expect(ramped.users).toBe(6)
    expect([0, 1, 2, 3, 4, 5].map(arrivalsOf(ramped))).toEqual([0, 500, 1_000, 1_500, 5_000, 5_500])
    expect([secondsOf(ramped), endOf(ramped)]).toEqual([10, 10_000])
  })

  it('let visitors come as without phases where these name none', () => {
    const talking = course([{ seconds: 7, messagesPerMinute: 5 }], { users: 3, ramp: 10 })
    expect([0, 1, 2].map(arrivalsOf(talking))).toEqual([0, 100, 200])
    expect(endOf(talking)).toBe(7_000)
    const plain = course([], { users: 3, ramp: 10, duration: 5 })
    expect([endOf(plain), secondsOf(plain)]).toEqual([5_200, 5.3])
  })

  it.each([
    ['{"phases":[{"seconds":1,"users":5},{"seconds":1,"users":4}]}', 'users never to become fewer'],
    ['{"phases":[{"seconds":1,"users":0}]}', 'expected somebody to come'],
    ['{"phases":[{"seconds":0}]}', 'phases.0.seconds: expected a number from 0.001'],
    ['{"phases":[{"users":3}]}', 'seconds'],
    ['{"phases":[{"seconds":1,"user":3}]}', 'user'],
  ])('%s are refused: %s', (json, fault) => {
    const read = Result.flatMap(readChanges(json), (changes) => scenarioOf('smoke', changes))
    expect(Result.isFailure(read) && read.failure.message).toContain(fault)
  })
})

describe('speech', () => {
  it('is due where it has added up, as slow counting has it', () => {
    const anyPhase = fc.record({
      seconds: fc.integer({ min: 1, max: 5 }),
      messagesPerMinute: fc.integer({ min: 0, max: 600 }),
    })
    const phases = fc.array(anyPhase, { maxLength: 4 })
    const start = fc.integer({ min: 0, max: 20_000 })
    fc.assert(
      fc.property(
        phases,
        start,
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (all, from, amount) => {
          const played = course(all, { messagesPerMinute: 60 })
          const rateAt = (ms: number) => {
            let [begins, rate] = [0, 60]
            for (const { seconds, messagesPerMinute } of all) {
              const share = (ms - begins) / (seconds * 1_000)
              if (share < 1) return rate + (messagesPerMinute - rate) * share
              ;[begins, rate] = [begins + seconds * 1_000, messagesPerMinute]
            }
            return rate
          }
          const due = speechOf(played)(from, amount)
          let sum = 0
          const counted = Math.min(due, 80_000)
          for (let ms = from; ms < counted; ms += 5) sum += (rateAt(ms + 2.5) * 5) / 60_000
          if (due <= 80_000) expect(sum).toBeCloseTo(amount, 0)
          else expect(sum).toBeLessThanOrEqual(amount + 0.1)
        },
      ),
      { seed: 5, numRuns: 200 },
    )
  })

  it('is spread as before where there are no phases, and never comes where nobody speaks', () => {
    expect(speechOf(presets.smoke)(500, 2)).toBe(2_500)
    expect(speechOf({ ...presets.smoke, messagesPerMinute: 0 })(0, 1)).toBe(
      Number.POSITIVE_INFINITY,
    )
  })
})

it('are played: all come, and what is said follows them', async () => {
  const server = await badServer('none')
  const phases = [
    { seconds: 0.5, users: 8, messagesPerMinute: 0 },
    { seconds: 0.1, messagesPerMinute: 6_000 },
    { seconds: 1 },
  ]
  const scenario = course(phases, { think: 0.02, skips: 0, drops: 0, interestsEach: 0 })
  const { result } = await runAgainst(server, scenario)
  await server.close()
  expect([result.counts.joined, result.isStoppedEarly]).toEqual([8, false])
  expect(result.counts.sent).toBeGreaterThan(10)
  expect(result.referee.faultsTotal).toBe(0)
})
