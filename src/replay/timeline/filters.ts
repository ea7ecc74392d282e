// Which events are about a session or a room, or name somebody in their data.
import type { ActorId, RoomId, SessionId } from '../../events/fields.ts'
import type { History } from './history.ts'
import { isOfItsCause, subjectsOf } from './subjects.ts'

/** Says of one event after the other, from the first on, whether it is wanted. */
export type EventPredicate = (index: number) => boolean

/**
 * What happened to a session: its own events, those of the rooms it is in, and the matchmaker's
 * that name it or its room.
 */
export const sessionFilter = (history: History, session: SessionId): EventPredicate => {
  const rooms = new Set<ActorId>()
  return (index) => {
    const actor = history.actor(index)
    if (actor === session || rooms.has(actor)) return true
    const type = history.type(index)
    if (type === 'matchmaker.attested' || type.startsWith('session.')) return false
    const json = history.json(index)
    const mayName =
      isOfItsCause(type) || json.includes(session) || [...rooms].some((room) => json.includes(room))
    if (!mayName) return false
    const { room, sessions } = subjectsOf(history, index)
    const isMember = sessions.includes(session)
    if (isMember && type === 'matchmaker.matched' && room !== null) rooms.add(room)
    if (isMember && type === 'room.opened') rooms.add(actor)
    return isMember || (room !== null && rooms.has(room))
  }
}

/** What happened to a room: every turn in which it moves or is named. */
export const roomFilter = (history: History, room: RoomId): EventPredicate => {
  let turn = 0
  const isAbout = (index: number) =>
    history.actor(index) === room ||
    (history.type(index) !== 'matchmaker.attested' &&
      history.json(index).includes(room) &&
      subjectsOf(history, index).room === room)
  return (index) => {
    if (history.turn(index) === turn) return true
    const [first, last] = history.turnOf(index)
    for (let at = Math.max(first, index); at <= last; at++) {
      if (!isAbout(at)) continue
      turn = history.turn(index)
      return true
    }
    return false
  }
}

/** What names a person or a report by its id. */
export const naming = (history: History, id: string): EventPredicate => {
  const named = JSON.stringify(id)
  return (index) => history.json(index).includes(named)
}
