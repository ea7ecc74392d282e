// A log whose beginning is gone, with that of those who live: what there is of it is shown all the same.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import { queryState } from '../../src/replay/queries/state.ts'
import { querySummary } from '../../src/replay/queries/summary.ts'
import { queryVerification } from '../../src/replay/queries/verification.ts'
import { queryWhy } from '../../src/replay/queries/why.ts'
import { Replay } from '../../src/replay/timeline/replay.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { queryWhatIf } from '../../src/replay/whatif/whatIf.ts'
import { Life, step } from '../kit/life.ts'
import { reportedStage, smallStage, sourceOf, textOf } from './recording.ts'

/** It begins with a whole turn, as batches of the stream are. */
const cutOf = (events: readonly LogEvent[], turn: number): Replay =>
  Replay.of({ ...sourceOf(events.filter((event) => event.turn >= turn)), isCut: true })

const turnsOf = (events: readonly LogEvent[]): number => events.at(-1)?.turn ?? 0

/** All that can be asked of it. */
const answersOf = (replay: Replay): string[] => {
  const { history } = replay
  const last = history.length === 0 ? 0 : history.seq(history.length - 1)
  const seqs = Array.from({ length: history.length }, (_, index) => history.seq(index))
  const verification = verify(history, { isCut: true })
  expect(verification.mismatch).toBeNull()
  return [
    querySummary(replay),
    queryVerification(history, verification),
    queryWhatIf(replay, { relaxSeconds: 1 }),
    ...seqs.map((seq) => queryState(replay, seq)),
    ...history.actorsOf('session').map((session) => queryWhy(replay, session, last)),
  ].map(textOf)
}

it('is shown from where it begins, and verified for those who came since', () => {
  for (const { played } of [smallStage(2), reportedStage().stage]) {
    for (let turn = 2; turn <= turnsOf(played); turn++) {
      const [summary, verification] = answersOf(cutOf(played, turn))
      expect(summary).toContain('it begins in the middle of lives')
      expect(verification).not.toContain('part at turn')
    }
  }
})

it('is not held to digests of all, as some of whom they are may have come before it', () => {
  const { played } = smallStage(2)
  const turns = Array.from({ length: turnsOf(played) - 1 }, (_, index) => index + 2)
  const histories = turns.map((turn) => cutOf(played, turn).history)
  for (const history of histories) {
    const { digests, unjudged } = verify(history, { isCut: true })
    expect(unjudged).toBe(digests)
  }
  expect(histories.some((history) => verify(history).mismatch !== null)).toBe(true)
})

it('whatever life it is of, answers all that it is asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (steps, part) => {
        const life = new Life()
        for (const next of steps) await life.take(next)
        life.stage.commit()
        const events = life.stage.committed()
        const turn = 2 + Math.floor(part * (turnsOf(events) - 2))
        expect(answersOf(cutOf(events, turn)).join()).not.toContain('undefined')
      },
    ),
    { numRuns: 40, seed: 20_240_503 },
  )
})
