// Sessions as the simplest thing that could be right, to be held beside the events of a log.
import type { LogEvent } from '../../src/events/event.ts'
import type { RoomId, SessionId } from '../../src/events/fields.ts'

interface Known {
  /** Until when it may come back; null while it is online. */
  until: number | null
  room: RoomId | null
  partner: SessionId | null
  /** The conversation that it may ask to take up again, and whether it has. */
  parted: Parting | null
}

interface Parting {
  readonly room: RoomId
  readonly partner: SessionId | null
  readonly until: number
  readonly asked: boolean
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
      case 'session.again':
        return known?.parted?.room === data.room && at < known.parted.until && known.room === null
          ? []
          : [`M12: event ${seq} of ${actor} asks for ${data.room}, of which it may not`]
      case 'session.forget':
        return known?.parted && at >= known.parted.until
          ? []
          : [`M12: event ${seq} ends what ${actor} may ask for`]
      case 'matchmaker.matched':
        return data.again ? this.#unasked(data.members, at) : []
      default:
        return []
    }
  }

  /** [M12] two meet again only if both ask for it, are here and free, and about one parting. */
  #unasked([one, other]: readonly [SessionId, SessionId], at: number): string[] {
    const [mine, theirs] = [this.#sessions.get(one), this.#sessions.get(other)]
    const asks = (known: Known | undefined, of: SessionId) =>
      known?.parted?.asked === true &&
      known.parted.partner === of &&
      at < known.parted.until &&
      known.until === null &&
      known.room === null
    const areAgreed = asks(mine, other) && asks(theirs, one)
    return areAgreed && mine?.parted?.room === theirs?.parted?.room
      ? []
      : [`M12: ${one} and ${other} met again, and not because both asked`]
  }

  #move({ actor, type, data }: LogEvent): void {
    if (type === 'session.join') {
      const nobody = { room: null, partner: null, parted: null }
      this.#sessions.set(actor, { until: data.until, ...nobody })
    }
    if (type === 'matchmaker.faulted') this.#sessions.delete(data.actor)
    const known = this.#sessions.get(actor)
    if (known === undefined) return
    if (type === 'session.connect') known.until = null
    if (type === 'session.disconnect' || type === 'session.restart') known.until = data.until
    if (type === 'session.matched') {
      Object.assign(known, { room: data.room, partner: data.partner, parted: null })
    }
    if (type === 'session.leave_chat' || type === 'session.chat_ended') {
      this.#part(known, data.againUntil)
    }
    if (type === 'session.again' && known.parted) known.parted = { ...known.parted, asked: true }
    if (type === 'session.forget') known.parted = null
  }

  /** It leaves its room, unless it only stops waiting. */
  #part(known: Known, until: number | undefined): void {
    const { room, partner } = known
    if (room !== null)
      known.parted = until === undefined ? null : { room, partner, until, asked: false }
    known.room = null
  }
}
