// M1 to M10 and M12 over generated lives of several visitors.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shapes } from '../../src/events/event.ts'
import { Life, step } from '../kit/life.ts'

const runs = Number(process.env.SOAK_RUNS ?? 400)
const seed = process.env.SOAK_RUNS === undefined ? 20_240_501 : Date.now()

it(`[M1] [M2] [M3] [M4] [M5] [M6] [M7] [M8] [M9] [M10] [M12] hold after every step of ${runs} lives`, async () => {
  let steps = 0
  const happened = new Map<string, number>()
  let reunions = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 200, size: 'max' }),
      async (life) => {
        const lived = new Life()
        for (const next of life) {
          await lived.take(next)
          steps += 1
        }
        await lived.end()
        for (const { type, data } of lived.stage.played) {
          happened.set(type, (happened.get(type) ?? 0) + 1)
          if (type === 'matchmaker.matched' && data.again) reunions += 1
        }
      },
    ),
    { numRuns: runs, seed },
  )
  expect(steps).toBeGreaterThanOrEqual(10_000)
  expect(reunions).toBeGreaterThan(100)
  for (const type of ['matchmaker.cooled_down', 'session.suspended', 'matchmaker.day_ended']) {
    expect([type, (happened.get(type) ?? 0) > 100]).toEqual([type, true])
  }
  // Lives in which hardly anything happens would prove nothing.
  for (const type of shapes.keys()) {
    // A fault is our own, and a restart stands in logs of before.
    const isNever = type === 'matchmaker.faulted' || type === 'session.restart'
    expect([type, (happened.get(type) ?? 0) > 0]).toEqual([type, !isNever])
  }
}, 300_000)
