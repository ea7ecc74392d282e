// A server that does wrong about blocks, reports and suspensions is found out, and the fault named.
import { describe, expect, it } from 'vitest'
import type { Scenario } from '../../src/load/scenario/scenario.ts'
import type { Standing } from '../../src/load/visitors/moments.ts'
import { type SafetyVice, safetyVices } from './badSafety.ts'
import { badServer } from './badServer.ts'
import { runAgainst, until } from './runContext.ts'

/** Few who meet each other often, talk a little, and complain a lot. */
const quarrelsome = {
  users: 24,
  ramp: 200,
  duration: 40,
  think: 0.05,
  messagesPerMinute: 300,
  skips: 1,
  chat: 0.4,
  drops: 0,
  blocks: 0.25,
  reports: 0.3,
  falseReports: 0.3,
  forgedReports: 0.4,
  clears: 0.08,
  rejoins: 0.25,
  genders: { male: 0, female: 0, other: 1 },
  seeks: { male: 0, female: 0, anyone: 1 },
  interestsEach: 0,
}

/** Some is only found at the end: by then there must have been something of everything. */
const hasHappened = ({ measures: { counts } }: Standing): boolean =>
  counts.matches > 150 && counts.suspensions > 0

/** Who is not answered by then is not at all. */
const drainMsMax = 1_000

const honest = { falseReports: 0, forgedReports: 0, clears: 0 }

/** Where what it takes is rare among all the rest. */
const often: Partial<Record<SafetyVice, Partial<Scenario>>> = {
  // With more blocks all who are here would have blocked each other before one of them comes back.
  'forgets blocks with the session': {
    ...{ ...honest, users: 12, reports: 0, rejoins: 0.9 },
    // It ends as soon as it is found, which a busy machine may be long in coming to.
    duration: 20,
  },
  'matches the suspended': { ...honest, users: 12, reports: 0.9, blocks: 0, rejoins: 0 },
  'lets the suspended wait': { ...honest, users: 12, reports: 0.9, blocks: 0, rejoins: 0 },
  'never answers the suspended': {
    ...{ ...honest, users: 12, reports: 0.9, blocks: 0, rejoins: 0 },
    duration: 10,
  },
  'forgets to answer reports': { duration: 10 },
}

describe.concurrent('a server that', () => {
  it.each(Object.entries(safetyVices) as [SafetyVice, string][])(
    '%s is told so: %s',
    async (vice, kind) => {
      const server = await badServer(vice)
      const { result } = await runAgainst(
        server,
        { ...quarrelsome, ...often[vice] },
        { ...until((run) => kind in run.referee.faults.counts || hasHappened(run)), drainMsMax },
      )
      await server.close()
      const { faults, examples } = result.referee
      // Who is not refused waits in silence where there is nobody to be matched with.
      if (vice === 'matches the suspended') delete faults.unheard
      expect(Object.keys(faults)).toEqual([kind])
      expect(examples.find((fault) => fault.kind === kind)?.text).toMatch(/test-\w+/)
    },
  )

  it('does nothing wrong is told nothing, whatever visitors do', async () => {
    const server = await badServer('none')
    const { result } = await runAgainst(server, quarrelsome, { ...until(hasHappened), drainMsMax })
    await server.close()
    expect(result.referee.examples).toEqual([])
    expect(result.errors).toEqual({})
    const { counts, left } = result
    for (const name of ['blocks', 'reports', 'suspensions', 'clears', 'rejoins'] as const) {
      expect(counts[name], name).toBeGreaterThan(0)
    }
    expect(counts.falseReports).toBeGreaterThan(0)
    expect(counts.forgedReports).toBeGreaterThan(0)
    expect(counts.notProven).toBe(counts.falseReports + counts.forgedReports)
    expect(left.complaints).toBe(0)
  })
})
