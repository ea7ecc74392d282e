// The load of the benches on a real server: every kind of step goes through, and nothing is found wrong.
import { expect, it } from 'vitest'
import { generate } from '../../bench/generate.ts'

it('takes users through each kind of step', async () => {
  const steps = [
    { kind: 'come' },
    { kind: 'closed', outstanding: 2, seconds: 0.2 },
    { kind: 'fixed', rate: 50, seconds: 0.2 },
  ] as const
  const reports = await generate('passerby', 4, steps)
  expect(reports.map(({ step, faults }) => [step.kind, faults])).toEqual(
    steps.map(({ kind }) => [kind, []]),
  )
  expect(reports.every(({ count }) => count > 0)).toBe(true)
})
