// Deletes the events that are older than the retention, bit by bit.
import type { Result } from 'effect'
import { type EventType, shapes } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { attempt, type StoreFailure, transactional } from '../connection.ts'
import type { SqliteStore } from './eventStore.ts'

/** How many events one step looks at: about 2 ms of the writer's time. */
const stepEventsMax = 1_000

interface Old {
  readonly seq: number
  readonly at: number
  readonly actor: ActorId
  readonly type: EventType
}

/**
 * Gives what to call for one step of a pass over the log, with the time before which events are
 * old: true if the pass goes on, false if it is done and the next call begins another.
 *
 * A pass deletes in order and never looks beyond where the log stood when it began, so that of
 * whoever is over the beginning goes first and the end last. Of whoever lives nothing is deleted,
 * and of the matchmaker nothing that came after the oldest of the living began.
 */
export const pruning = (
  store: SqliteStore,
): ((before: number) => Result.Result<boolean, StoreFailure>) => {
  const { database, keys } = store
  const select = database.prepare(
    'select seq, at, actor, type from events where seq between ? and ? order by seq limit ?',
  )
  const remove = database.prepare('delete from events where seq between ? and ?')
  const removeAll = transactional(database, (runs: ReturnType<typeof runsOf>) => {
    for (const [first, last] of runs) remove.run(first, last)
  })
  let from = 1
  let upTo: number | null = null

  const mayGo = ({ seq, actor, type }: Old): boolean =>
    shapes.get(type)?.kind === 'matchmaker' ? seq < store.oldestLive() : !keys.has(actor)

  return (before) => {
    upTo ??= store.head().seq
    return attempt(() => {
      const events = select.all(from, upTo, stepEventsMax) as Old[]
      const young = events.findIndex(({ at }) => at >= before)
      const old = young === -1 ? events : events.slice(0, young)
      const runs = runsOf(old, mayGo)
      if (runs.length > 0) removeAll(runs)
      const goesOn = young === -1 && events.length === stepEventsMax
      from = goesOn ? (events.at(-1) as Old).seq + 1 : 1
      if (!goesOn) upTo = null
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
