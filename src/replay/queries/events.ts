// The events of a log that somebody asked for.
import { Result } from 'effect'
import { type EventType, shapes } from '../../events/event.ts'
import { parseTime } from '../text/format.ts'
import { nearest } from '../text/nearest.ts'
import { type EventPredicate, naming, roomFilter, sessionFilter } from '../timeline/filters.ts'
import type { History } from '../timeline/history.ts'
import { eventLine, headLine } from './eventLine.ts'
import { actorNamed, personNamed, reportNamed } from './ids.ts'
import { type QueryFailure, type QueryResult, queryFailure } from './queryResult.ts'

/** What is asked of events; whatever is given must hold. */
export interface EventCriteria {
  readonly session?: string
  readonly room?: string
  /** Whoever holds a pass. */
  readonly person?: string
  /** One that is kept for the moderators. */
  readonly report?: string
  readonly type?: string
  readonly from?: string
  readonly to?: string
  /** A seq. */
  readonly until?: number
}

export const filterFor = (
  history: History,
  criteria: EventCriteria,
): Result.Result<EventPredicate, QueryFailure> =>
  Result.gen(function* () {
    const filters: EventPredicate[] = []
    const { session, room, person, report, type, from, to, until } = criteria
    if (session !== undefined) {
      filters.push(sessionFilter(history, yield* actorNamed(history, session, ['session'])))
    }
    if (room !== undefined) {
      filters.push(roomFilter(history, yield* actorNamed(history, room, ['room'])))
    }
    if (person !== undefined) filters.push(naming(history, yield* personNamed(history, person)))
    if (report !== undefined) filters.push(naming(history, yield* reportNamed(history, report)))
    if (type !== undefined) {
      const types = yield* typesNamed(type)
      filters.push((index) => types.includes(history.type(index)))
    }
    if (from !== undefined) {
      const first = yield* timeFor('from', from, history)
      filters.push((index) => history.at(index) >= first)
    }
    if (to !== undefined) {
      const last = yield* timeFor('to', to, history)
      filters.push((index) => history.at(index) <= last)
    }
    if (until !== undefined) filters.push((index) => history.seq(index) <= until)
    // Each is asked about every event: some follow the log from its beginning.
    return (index: number) => filters.map((filter) => filter(index)).every(Boolean)
  })

const timeFor = (
  option: 'from' | 'to',
  given: string,
  history: History,
): Result.Result<number, QueryFailure> => {
  const { length } = history
  const [began, ended] = length === 0 ? [0, 0] : [history.at(0), history.at(length - 1)]
  const at = parseTime(given, began, ended)
  if (at !== null) return Result.succeed(at)
  const expected = 'an ISO date, milliseconds or a span such as +90s or -5m'
  return queryFailure('BadTime', `--${option} takes ${expected}, not ${given}.`)
}

/** `send_message`, `room.send_message`; `leave_chat` is one of each kind of actor. */
export const typesNamed = (given: string): Result.Result<readonly EventType[], QueryFailure> => {
  const types = [...shapes].filter(([type, { name }]) => type === given || name === given)
  if (types.length > 0) return Result.succeed(types.map(([type]) => type))
  const known = [...shapes].flatMap(([type, { name }]) => [type, name])
  const near = nearest(given, known)
  return queryFailure(
    'UnknownEventType',
    `There is no type of event ${given}; the nearest is ${near}.`,
  )
}

/** The wanted events, one line each. */
export const queryEvents = (
  history: History,
  criteria: EventCriteria,
): Result.Result<QueryResult, QueryFailure> =>
  Result.map(filterFor(history, criteria), (isWanted) => {
    const found: number[] = []
    for (let index = 0; index < history.length; index++) if (isWanted(index)) found.push(index)
    return {
      verbatim: true,
      *lines(style) {
        if (found.length === 0) yield 'No event of this log is like that.'
        else yield headLine(style)
        for (const index of found) yield eventLine(history, index, style)
      },
      records: records(history, found),
    }
  })

function* records(history: History, indices: readonly number[]): Iterable<unknown> {
  for (const index of indices) yield history.event(index)
}
