// Loads a log into memory, also one of which its server deletes old events meanwhile.
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import { Result } from 'effect'
import { begins, ends, isTurningPoint, type Owner } from '../../events/event.ts'
import { type QueryFailure, queryFailure } from '../queries/queryResult.ts'
import type { Source } from '../source/source.ts'
import { formatCount } from '../text/format.ts'
import type { History } from '../timeline/history.ts'
import { Replay } from '../timeline/replay.ts'
import { runWithProgress, type Terminal } from './terminal.ts'

/** How often a log is read anew: each time as many are gone as its server deletes in a reading. */
const readingsMax = 5

/** A log fills no more of the memory that this program may have. */
const memoryPartMax = 0.85

/** The log as it is read once, as far as it is wanted. */
export const load = (
  source: Source,
  terminal: Terminal,
  upTo?: number,
): Result.Result<Replay, QueryFailure> => {
  const progress = { doing: 'Folding', total: source.events }
  return runWithProgress(terminal, fitting(Replay.loading(source, upTo)), progress)
}

/** Its events alone: without a fold and its checkpoints they take a fraction of the memory. */
const read = (source: Source, terminal: Terminal): Result.Result<Replay, QueryFailure> => {
  const progress = { doing: 'Reading', total: source.events }
  return runWithProgress(terminal, fitting(Replay.reading(source)), progress)
}

/** The same fold, given up before there is no memory left: then the program would end without a word. */
function* fitting(
  loading: Generator<number, Replay>,
): Generator<number, Result.Result<Replay, QueryFailure>> {
  let limit = Number.POSITIVE_INFINITY
  for (;;) {
    const { done, value } = loading.next()
    if (done) return Result.succeed(value)
    const { used, most } = oldHeap()
    // The room of the young shrinks where memory is short, and is no gain then.
    limit = Math.min(limit, most)
    if (used > limit * memoryPartMax) return tooLarge(value, limit)
    yield value
  }
}

/** V8 counts three parts of what is young, of which two are there. */
const youngParts = 3 / 2

/** What lives for longer, and how much of it there may be; in bytes. The young have room of their own. */
const oldHeap = (): { readonly used: number; readonly most: number } => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  return {
    used: used - (young?.space_used_size ?? 0),
    most: limit - youngParts * (young?.space_size ?? 0),
  }
}

const tooLarge = (events: number, limit: number) => {
  const full = `The log is larger than the memory that Node may take (${Math.round(limit / 1e6)} MB), which ${formatCount(events)} events fill.`
  const nextStep = `Ask about its beginning by --until SEQ or --state SEQ; or give it more by NODE_OPTIONS=--max-old-space-size=MEGABYTES.`
  return queryFailure('TooLarge', `${full} ${nextStep}`)
}

/** To be verified, which folds it anew: the log with the ends of all who began in it, as far as they are over. */
export const whole = (source: Source, terminal: Terminal): Result.Result<Replay, QueryFailure> => {
  for (let times = 0; times < readingsMax; times++) {
    const loaded = read(source, terminal)
    if (Result.isFailure(loaded)) return loaded
    const { fault, history } = loaded.success
    if (fault !== null || source.live?.hasPruned(begunIn(history)) !== true) return loaded
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
