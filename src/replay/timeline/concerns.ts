// Which events concern a session or a room.
import type { LogEvent } from '../../events/event.ts'
import type { ActorId, RoomId, SessionId } from '../../events/fields.ts'
import type { History } from '../source/history.ts'

/** Follows a log from its beginning; says of each event whether it concerns somebody. */
export type Concern = (index: number) => boolean

/**
 * What happened to a session: its own events, those of the rooms it is in, and the matchmaker's
 * that name it or its room.
 */
export const ofSession = (history: History, session: SessionId): Concern => {
  const rooms = new Set<ActorId>()
  return (index) => {
    const actor = history.actor(index)
    if (actor === session || rooms.has(actor)) return true
    const type = history.type(index)
    if (type === 'matchmaker.attested' || type.startsWith('session.')) return false
    const json = history.json(index)
    const mayName = json.includes(session) || [...rooms].some((room) => json.includes(room))
    if (!mayName) return false
    const event = history.event(index)
    if (membersOf(event)?.includes(session)) rooms.add(roomOf(event))
    return namesOf(event).some((name) => name === session || rooms.has(name))
  }
}

/** What happened to a room: every turn in which it moves or is named. */
export const ofRoom = (history: History, room: RoomId): Concern => {
  let turn = 0
  const names = (index: number) =>
    history.actor(index) === room ||
    (history.type(index) !== 'matchmaker.attested' &&
      history.json(index).includes(room) &&
      namesOf(history.event(index)).includes(room))
  return (index) => {
    if (history.turn(index) === turn) return true
    const [first, last] = history.turnOf(index)
    for (let at = Math.max(first, index); at <= last; at++) {
      if (!names(at)) continue
      turn = history.turn(index)
      return true
    }
    return false
  }
}

/** The two members, where the event says them. */
const membersOf = (event: LogEvent): readonly SessionId[] | null =>
  event.type === 'matchmaker.matched' || event.type === 'room.opened' ? event.data.members : null

const roomOf = (event: LogEvent): RoomId =>
  event.type === 'matchmaker.matched' ? event.data.room : event.actor

/** Every actor that the event's data name as what it is about. */
const namesOf = (event: LogEvent): ActorId[] => {
  const {
    session,
    room,
    actor,
    members = [],
  } = event.data as Readonly<{
    session?: SessionId
    room?: RoomId
    actor?: ActorId
    members?: readonly SessionId[]
  }>
  return [session, room, actor, ...members].filter((name) => name !== undefined)
}
