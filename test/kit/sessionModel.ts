// Sessions as the simplest thing that could be right, to be held beside the events of a log.
import type { LogEvent } from '../../src/events/event.ts'
import type { RoomId, SessionId } from '../../src/events/fields.ts'

interface Known {
  /** Until when it may come back; null while it is online. */
  until: number | null
  room: RoomId | null
}

/** Follows the events one by one, and says what should not have been taken. */
export class SessionModel {
  #sessions = new Map<SessionId, Known>()
  #at = 0

  /** What is wrong with the event, coming after those before it. */
  follow(event: LogEvent): string[] {
    const faults = event.at < this.#at ? [`M8: time fell from ${this.#at} to ${event.at}`] : []
    this.#at = event.at
    faults.push(...this.#untaken(event))
    this.#move(event)
    return faults
  }

  #untaken({ seq, actor, type, data, at }: LogEvent): string[] {
    const known = this.#sessions.get(actor)
    switch (type) {
      case 'room.send_message':
        return this.#sessions.get(data.by)?.room === actor
          ? []
          : [`M7: event ${seq} is a message of ${data.by}, who is not in ${actor}`]
      case 'session.chat_ended':
        return known?.room === data.room
          ? []
          : [`M6: event ${seq} ends ${data.room} for ${actor}, who is in ${known?.room}`]
      case 'session.expired':
        return known !== undefined && known.until !== null && at >= known.until
          ? []
          : [`M6: event ${seq} ends ${actor} at ${at}, who may come back until ${known?.until}`]
      default:
        return []
    }
  }

  #move({ actor, type, data }: LogEvent): void {
    if (type === 'session.join') this.#sessions.set(actor, { until: data.until, room: null })
    if (type === 'matchmaker.faulted') this.#sessions.delete(data.actor)
    const known = this.#sessions.get(actor)
    if (known === undefined) return
    if (type === 'session.connect') known.until = null
    if (type === 'session.disconnect' || type === 'session.restart') known.until = data.until
    if (type === 'session.matched') known.room = data.room
    if (type === 'session.leave_chat' || type === 'session.chat_ended') known.room = null
  }
}
