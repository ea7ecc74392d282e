// Persons as the simplest thing that could be right, to be held beside the events of a log.
import type { DataOf, LogEvent } from '../../src/events/event.ts'
import type {
  DayId,
  Person,
  PersonId,
  PlaceId,
  RoomId,
  SessionId,
} from '../../src/events/fields.ts'

const hourMs = 3_600_000

/** How long a first, second, third… cool-down lasts, and all after the last of these. */
const coolDownMinutes = [15, 30, 60, 120, 240] as const

interface Counted {
  readonly place: PlaceId
  readonly at: number
}

/** Somebody never wants to meet somebody. */
interface Block {
  readonly by: Person
  readonly other: Person
}

/** Follows the events one by one, and says which break M9 or M10, or what reports lead to. */
export class PersonsModel {
  #days = new Map<DayId, number>()
  #persons = new Map<SessionId, Person>()
  #rooms = new Map<RoomId, readonly [SessionId, SessionId]>()
  #open = new Set<RoomId>()
  #blocks: Block[] = []
  #suspended = new Map<PersonId, number>()
  /** Reports about a person since its last cool-down, and how many of these it had. */
  #counted = new Map<PersonId, Counted[]>()
  #coolDowns = new Map<PersonId, number>()
  #reports = new Map<PersonId, number[]>()
  #kept = new Set<string>()
  /** By session and room: whether it was with the words that were said. */
  #proven = new Map<string, boolean>()
  /** A cool-down that must be decided within the turn. */
  #due: { readonly turn: number; readonly person: Person; readonly until: number } | null = null

