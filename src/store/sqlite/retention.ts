// Deletes the events that are older than the retention, bit by bit.
import { Result } from 'effect'
import type { EventType, LogEvent } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { neededBy } from '../../events/neededEvents.ts'
import { attempt, type StoreFailure, transactional } from '../connection.ts'
import { type EventRow, eventOf, selectWordless } from '../shredding/eventRow.ts'
import type { SqliteStore } from './eventStore.ts'

/** How many events one step looks at: about 2 ms of the writer's time, 6 where all of them go. */
const stepEventsMax = 1_000

interface Old {
  readonly seq: number
  readonly at: number
  readonly actor: ActorId
  readonly type: EventType
}

/** A pass over the log as it stood, with those who lived, when the pass began. */
interface Pass {
  from: number
  readonly upTo: number
  readonly isNeeded: (event: LogEvent) => boolean
  readonly lives: (actor: ActorId) => boolean
}

/**
 * Gives what to call for one step of a pass over the log, with the time before which events are
 * old: true if the pass goes on, false if it is done and the next call begins another.
 *
 * What those need who lived when the pass began stays, so that a fold of what is left gives their
 * states. A pass deletes in order and never looks beyond where the log stood when it began, so that
 * of whoever is over the beginning goes first and the end last: what nobody opened may be closed,
 * but nothing stays open that somebody closed.
 */
export const pruning = (
  store: SqliteStore,
): ((before: number) => Result.Result<boolean, StoreFailure>) => {
  const { database, keys } = store
  const select = database.prepare(
    'select seq, at, actor, type from events where seq between ? and ? order by seq limit ?',
  )
  const whole = database.prepare(selectWordless).raw()
  const remove = database.prepare('delete from events where seq between ? and ?')
  const removeAll = transactional(database, (runs: ReturnType<typeof runsOf>) => {
    for (const [first, last] of runs) remove.run(first, last)
  })
  let pass: Pass | null = null

  const begun = (): Pass => {
    const living = new Set(keys.owners())
    const lives = (actor: ActorId) => living.has(actor)
    return { from: 1, upTo: store.head().seq, isNeeded: neededBy(lives), lives }
  }

  /** What cannot be read stays: whoever needs it is told so. */
  const mayGo = ({ lives, isNeeded }: Pass, { seq, actor, type }: Old): boolean => {
    // Known without reading it, which takes as long as reading a hundred others.
    if (type === 'matchmaker.attested') return true
    if (actor !== 'matchmaker') return !lives(actor)
    const event = eventOf(whole.get(seq, seq, 1) as EventRow, () => undefined)
    return Result.isSuccess(event) && !isNeeded(event.success)
  }

  return (before) => {
    pass ??= begun()
    const current = pass
    return attempt(() => {
      const events = select.all(current.from, current.upTo, stepEventsMax) as Old[]
      const young = events.findIndex(({ at }) => at >= before)
      const old = young === -1 ? events : events.slice(0, young)
      const runs = runsOf(old, (event) => mayGo(current, event))
      if (runs.length > 0) removeAll(runs)
      const goesOn = young === -1 && events.length === stepEventsMax
      if (goesOn) current.from = (events.at(-1) as Old).seq + 1
      else pass = null
      return goesOn
    })
  }
}

/** The events that may go, as first and last seq of each unbroken run. */
const runsOf = (events: readonly Old[], mayGo: (event: Old) => boolean) => {
  const runs: [first: number, last: number][] = []
  let run: [first: number, last: number] | null = null
  for (const event of events) {
    if (!mayGo(event)) {
      run = null
    } else if (run === null) {
      run = [event.seq, event.seq]
      runs.push(run)
    } else {
      run[1] = event.seq
    }
  }
  return runs
}
