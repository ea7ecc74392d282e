// A server that tells wrong of those who lose their connection is found out, and a fair one is not.
import { describe, expect, it } from 'vitest'
import { type AbsenceVice, absenceVices } from './badAbsences.ts'
import { badServer, type Vice } from './badServer.ts'
import { runAgainst, until } from './runContext.ts'

/**
 * A few who talk a lot, and lose their connection all the time, until enough has been seen. Each chat
 * is left in the end: those who stayed would before long be all there are.
 */
const unsteady = {
  ...{ users: 24, ramp: 200, duration: 600, think: 0.05, messagesPerMinute: 240 },
  ...{ skips: 1, chat: 1, drops: 0.6, away: 0.2, interestsEach: 0 },
}

const graceMs = 3_000

const judged = async (vice: Vice, isEnough: Parameters<typeof until>[0]) => {
  const server = await badServer(vice, graceMs)
  const { result } = await runAgainst(server, unsteady, {
    ...until(isEnough),
    ...{ graceMs, drainMsMax: 1_000, patienceMs: 1_000 },
  })
  await server.close()
  return result
}

describe('a server that', { timeout: 150_000 }, () => {
  it.each(Object.entries(absenceVices) as [AbsenceVice, string][])(
    '%s is told so: %s',
    async (vice, kind) => {
      const { referee } = await judged(vice, (run) => kind in run.referee.faults.counts)
      expect(Object.keys(referee.faults)).toEqual([kind])
      expect(referee.examples[0]?.text).toMatch(/^test-\w+ was (never )?told .*partner in r_\d+/)
    },
  )

  it('keeps one end in five to itself is told so while it does: untold', async () => {
    const { referee } = await judged(
      'keeps every fifth end to itself',
      (run) => 'untold' in run.referee.faults.counts,
    )
    expect(Object.keys(referee.faults)).toEqual(['untold'])
    expect(referee.examples[0]?.text).toMatch(/^test-\w+ was never told that r_\d+ had ended$/)
  })

  it('does nothing wrong is told nothing, whoever comes and goes', async () => {
    const { referee, counts } = await judged(
      'none',
      ({ measures }) => measures.counts.returns > 60 && measures.counts.skips > 20,
    )
    expect(referee.examples).toEqual([])
    expect(counts.returns).toBeGreaterThan(60)
  })
})
