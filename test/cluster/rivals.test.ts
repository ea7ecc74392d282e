// Worlds that lead one after the other and know of each other late: nobody is told what does not count.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LeadOptions } from './leading.ts'
import { playRivals } from './rivals.ts'

describe('worlds that lead one after the other', () => {
  it.each([true, false])(
    'tell what counts and nothing else, and all can be read (expectation: %s)',
    async (expects) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (seed) => {
          expect(await playRivals({ seed, expects })).toEqual([])
        }),
        { numRuns: 150, seed: 12 },
      )
    },
  )

  it.each<readonly [string, boolean, NonNullable<LeadOptions['planted']>, RegExp]>([
    ['any number accepted', false, { acceptAnyNumber: true }, /told of .* does not count/],
    ['two appends under way', true, { twoUnderWay: true }, /told of .* does not count/],
    ['keys without epoch', true, { keysWithoutEpoch: true }, /do not open with their key/],
    ['told before it is appended', true, { tellBeforeAppend: true }, /told of .* does not count/],
  ])('are found at fault: %s', async (_, expects, planted, fault) => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const faults = await playRivals({ seed, expects, planted })
      if (faults.some((found) => fault.test(found))) return
    }
    expect.unreachable('Nothing was found.')
  })
})
