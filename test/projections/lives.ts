// Sessions and rooms that live as dice say, and as charts allow.
import type { Command, LogEvent } from '../../src/events/event.ts'
import {
  connects,
  disconnects,
  faults,
  joins,
  leaves,
  looks,
  meets,
  opens,
  parts,
  says,
  Tale,
} from '../store/tale.ts'

interface Session {
  readonly id: string
  room: string | null
}

const seeks = ['male', 'female', 'anyone'] as const

/** Makes one turn after another of what can happen next. */
export class Lives {
  readonly events: LogEvent[] = []
  readonly #tale = new Tale()
  readonly #sessions: Session[] = []
  #ids = 0

  /** The events of the next turn: `what` and `who` choose among what can happen. */
  next(what: number, who: number): readonly LogEvent[] {
    const session = this.#sessions[who % Math.max(1, this.#sessions.length)]
    const commands =
      session === undefined || what % 7 === 0 ? this.#join() : this.#live(session, what, who)
    const turn = this.#tale.turn(...commands)
    this.events.push(...turn)
    return turn
  }

  /** Many turns, from dice of its own. */
  live(turns: number): this {
    let seed = 12
    const dice = () => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      return seed >> 8
    }
    for (let turn = 0; turn < turns; turn++) this.next(dice(), dice())
    return this
  }

  #join(): Command[] {
    const id = `s${++this.#ids}`
    this.#sessions.push({ id, room: null })
    return [joins(id)]
  }

  #live(session: Session, what: number, who: number): Command[] {
    const { id, room } = session
    const restart: Command = { actor: id, type: 'session.restart', data: { until: 1 } }
    switch (what % 20) {
      case 0:
        return [[connects(id)], [disconnects(id)], [restart]][who % 3] as Command[]
      case 1:
        return this.#isOver(session, what % 3 === 0 ? faults(id) : leaves(id))
      case 2:
        return this.#isOver(session, { actor: id, type: 'session.expired', data: {} })
      case 3:
        return room === null ? [connects(id)] : this.#part(room, id, what % 3 === 0)
      default:
        return room === null ? this.#look(session, who) : [says(room, id, `${what}`)]
    }
  }

  #look(session: Session, who: number): Command[] {
    const partner = this.#sessions.find(({ id, room }) => room === null && id !== session.id)
    const chosen = { ...looks(session.id).data, seeks: seeks[who % 3] }
    const look = [looks(session.id), { ...looks(session.id), data: chosen } as Command][who % 2]
    if (partner === undefined || look === undefined) return [look as Command]
    const room = `r${++this.#ids}`
    session.room = room
    partner.room = room
    const [one, other] = [session.id, partner.id]
    return [look, opens(room, one, other), meets(one, other, room), meets(other, one, room)]
  }

  #isOver(session: Session, end: Command): Command[] {
    const { id, room } = session
    this.#sessions.splice(this.#sessions.indexOf(session), 1)
    return room === null ? [end] : [...this.#part(room, id, false).slice(0, -1), end]
  }

  /** Ends the room: its members are told, whoever leaves it last. */
  #part(room: string, by: string, byFault: boolean): Command[] {
    const end = byFault ? faults(room) : parts(room, by)
    const other = this.#sessions.find((session) => session.room === room && session.id !== by)
    const leaver = this.#sessions.find(({ id }) => id === by)
    for (const session of [other, leaver]) if (session !== undefined) session.room = null
    const told: Command[] =
      other === undefined
        ? []
        : [{ actor: other.id, type: 'session.chat_ended', data: { room, reason: 'left' } }]
    return [end, ...told, { actor: by, type: 'session.leave_chat', data: {} }]
  }
}
