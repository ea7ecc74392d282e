// Which events of a log its living still need: a fold of these alone gives the states of all of them.
import type { LogEvent } from './event.ts'
import type { ActorId, RoomId } from './fields.ts'

/**
 * Tells, event by event from the beginning of a log on, whether the living need it. What made a
 * session or a room is its own events. The matchmaker is made of those that name somebody who
 * lives; and a room that was opened for one of them must also be seen to close.
 */
export const neededBy = (lives: (actor: ActorId) => boolean): ((event: LogEvent) => boolean) => {
  /** The rooms that a fold of the needed events opens. */
  const opened = new Set<RoomId>()
  return (event) => {
    switch (event.type) {
      case 'matchmaker.find_match':
      case 'matchmaker.leave_chat':
      case 'matchmaker.relax':
      case 'matchmaker.again':
      case 'matchmaker.withdraw':
        return lives(event.data.session)
      case 'matchmaker.matched': {
        const isNeeded = event.data.members.some(lives)
        if (isNeeded) opened.add(event.data.room)
        return isNeeded
      }
      case 'matchmaker.closed':
        return opened.has(event.data.room)
      case 'matchmaker.faulted':
        return opened.has(event.data.actor)
      case 'matchmaker.attested':
        return false
      default:
        return lives(event.actor)
    }
  }
}
