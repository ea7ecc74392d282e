// The smallest log that replays one conversation, under new names.
import { Result } from 'effect'
import type { EventType, LogEvent } from '../../events/event.ts'
import type { ActorId, DayId, ReportId, RoomId, SessionId } from '../../events/fields.ts'
import { actorNamed } from '../queries/ids.ts'
import { type QueryFailure, type QueryResult, queryFailure } from '../queries/queryResult.ts'
import { jsonLinesOf } from '../source/jsonLines.ts'
import type { History } from '../timeline/history.ts'
import { personsAt } from '../timeline/persons.ts'
import { type Subjects, subjectsOf } from '../timeline/subjects.ts'
import { anonymised } from './anonymise.ts'

/** The slice of a room or a session, as JSON lines. */
export const querySlice = (
  history: History,
  given: string,
): Result.Result<QueryResult, QueryFailure> =>
  Result.map(cutSlice(history, given), ({ lines }) => ({
    lines: () => lines,
    verbatim: true,
    records: lines.map((line) => JSON.parse(line)),
  }))

export interface Slice {
  readonly events: readonly LogEvent[]
  /** The same as a log, its head first. */
  readonly lines: readonly string[]
  /** Which seq each of its events, in order, had in the log. */
  readonly seqs: readonly number[]
}

export const cutSlice = (history: History, given: string): Result.Result<Slice, QueryFailure> =>
  Result.gen(function* () {
    const id = yield* actorNamed(history, given, ['session', 'room'])
    const kept = keptFor(history, id)
    const stranger = missingFrom(kept)
    if (stranger !== null) {
      yield* queryFailure(
        'CutLog',
        `${id} cannot be exported: ${stranger} began before this log, which was cut.`,
      )
    }
    const events = anonymised(kept)
    const lines = jsonLinesOf(events, { part: true }).trimEnd().split('\n')
    return { events, lines, seqs: kept.map(({ seq }) => seq) }
  })

/** A stretch of a session's life that belongs to the slice; indices, both included. */
interface IndexRange {
  readonly from: number
  to: number
}

/**
 * Of the one asked for everything; of those it talked with only their joining, their last
 * connecting before, and what happened from their looking for a partner to the end of the talk.
 */
const keptFor = (history: History, id: ActorId): LogEvent[] => {
  const isSession = history.actorsOf('session').includes(id)
  const rooms = roomsOf(history, id)
  const ranges = rangesOf(history, rooms)
  if (isSession) ranges.set(id, [{ from: 0, to: history.length - 1 }])
  const keep = new Set<number>()
  for (const [session, parts] of ranges) {
    for (const index of approachTo(history, session, parts)) keep.add(index)
  }
  const isIn = (session: SessionId, index: number) =>
    ranges.get(session)?.some(({ from, to }) => from <= index && index <= to) ?? false
  for (let index = 0; index < history.length; index++) {
    const { room, sessions } = subjectsIn(history, index)
    // An ask names the room of before, and is its session's own affair.
    const isOfRoom = room !== null && rooms.has(room) && history.type(index) !== 'matchmaker.again'
    if (isOfRoom) keep.add(index)
    if (sessions.some((session) => isIn(session, index))) keep.add(index)
  }
  for (const index of standingBehind(history, keep)) keep.add(index)
  return [...keep].sort((one, other) => one - other).map((index) => history.event(index))
}

/** Also after a conversation it is blocked or reported by one of the two. */
const aboutPast: readonly EventType[] = ['session.block', 'session.reported']

const subjectsIn = (history: History, index: number): Subjects => {
  const actor = history.actor(index)
  if (actor === 'matchmaker') return subjectsOf(history, index)
  const room = aboutPast.includes(history.type(index)) ? subjectsOf(history, index).room : actor
  return { room, sessions: [actor] }
}

/**
 * What those that are kept stand on: the days by whose keys persons have their names, while they
 * are known, and the reports that were decided on.
 */
