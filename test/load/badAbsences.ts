// What a small server does about those who lose their connection, and what of it wrong on purpose.
import type { ServerFrame } from '../../src/events/frames.ts'
import { type Guest, numberOf, tell } from './badGuests.ts'

/** What it does wrong, each time it can. */
export const absenceVices = {
  'keeps returns to itself': 'untold',
  'tells too long a grace': 'wrong_grace',
  'tells too short a grace': 'wrong_grace',
} as const

export type AbsenceVice = keyof typeof absenceVices

interface AbsenceOptions {
  /** Nobody may come back where that is 0. */
  readonly graceMs: number
  /** The guest has been away for too long. */
  readonly expire: (guest: Guest) => void
}

/** How much too long or too short a grace is told. */
const offMs = 60_000

export class BadAbsences {
  readonly #vice: string
  readonly #options: AbsenceOptions
  /** Who is away, until when. */
  readonly #away = new Map<Guest, { readonly until: number }>()

  constructor(vice: string, options: AbsenceOptions) {
    this.#vice = vice
    this.#options = options
  }

  /** Its connection is gone; gives whether it may come back. */
  goes(guest: Guest): boolean {
    const { graceMs, expire } = this.#options
    if (guest.room === null || graceMs === 0) return false
    const absence = { until: Date.now() + graceMs + this.#off }
    this.#away.set(guest, absence)
    setTimeout(() => {
      if (this.#away.get(guest) !== absence) return
      this.#away.delete(guest)
      expire(guest)
    }, graceMs)
    this.#tellOther(guest, { type: 'partner_away', ...absence })
    return true
  }

  /** Where it is as it comes, with what it missed there. */
  place(guest: Guest, url: string) {
    const { room } = guest
    const other = this.#otherOf(guest)
    if (room === null || other === undefined) return { state: 'idle' } as const
    const after = Number(/after=(\d+)/.exec(url)?.[1] ?? 0)
    const me = numberOf(room, guest)
    const missed = room.said.filter(({ seq }) => seq > after)
    const messages = missed.map(({ member, ...said }) => ({
      ...({ type: 'message', room: room.id, from: member === me ? 'you' : 'partner' } as const),
      ...said,
    }))
    const { username, gender } = other.profile
    const partner = { username, bio: '', gender: gender as never }
    return { state: 'chatting', room: room.id, partner, messages } as const
  }

  /** It has been welcomed: its partner is told, and it is told of its partner. */
  returns(guest: Guest): void {
    const wasAway = this.#away.delete(guest)
    const other = this.#otherOf(guest)
    if (other === undefined) return
    if (wasAway && this.#vice !== 'keeps returns to itself') {
      this.#tellOther(guest, { type: 'partner_back' })
    }
    const absence = this.#away.get(other)
    if (absence !== undefined) tell(guest, { type: 'partner_away', ...absence })
  }

  get #off(): number {
    if (this.#vice === 'tells too long a grace') return offMs
    return this.#vice === 'tells too short a grace' ? -offMs : 0
  }

  #otherOf(guest: Guest): Guest | undefined {
    return guest.room?.members.find((member) => member !== guest)
  }

  #tellOther(guest: Guest, frame: ServerFrame): void {
    const other = this.#otherOf(guest)
    if (other !== undefined) tell(other, frame)
  }
}
