// A run that can be no success any more ends early, and only then.
import { Result } from 'effect'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EarlyEnd } from '../../src/load/cli/earlyEnd.ts'
import { Measures, type RunCounts } from '../../src/load/measures/measures.ts'
import {
  conclude,
  conclusionLine,
  usualAllowances,
} from '../../src/load/report/requirements/conclusion.ts'
import { isOutOfReach } from '../../src/load/report/requirements/reach.ts'
import { readRequirement } from '../../src/load/report/requirements/requirement.ts'
import { presets, type Scenario } from '../../src/load/scenario/scenario.ts'
import { badServer } from './badServer.ts'
import { runAgainst } from './runContext.ts'

interface Known {
  readonly counts?: Partial<RunCounts>
  readonly joins?: readonly number[]
  readonly errorsTotal?: number
  readonly faultsTotal?: number
  readonly scenario?: Partial<Scenario>
}

const isLost = (text: string, { counts, joins = [], scenario, ...totals }: Known): boolean => {
  const measures = new Measures()
  for (const ms of joins) measures.record('join', ms)
  return isOutOfReach(Result.getOrThrow(readRequirement(text)), {
    ...{ errorsTotal: 0, faultsTotal: 0, ...totals },
    scenario: { ...presets.smoke, users: 10, ...scenario },
    counts: { ...measures.counts, ...counts },
    timed: () => measures,
  })
}

describe('a requirement can no longer be met', () => {
  it.each([
    ['faults==0', { faultsTotal: 1 }],
    ['errors<3', { errorsTotal: 3 }],
    ['errors<=3', { errorsTotal: 4 }],
    ['sent==5', { counts: { sent: 6 } }],
    ['lost<1', { counts: { lost: 1 } }],
    ['join.max<5ms', { joins: [5] }],
    ['join.count<=1', { joins: [1, 1] }],
    ['join.min>5ms', { joins: [4] }],
    ['join.p90<5ms', { joins: [6, 6] }],
    ['join.mean<1ms', { joins: [12] }],
  ] as const)('%s after %j', (text, known) => {
    expect(isLost(text, known)).toBe(true)
  })

  it.each([
    ['faults==0', {}],
    ['errors<=3', { errorsTotal: 3 }],
    ['sent==5', { counts: { sent: 5 } }],
    ['sent>5', { counts: { sent: 1 } }],
    ['unanswered<1', {}],
    ['sentPerSecond<1', { counts: { sent: 100 } }],
    ['join.max<5ms', {}],
    ['join.p90<5ms', { joins: [6] }],
    ['join.mean<1ms', { joins: [9] }],
    ['join.p90<5ms', { joins: [6, 6], scenario: { rejoins: 0.1 } }],
    ['delivery.p99<5ms', { joins: [6, 6] }],
  ] as const)('%s still can after %j', (text, known) => {
    expect(isLost(text, known)).toBe(false)
  })

  it('is said of a percentile of the joins just where no others could make up for those that came', () => {
    const joins = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 })
    const chosen = fc.constantFrom('p50', 'p75', 'p90', 'p95', 'p99', 'p999')
    fc.assert(
      fc.property(joins, fc.nat(30), chosen, (came, others, percentile) => {
        const users = came.length + others
        const whole = new Measures()
        for (const ms of [...came, ...Array.from({ length: others }, () => 0)])
          whole.record('join', ms)
        const best = whole.summary('join')?.[percentile as 'p50'] ?? 0
        const text = `join.${percentile}<=10ms`
        expect(isLost(text, { joins: came, scenario: { users } })).toBe(best > 10)
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})

it('ends a run whose server loses messages, and says so and when', async () => {
  const server = await badServer('loses')
  const stop = new AbortController()
  const requirements = [Result.getOrThrow(readRequirement('faults==0'))]
  const earlyEnd = new EarlyEnd({ requirements, allowances: usualAllowances, stop })
  const lively = { users: 24, ramp: 200, duration: 60, think: 0.05, messagesPerMinute: 600 }
  const { result } = await runAgainst(
    server,
    { ...lively, chat: 0.5, skips: 0.5, interestsEach: 0 },
    {
      stop: stop.signal,
      onMoment: (moment, standing) => earlyEnd.look(moment, standing),
      drainMsMax: 500,
    },
  )
  await server.close()
  expect(result.isStoppedEarly).toBe(true)
  const { abort } = earlyEnd
  expect(abort?.why).toBe('faults==0 can no longer be met')
  const ended = conclude({ ...result, abort }, requirements, usualAllowances)
  expect(conclusionLine(ended)).toMatch(
    new RegExp(
      `^FAILED: ended early after ${abort?.second} s, as faults==0 can no longer be met; `,
    ),
  )
  expect(conclusionLine(ended)).not.toContain('is not met')
})
