// Where each session is, as its own events say.
import type { LogEvent } from '../../events/event.ts'
import type { RoomId, SessionId } from '../../events/fields.ts'

export interface Placed {
  place: 'idle' | 'waiting' | 'chatting' | 'gone'
  room: RoomId | null
  online: boolean
}

export class Places {
  #sessions = new Map<SessionId, Placed>()

  /** Where a session is whose first event has come; undefined for any other, and once that is said. */
  of(session: SessionId): Placed | undefined {
    return this.#sessions.get(session)
  }

  forget(session: SessionId): void {
    this.#sessions.delete(session)
  }

  follow(event: LogEvent): void {
    if (event.type === 'session.join') {
      this.#sessions.set(event.actor, { place: 'idle', room: null, online: false })
    }
    const failed = event.type === 'matchmaker.faulted' ? event.data.actor : event.actor
    const known = this.#sessions.get(failed)
    if (known === undefined) return
    if (event.type === 'matchmaker.faulted') known.place = 'gone'
    else move(known, event)
    if (known.place !== 'chatting') known.room = null
  }
}

const move = (known: Placed, { type, data }: LogEvent): void => {
  switch (type) {
    case 'session.connect':
      known.online = true
      return
    case 'session.disconnect':
    case 'session.restart':
      known.online = false
      return
    case 'session.find_match':
      known.place = 'waiting'
      return
    case 'session.matched':
      known.place = 'chatting'
      known.room = data.room
      return
    case 'session.leave_chat':
    case 'session.chat_ended':
      known.place = 'idle'
      return
    case 'session.block':
      if (known.room === data.room) known.place = 'idle'
      return
    case 'session.suspended':
      if (known.place === 'waiting' || data.by === 'moderator') known.place = 'idle'
      return
    case 'session.left':
    case 'session.expired':
      known.place = 'gone'
      return
  }
}
