// The server's clock, as far as round trips tell.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ClockAhead, dueHere, heardOf } from '../../../../web/session/line/serverClock.ts'
import { dawn } from '../testClient.ts'

const trip = fc.record({
  gapMs: fc.integer({ min: 0, max: 60_000 }),
  thereMs: fc.integer({ min: 0, max: 4_000 }),
  backMs: fc.integer({ min: 0, max: 4_000 }),
})

const trips = fc.array(trip, { minLength: 1, maxLength: 20 })

const aheadMs = fc.integer({ min: -10 * 60_000, max: 10 * 60_000 })

it('is known to within the shortest round trip, and promises no more time than there is', () => {
  fc.assert(
    fc.property(aheadMs, trips, (ahead, all) => {
      let known: ClockAhead | null = null
      let now = dawn
      for (const { gapMs, thereMs, backMs } of all) {
        const asked = now + gapMs
        now = asked + thereMs + backMs
        known = heardOf(known, { asked, at: asked + thereMs + ahead, heard: now })
        const due = dueHere(known, now + ahead + 30_000) ?? Number.NaN
        const shortest = Math.min(...all.map((one) => one.thereMs + one.backMs))
        expect(due - now).toBeLessThanOrEqual(30_000)
        if (known.mostMs - known.leastMs <= shortest)
          expect(due - now).toBeGreaterThanOrEqual(30_000 - shortest)
      }
      const shortest = Math.min(...all.map(({ thereMs, backMs }) => thereMs + backMs))
      expect((known?.mostMs ?? 0) - (known?.leastMs ?? 0)).toBeLessThanOrEqual(shortest)
    }),
    { seed: 11 },
  )
})

it('is learnt anew when a clock was set', () => {
  const before = heardOf(null, { asked: dawn, at: dawn + 20, heard: dawn + 40 })
  const after = heardOf(before, { asked: dawn, at: dawn + 180_050, heard: dawn + 100 })
  expect(dueHere(after, dawn + 210_100)).toBe(dawn + 30_050)
})

it('is not guessed', () => {
  expect(dueHere(null, dawn)).toBe(null)
})
