// The search for the highest rate that holds.
import { Result } from 'effect'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { searchRate } from '../../src/load/cli/search.ts'
import type { FoundRate, LoadResult } from '../../src/load/measures/loadResult.ts'
import { maxRateLines, triedLine } from '../../src/load/report/maxRateLines.ts'
import { nextRate, triesMax } from '../../src/load/scenario/maxRate.ts'
import { presets, type Scenario } from '../../src/load/scenario/scenario.ts'

/** What a run counts: as many sent as its rate. */
const usualCounts = (rate: number) => ({ sent: rate, connected: 4 })

/** Searches with a server that holds up to `limit`; the run after so many is stopped. */
const search = async (
  first: number,
  limit: number,
  stoppedAt = Number.POSITIVE_INFINITY,
  countsOf = usualCounts,
) => {
  const told: FoundRate['tries'][number][] = []
  let runs = 0
  const played = await searchRate<never>(
    { ...presets.smoke, messagesPerMinute: first },
    {
      requirement: 'delivery.p99<50ms',
      play: async (scenario: Scenario) => {
        runs += 1
        return Result.succeed({
          ...{ scenario, counts: countsOf(scenario.messagesPerMinute), seconds: 2, warmUp: null },
          ...{ isStoppedEarly: runs >= stoppedAt, abort: null },
          bottlenecks: scenario.messagesPerMinute > 4 * limit ? [{ name: 'cpu', text: '' }] : [],
        } as unknown as LoadResult)
      },
      failuresOf: ({ scenario }) => (scenario.messagesPerMinute > limit ? ['it is slow'] : []),
      isOver: () => false,
      tell: (tried) => told.push(tried),
    },
  )
  const { foundRate, scenario } = Result.getOrThrow(played)
  return { found: foundRate as FoundRate, scenario, told }
}

it('doubles the rate until it does not hold, then halves what is between', async () => {
  const { found, scenario, told } = await search(60, 300)
  expect(told.map(({ rate }) => rate)).toEqual([60, 120, 240, 480, 360, 300, 330])
  expect(found).toEqual({ requirement: 'delivery.p99<50ms', rate: 300, ended: null, tries: told })
  expect(scenario.messagesPerMinute).toBe(300)
  expect(maxRateLines(found).slice(0, 3)).toEqual([
    'delivery.p99<50ms holds up to 300 messages a minute each, 150 a second in all; not at 330.',
    'messages a minute each  sent a second        outcome',
    '60                                 30          holds',
  ])
  expect(told.map(triedLine)[3]).toBe('At 480 messages a minute each: does not hold: it is slow.')
})

it('is halved from the first on where that does not hold, and says whose limit it was', async () => {
  const { found, told } = await search(600, 100)
  expect(told.map(({ rate }) => rate)).toEqual([600, 300, 150, 75, 113, 94, 104])
  expect(found.rate).toBe(94)
  expect(told[0]?.failures).toEqual(['it is slow', 'this side was at its limit'])
  const { found: none } = await search(60, 0)
  expect(none.rate).toBeNull()
  expect(maxRateLines(none)[0]).toBe('delivery.p99<50ms holds at no rate that was tried.')
})

it('ends where a run tells nothing of its rate, and says why', async () => {
  const gone = await search(60, 1_000, 99, (rate) =>
    rate > 60 ? { sent: 0, connected: 0 } : usualCounts(rate),
  )
  expect(gone.told.map(({ rate }) => rate)).toEqual([60, 120])
  expect(maxRateLines(gone.found)[0]).toBe(
    'delivery.p99<50ms holds up to 60 messages a minute each, 30 a second in all; not at 120. ' +
      'The search ended, as nobody connected at 120 messages a minute each: see whether the server still runs.',
  )
  const slow = await search(0.5, 0, 99, () => ({ sent: 0, connected: 4 }))
  expect(slow.told.map(({ rate }) => rate)).toEqual([0.5])
  expect(maxRateLines(slow.found)[0]).toBe(
    'delivery.p99<50ms holds at no rate that was tried. The search ended, as nobody sent a message at 0.5 ' +
      'messages a minute each: give a longer --duration, or more --messages-per-minute.',
  )
})

it('says nothing of a rate whose run was stopped', async () => {
  const { found, told } = await search(60, 1_000, 3)
  expect(told.map(({ rate }) => rate)).toEqual([60, 120])
  expect(maxRateLines(found)[0]).toContain(
    'holds up to 120 messages a minute each, 60 a second in all; no higher',
  )
})

it('ends within so many runs, close below the limit', () => {
  const rates = fc.double({ min: 1, max: 10_000, noNaN: true })
  fc.assert(
    fc.property(rates, rates, (first, limit) => {
      const tries: { rate: number; holds: boolean }[] = []
      for (let rate = nextRate([], first); rate !== null; rate = nextRate(tries, first)) {
        tries.push({ rate, holds: rate <= limit })
      }
      expect(tries.length).toBeLessThanOrEqual(triesMax)
      const held = Math.max(0, ...tries.filter(({ holds }) => holds).map(({ rate }) => rate))
      if (tries.length < triesMax && held < 60_000) expect(limit / held).toBeLessThan(1.16)
    }),
    { seed: 4 },
  )
})
