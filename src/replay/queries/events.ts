// The events of a log that somebody asked for.
import { type EventType, shapes } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { timeOf } from '../cli/time.ts'
import type { History } from '../source/history.ts'
import { type Concern, ofRoom, ofSession } from '../timeline/concerns.ts'
import { type Answer, isUnanswerable, type Unanswerable } from './answer.ts'
import { actorNamed, nearest } from './ids.ts'
import { headLine, lineOf } from './lines.ts'

/** Whatever is given must hold. */
export interface Wanted {
  readonly session?: string
  readonly room?: string
  readonly type?: string
  readonly from?: string
  readonly to?: string
  /** A seq. */
  readonly until?: number
}

/** Says of one event after the other, from the first on, whether it is wanted. */
export const filterOf = (history: History, wanted: Wanted): Concern | Unanswerable => {
  const tests: Concern[] = []
  const began = history.length === 0 ? 0 : history.at(0)
  for (const kind of ['session', 'room'] as const) {
    const given = wanted[kind]
    if (given === undefined) continue
    const id = actorNamed(history, given, [kind])
    if (typeof id !== 'string') return id
    tests.push(kind === 'session' ? ofSession(history, id as ActorId) : ofRoom(history, id))
  }
  if (wanted.type !== undefined) {
    const types = typesNamed(wanted.type)
    if (isUnanswerable(types)) return types
    tests.push((index) => types.includes(history.type(index)))
  }
  for (const edge of ['from', 'to'] as const) {
    const given = wanted[edge]
    if (given === undefined) continue
    const at = timeOf(given, began)
    if (at === null) {
      const why = `--${edge} takes an ISO date, milliseconds or a span such as +90s, not ${given}.`
      return { why }
    }
    tests.push((index) => (edge === 'from' ? history.at(index) >= at : history.at(index) <= at))
  }
  const { until } = wanted
  if (until !== undefined) tests.push((index) => history.seq(index) <= until)
  // Each is asked about every event: a concern follows the log from its beginning.
  return (index) => tests.map((test) => test(index)).every(Boolean)
}

/** `send_message`, `room.send_message`; `leave_chat` is one of each kind of actor. */
const typesNamed = (given: string): readonly EventType[] | Unanswerable => {
  const types = [...shapes].filter(([type, { name }]) => type === given || name === given)
  if (types.length > 0) return types.map(([type]) => type)
  const known = [...shapes].flatMap(([type, { name }]) => [type, name])
  return { why: `There is no type of event ${given}; the nearest is ${nearest(given, known)}.` }
}

/** The wanted events, one line each. */
export const eventsIn = (history: History, wanted: Wanted): Answer | Unanswerable => {
  const isWanted = filterOf(history, wanted)
  if (typeof isWanted !== 'function') return isWanted
  const found: number[] = []
  for (let index = 0; index < history.length; index++) if (isWanted(index)) found.push(index)
  return {
    *lines(paint) {
      if (found.length === 0) yield 'No event of this log is like that.'
      else yield headLine(paint)
      for (const index of found) yield lineOf(history, index, paint)
    },
    records: records(history, found),
  }
}

function* records(history: History, indices: readonly number[]): Iterable<unknown> {
  for (const index of indices) yield history.event(index)
}