const standingBehind = (history: History, kept: ReadonlySet<number>): number[] => {
  const days = new Set<DayId>()
  const closed = new Set<ReportId>()
  let last = -1
  for (const index of kept) {
    last = Math.max(last, index)
    for (const { day } of personsAt(history, index)) days.add(day)
    if (history.type(index) !== 'matchmaker.decided') continue
    const event = history.event(index)
    if (event.type === 'matchmaker.decided') closed.add(event.data.report)
  }
  const isWanted = (event: LogEvent): boolean => {
    const { type, data } = event
    if (type === 'matchmaker.reported') return data.report !== undefined && closed.has(data.report)
    return (
      (type === 'matchmaker.day_began' || type === 'matchmaker.day_ended') && days.has(data.day)
    )
  }
  const found: number[] = []
  for (let index = 0; index < last; index++) {
    if (standing.includes(history.type(index)) && isWanted(history.event(index))) found.push(index)
  }
  return found
}

const standing: readonly EventType[] = [
  'matchmaker.day_began',
  'matchmaker.day_ended',
  'matchmaker.reported',
]

/** The room, or every room of the session. */
const roomsOf = (history: History, id: ActorId): Set<RoomId> => {
  const rooms = new Set<RoomId>()
  for (let index = 0; index < history.length; index++) {
    if (history.type(index) !== 'room.opened') continue
    const event = history.event(index)
    if (event.type !== 'room.opened') continue
    if (event.actor === id || event.data.members.includes(id)) rooms.add(event.actor)
  }
  return rooms
}

/** From looking for a partner to the end of the turn that ended the room, for every member. */
const rangesOf = (history: History, rooms: ReadonlySet<RoomId>) => {
  const ranges = new Map<SessionId, IndexRange[]>()
  const looking = new Map<SessionId, number>()
  for (let index = 0; index < history.length; index++) {
    const [type, actor] = [history.type(index), history.actor(index)]
    if (type === 'session.find_match' && !looking.has(actor)) looking.set(actor, index)
    if (type === 'session.leave_chat') looking.delete(actor)
    if (type !== 'session.matched') continue
    const from = looking.get(actor)
    looking.delete(actor)
    const event = history.event(index)
    if (event.type !== 'session.matched' || !rooms.has(event.data.room)) continue
    const range = { from: from ?? index, to: endOf(history, event.data.room, index) }
    ranges.set(actor, [...(ranges.get(actor) ?? []), range])
  }
  return ranges
}

/** The last event of the turn in which the room ended; of the log if it did not. */
const endOf = (history: History, room: RoomId, from: number): number => {
  for (let index = from; index < history.length; index++) {
    const type = history.type(index)
    const isEnd =
      (type === 'room.leave_chat' && history.actor(index) === room) ||
      (type === 'matchmaker.faulted' && history.json(index).includes(room))
    if (isEnd) return history.turnOf(index)[1]
  }
  return history.length - 1
}

/** The session's joining, and before each of the ranges its last connecting since the one before. */
const approachTo = (
  history: History,
  session: SessionId,
  ranges: readonly IndexRange[],
): number[] => {
  const found: number[] = []
  let connected: number | null = null
  let [range, ...rest] = ranges
  for (let index = 0; index < history.length && range !== undefined; index++) {
    if (index === range.from && connected !== null) found.push(connected)
    if (index >= range.from) {
      connected = null
      if (index === range.to) [range, ...rest] = rest
      continue
    }
    if (history.actor(index) !== session) continue
    const type = history.type(index)
    if (type === 'session.join') found.push(index)
    if (type === 'session.connect') connected = index
  }
  return found
}

/** An actor that moves without having begun; null if there is none. */
const missingFrom = (events: readonly LogEvent[]): ActorId | null => {
  const begun = new Set<ActorId>(['matchmaker'])
  for (const { actor, type } of events) {
    if (type === 'session.join' || type === 'room.opened') begun.add(actor)
    else if (!begun.has(actor)) return actor
  }
  return null
}