  /** What is wrong with the event, coming after those before it; `isLast` of its turn. */
  follow(event: LogEvent, isLast: boolean): string[] {
    const faults = [...this.#untaken(event)]
    this.#move(event)
    if (isLast) faults.push(...this.#together(event), ...this.#undecided())
    return faults
  }

  /** Whether either has blocked the other, while the pass of either lives. */
  areApart(one: PersonId, other: PersonId): boolean {
    return this.#blocks.some(
      ({ by, other: theirs }) =>
        (by.id === one && theirs.id === other) || (by.id === other && theirs.id === one),
    )
  }

  /** Until when a session's person is not matched; 0 if it may be. */
  suspendedUntil(session: SessionId): number {
    return this.#suspended.get(this.#personOf(session).id) ?? 0
  }

  /** The blocks there are, by who, of whom. */
  get blocks(): readonly (readonly [PersonId, PersonId])[] {
    return this.#blocks.map(({ by, other }) => [by.id, other.id] as const)
  }

  *#untaken({ seq, type, data, at, turn }: LogEvent): Iterable<string> {
    switch (type) {
      case 'matchmaker.matched':
        for (const member of data.members) {
          if (at < this.suspendedUntil(member)) {
            yield `M10: event ${seq} matches ${member}, suspended until ${this.suspendedUntil(member)}`
          }
        }
        break
      case 'matchmaker.day_ended':
        if (at < (this.#days.get(data.day) ?? 0)) yield `M9: event ${seq} ends ${data.day} early`
        break
      case 'matchmaker.reported':
        yield* this.#miscounted(data, { seq, at })
        break
      case 'matchmaker.cooled_down': {
        const due = this.#due
        const isDue = due?.turn === turn && due.person.id === data.person.id
        if (!isDue || due.until !== data.until) {
          yield `M10: event ${seq} cools ${data.person.id} down until ${data.until}, not ${due?.until}`
        }
        this.#due = null
        break
      }
      case 'matchmaker.decided':
      case 'matchmaker.report_closed':
        if (!this.#kept.has(data.report)) yield `event ${seq} closes ${data.report} once more`
        break
      default:
    }
  }

  *#miscounted(
    { session, room, person, other, proven, counted }: DataOf<'matchmaker.reported'>,
    { seq, at }: { seq: number; at: number },
  ): Iterable<string> {
    const before = this.#proven.get(`${session} ${room}`)
    if (before === true || before === proven) yield `M11: event ${seq} reports ${room} once more`
    const isHeard = [person, other].every(({ id }) => at >= (this.#suspended.get(id) ?? 0))
    if (counted !== (proven && isHeard)) yield `M11: event ${seq} counts for ${counted}`
    const made = (this.#reports.get(person.id) ?? []).filter((one) => at - one < hourMs)
    if (made.length >= 5 && this.#isKnown(person)) yield `event ${seq} is one report too many`
  }

  #move({ actor, type, data, at, turn }: LogEvent): void {
    switch (type) {
      case 'session.join':
        this.#persons.set(actor, data.person ?? { id: actor, day: '' })
        break
      case 'session.block':
      case 'session.reported':
        this.#block(actor, data.room)
        break
      case 'matchmaker.matched':
        this.#rooms.set(data.room, data.members)
        this.#open.add(data.room)
        break
      case 'matchmaker.closed':
        this.#open.delete(data.room)
        break
      case 'matchmaker.faulted':
        this.#open.delete(data.actor)
        break
      case 'matchmaker.reported':
        this.#proven.set(`${data.session} ${data.room}`, data.proven)
        if (data.report !== undefined) this.#kept.add(data.report)
        this.#report(data, at, turn)
        break
      case 'matchmaker.decided':
      case 'matchmaker.report_closed':
        this.#kept.delete(data.report)
        break
      case 'matchmaker.cooled_down':
        this.#counted.delete(data.person.id)
        this.#coolDowns.set(data.person.id, (this.#coolDowns.get(data.person.id) ?? 0) + 1)
        this.#suspend(data)
        break
      case 'matchmaker.suspended':
        this.#suspend(data)
        break
      case 'matchmaker.day_began':
        this.#days.set(data.day, data.until)
        break
      case 'matchmaker.day_ended':
        this.#endDay(data.day)
        break
      default:
    }
  }

  #isKnown = ({ day }: Person): boolean => this.#days.has(day)

  #personOf = (session: SessionId): Person => this.#persons.get(session) ?? { id: session, day: '' }

  #block(session: SessionId, room: RoomId): void {
    const other = this.#rooms.get(room)?.find((member) => member !== session)
    if (other === undefined) return
    const block = { by: this.#personOf(session), other: this.#personOf(other) }
    if (this.#isKnown(block.by) || this.#isKnown(block.other)) this.#blocks.push(block)
  }

  #suspend({ person, until }: { person: Person; until: number }): void {
    if (!this.#isKnown(person)) return
    this.#suspended.set(person.id, Math.max(until, this.#suspended.get(person.id) ?? 0))
  }

  #report(
    { person, other, place, counted }: DataOf<'matchmaker.reported'>,
    at: number,
    turn: number,
  ) {
    if (this.#isKnown(person)) {
      this.#reports.set(person.id, [...(this.#reports.get(person.id) ?? []), at])
    }
    if (!counted || !this.#isKnown(other)) return
    const all = [...(this.#counted.get(other.id) ?? []), { place, at }]
    this.#counted.set(other.id, all)
    const places = new Set(all.filter((one) => at - one.at < hourMs).map((one) => one.place))
    if (places.size < 3) return
    const minutes = coolDownMinutes[this.#coolDowns.get(other.id) ?? 0] ?? 240
    this.#due = { turn, person: other, until: at + minutes * 60_000 }
  }

  #endDay(day: DayId): void {
    this.#days.delete(day)
    const isKnown = this.#isKnown
    this.#blocks = this.#blocks.filter(({ by, other }) => isKnown(by) || isKnown(other))
    for (const person of this.#persons.values()) {
      if (isKnown(person)) continue
      for (const about of [this.#suspended, this.#counted, this.#coolDowns, this.#reports]) {
        about.delete(person.id)
      }
    }
  }

  /** [M9] no open room is of two of whom one has blocked the other. */
  #together({ turn }: LogEvent): string[] {
    return [...this.#open].flatMap((room) => {
      const [one, other] = (this.#rooms.get(room) ?? []).map((member) => this.#personOf(member).id)
      return this.areApart(one ?? '', other ?? '')
        ? [
            `M9: after turn ${turn} ${room} is of ${one} and ${other}, of whom one blocked the other`,
          ]
        : []
    })
  }

  #undecided(): string[] {
    const due = this.#due
    this.#due = null
    return due === null ? [] : [`M10: ${due.person.id} was reported from three places, and goes on`]
  }
}
