// Loads a log into memory, also one of which its server deletes old events meanwhile.
import { Result } from 'effect'
import { begins, ends, isTurningPoint, type Owner } from '../../events/event.ts'
import { type QueryFailure, queryFailure } from '../queries/queryResult.ts'
import type { Source } from '../source/source.ts'
import type { History } from '../timeline/history.ts'
import { Replay } from '../timeline/replay.ts'
import { runWithProgress, type Terminal } from './terminal.ts'

/** How often a log is read anew: each time as many are gone as its server deletes in a reading. */
const readingsMax = 5

/** The log as it is read once. */
export const load = (source: Source, terminal: Terminal): Replay => {
  const progress = { doing: 'Folding', total: source.events }
  return runWithProgress(terminal, Replay.loading(source), progress)
}

/** The log with the ends of all who began in it, as far as they are over. */
export const whole = (source: Source, terminal: Terminal): Result.Result<Replay, QueryFailure> => {
  for (let times = 0; times < readingsMax; times++) {
    const replay = load(source, terminal)
    const isWhole =
      replay.fault !== null || source.live?.hasPruned(begunIn(replay.history)) !== true
    if (isWhole) return Result.succeed(replay)
  }
  const why = 'old events were deleted while it was read'
  const nextStep = 'Verify it when fewer come and go, or once its server has stopped.'
  return queryFailure('CutLog', `${source.name}: ${why}, ${readingsMax} times. ${nextStep}`)
}

/** Whoever began in it and is not over by its end, with the seq of the beginning. */
const begunIn = (history: History): ReadonlyMap<Owner, number> => {
  const begun = new Map<Owner, number>()
  for (let index = 0; index < history.length; index++) {
    if (!isTurningPoint(history.type(index))) continue
    const event = history.event(index)
    const [beginner, ender] = [begins(event), ends(event)]
    if (beginner !== null) begun.set(beginner, event.seq)
    if (ender !== null) begun.delete(ender)
  }
  return begun
}
