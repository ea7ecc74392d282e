// What speaks against a run, and what of it is forgiven where that was asked for.
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import type { LoadResult } from '../../src/load/measures/loadResult.ts'
import { noCounts, type RunCounts } from '../../src/load/measures/measures.ts'
import {
  conclude,
  conclusionLine,
  usualAllowances,
} from '../../src/load/report/requirements/conclusion.ts'
import { readRequirement } from '../../src/load/report/requirements/requirement.ts'

/** A run in which all went well, but for what is said. */
const run = ({
  errorsTotal = 0,
  faultsTotal = 0,
  died = null,
  errors = {},
  ...counts
}: Partial<RunCounts> & {
  errorsTotal?: number
  faultsTotal?: number
  died?: string | null
  errors?: LoadResult['errors']
}) =>
  ({
    counts: {
      ...noCounts(),
      ...{ arrived: 60, joined: 60, connected: 60, searches: 40, matches: 40, sent: 900 },
      ...counts,
    },
    errorsTotal,
    errors,
    abort: null,
    warmUp: null,
    peak: {},
    left: {},
    referee: { faultsTotal, rooms: counts.matches === 0 ? 0 : 20 },
    processes: [{ died }],
  }) as unknown as LoadResult

const said = (result: LoadResult, allowances: Partial<typeof usualAllowances> = {}): string =>
  conclusionLine(conclude(result, [], { ...usualAllowances, ...allowances }))

const butNoFault = '; but the referee found no fault in 20 rooms'

describe('a run', () => {
  it.each([
    [{}, 'PASSED'],
    [{ errorsTotal: 10 }, 'PASSED'],
    [{ connected: 0, searches: 0, matches: 0, sent: 0 }, 'FAILED: nobody connected'],
    [
      { connected: 0, searches: 0, errors: { 'join: no answer in 10 s': 9 } },
      'FAILED: nobody connected, join: no answer in 10 s',
    ],
    [
      { connected: 9, errors: { 'welcome: no answer in 10 s': 9 } },
      'FAILED: nobody who connected was welcomed (welcome: no answer in 10 s)',
    ],
    [{ connected: 60, errors: { 'welcome: no answer in 10 s': 9 } }, 'PASSED'],
    [{ matches: 0 }, 'FAILED: nobody of those who looked for a partner was matched'],
    [{ searches: 0, matches: 0 }, 'PASSED'],
    [{ lost: 1 }, `FAILED: 1 of 60 visitors lost for good (--allow-lost)${butNoFault}`],
    [
      { errorsTotal: 11 },
      `FAILED: 11 errors, more than 1 % of the 1,000 things that visitors asked for (--allow-errors)${butNoFault}`,
    ],
    [
      { faultsTotal: 2, died: 'SIGKILL' },
      'FAILED: the referee found 2 faults; process 1 died (SIGKILL)',
    ],
  ])('of which this is known, %j, is told so: %s', (known, line) => {
    expect(said(run(known))).toBe(line)
  })

  it('is forgiven what was asked for, and nothing else', () => {
    const bad = run({ lost: 6, errorsTotal: 50 })
    expect(said(bad, { lost: 0.1 })).toBe(
      `FAILED: 50 errors, more than 1 % of the 1,000 things that visitors asked for (--allow-errors)${butNoFault}`,
    )
    expect(said(bad, { errors: 0.05 })).toBe(
      `FAILED: 6 of 60 visitors lost for good (--allow-lost)${butNoFault}`,
    )
    expect(said(bad, { errors: 0.05, lost: 0.1 })).toBe('PASSED')
    expect(said(run({ connected: 0 }), { errors: 1, lost: 1 })).toBe('FAILED: nobody connected')
  })

  it.each([
    ['faults==0', { connected: 0, searches: 0, matches: 0 }],
    ['faults==0', { matches: 0 }],
    ['sent==0', { connected: 0, sent: 0 }],
  ])('in which %s says nothing, %j, has not measured it', (text, known) => {
    const conclusion = conclude(
      run(known),
      [Result.getOrThrow(readRequirement(text))],
      usualAllowances,
    )
    expect(conclusion.outcomes).toMatchObject([{ text, actual: null, isMet: false }])
    expect(conclusion.failures).toContain(`${text} was not measured`)
  })

  it('without anybody who looked for a partner has no fault, which is known', () => {
    const quiet = run({ searches: 0, matches: 0 })
    const wanted = [Result.getOrThrow(readRequirement('faults==0'))]
    expect(conclude(quiet, wanted, usualAllowances)).toMatchObject({
      outcomes: [{ actual: 0, isMet: true }],
      failures: [],
    })
  })

  it('fails by a requirement that is not met', () => {
    const wanted = Result.getOrThrow(readRequirement('sent>1000'))
    const conclusion = conclude(run({}), [wanted], usualAllowances)
    expect(conclusionLine(conclusion)).toBe('FAILED: sent>1000 is not met')
    expect(conclusion.outcomes).toMatchObject([{ text: 'sent>1000', actual: 900, isMet: false }])
  })
})
