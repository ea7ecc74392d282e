// What happens to sessions and rooms, told as turns that a log can take.
import type { Command, LogEvent, Turn } from '../../src/events/event.ts'
import type { DayId, Person, ReportId, RoomId, SessionId } from '../../src/events/fields.ts'

const began = 1_795_000_000_000

/** Numbers and dates events and messages as the engine does: each turn a second after the last. */
export class Tale {
  #seq: number
  #turn: number
  readonly #messages = new Map<RoomId, number>()

  constructor(head: { readonly seq: number; readonly turn: number } = { seq: 0, turn: 0 }) {
    this.#seq = head.seq
    this.#turn = head.turn
  }

  /** The number of the next turn. */
  get next(): number {
    return this.#turn + 1
  }

  /** The commands as one turn, each caused by the first. */
  turn(...commands: readonly Command[]): Turn {
    this.#turn += 1
    const first = this.#seq + 1
    return commands.map((command) => {
      this.#seq += 1
      const cause = this.#seq === first ? null : first
      const at = began + this.#turn * 1_000
      const { data } = this.#numbered(command)
      return { ...command, data, seq: this.#seq, turn: this.#turn, cause, at } as LogEvent
    })
  }

  #numbered(command: Command): Command {
    if (command.type !== 'room.send_message') return command
    const number = (this.#messages.get(command.actor) ?? 0) + 1
    this.#messages.set(command.actor, number)
    return { ...command, data: { ...command.data, number } }
  }
}

/** When a tale's turn of that number happened. */
export const timeOf = (turn: number): number => began + turn * 1_000

const until = began + 3_600_000

export const joins = (
  session: SessionId,
  words: { username?: string; bio?: string; interests?: readonly string[] } = {},
): Command => ({
  actor: session,
  type: 'session.join',
  data: {
    username: words.username ?? `name of ${session}`,
    bio: words.bio ?? `bio of ${session}`,
    gender: 'female',
    seeks: 'anyone',
    interests: [...(words.interests ?? [`tea of ${session}`])],
    until,
  },
})

export const connects = (session: SessionId): Command => ({
  actor: session,
  type: 'session.connect',
  data: {},
})

export const disconnects = (session: SessionId): Command => ({
  actor: session,
  type: 'session.disconnect',
  data: { until },
})

export const looks = (session: SessionId): Command => ({
  actor: session,
  type: 'session.find_match',
  data: { relaxAt: until },
})

/** The matchmaker's part of it, which has the session's words too. */
export const takesTicket = (session: SessionId): Command => ({
  actor: 'matchmaker',
  type: 'matchmaker.find_match',
  data: {
    session,
    username: `name of ${session}`,
    bio: `bio of ${session}`,
    gender: 'female',
    seeks: 'anyone',
    interests: [`tea of ${session}`],
    since: began,
    relaxAt: until,
    avoid: null,
    blocks: [],
  },
})

/** The matchmaker's decision. */
export const pairs = (room: RoomId, one: SessionId, other: SessionId): Command => ({
  actor: 'matchmaker',
  type: 'matchmaker.matched',
  data: { room, members: [one, other] },
})

export const closes = (room: RoomId): Command => ({
  actor: 'matchmaker',
  type: 'matchmaker.closed',
  data: { room },
})

export const opens = (room: RoomId, one: SessionId, other: SessionId): Command => ({
  actor: room,
  type: 'room.opened',
  data: { members: [one, other] },
})

export const meets = (session: SessionId, partner: SessionId, room: RoomId): Command => ({
  actor: session,
  type: 'session.matched',
  data: {
    room,
    partner,
    profile: { username: `name of ${partner}`, bio: `bio of ${partner}`, gender: 'female' },
    shared: ['tea for two'],
  },
})

export const says = (room: RoomId, by: SessionId, text: string): Command => ({
  actor: room,
  type: 'room.send_message',
  data: { by, id: text.replace('hello', 'id of').slice(0, 36), text },
})

export const parts = (room: RoomId, by: SessionId): Command => ({
  actor: room,
  type: 'room.leave_chat',
  data: { by, reason: 'left' },
})

export const leaves = (session: SessionId): Command => ({
  actor: session,
  type: 'session.left',
  data: {},
})

/** A person of that day, as a key of it would name them. */
export const person = (id: string, day: DayId): Person => ({ id: `p ${id}`, day })

const byMatchmaker = { actor: 'matchmaker' } as const

export const dawns = (day: DayId): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.day_began',
  data: { day, until },
})

export const isOver = (day: DayId): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.day_ended',
  data: { day },
})

export const blocks = (one: Person, other: Person): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.blocked',
  data: { person: one, other },
})

/** Somebody reports the other of a room; where it has an id, what it says is kept. */
export const reports = (
  one: Person,
  other: Person,
  kept: { readonly report: ReportId; readonly sealed: string } | null = null,
): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.reported',
  data: {
    session: 'ann',
    partner: 'bea',
    room: 'r1',
    person: one,
    other,
    reason: 'threat',
    proven: true,
    counted: true,
    place: `place of ${one.id}`,
    ...(kept === null ? {} : { ...kept, until }),
  },
})

export const displaces = (report: ReportId): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.report_closed',
  data: { report, why: 'displaced' },
})

export const dismisses = (report: ReportId, reported: Person): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.decided',
  data: { report, decision: 'dismiss', person: reported, sessions: [] },
})

export const coolsDown = (one: Person): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.cooled_down',
  data: { person: one, until },
})

export const suspends = (one: Person): Command => ({
  ...byMatchmaker,
  type: 'matchmaker.suspended',
  data: { person: one, until },
})

export const faults = (actor: string): Command => ({
  actor: 'matchmaker',
  type: 'matchmaker.faulted',
  data: { actor },
})
