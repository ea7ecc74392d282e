// What the matchmaker remembers of persons, for as long as the day of their pass is known.
import type { DayId, Person, PersonId, PlaceId, Suspension } from '../../events/fields.ts'
import { hashOf, SetHash } from '../../events/hash.ts'

/** How long a report counts: towards a cool-down of whoever it is about, and for who made it. */
export const reportCountsMs = 3_600_000

/** From so many distinct places within that time a person is not matched for a while. */
export const placesForCoolDown = 3

/** Who reports more often than this an hour does not do it for what happened. */
export const reportsPerHourMax = 5

/** The first cool-down of a person; each is twice as long as the one before, up to a bound. */
export const coolDownMs = 15 * 60_000
export const coolDownMsMax = 4 * 3_600_000

/** Of sessions from before there were passes, of whose persons nothing is remembered. */
const noDay: DayId = ''

/**
 * Who blocks more than these while a pass lives does not do it for what happened: each is looked at
 * wherever its person waits, and a search must stay short.
 */
export const blocksMax = 1_000

/** Only persons of whom there is something to remember have one. */
interface Remembered {
  readonly day: DayId
  /** Whom it never wants to meet again, with their days. */
  readonly blocks: Map<PersonId, DayId>
  /** Where reports about it came from since its last cool-down, and when from each the last. */
  readonly places: Map<PlaceId, number>
  /** When it made its last reports. */
  reports: readonly number[]
  coolDowns: number
  suspension: Suspension | null
}

/** Who is called what by whom: a session without a pass is a person of its own. */
export const personOf = ({
  session,
  person,
}: {
  readonly session: string
  readonly person?: Person
}): Person => person ?? { id: session, day: noDay }

export class Persons {
  /** Until when each is. */
  #days = new Map<DayId, number>()
  #byId = new Map<PersonId, Remembered>()
  #tally = new SetHash()

  /** How many are remembered. */
  get size(): number {
    return this.#byId.size
  }

  /** The days whose persons are known, the oldest first. */
  days(): { readonly day: DayId; readonly until: number }[] {
    return [...this.#days].map(([day, until]) => ({ day, until }))
  }

  /** Until when a day is known; undefined where it is not. */
  untilOf(day: DayId): number | undefined {
    return this.#days.get(day)
  }

  beginDay(day: DayId, until: number): void {
    this.#days.set(day, until)
    this.#tally.add(hashOf(day, ' ', String(until)))
  }

  /** Forgets the day and its persons; a block only once the days of both are over. */
  endDay(day: DayId): void {
    const until = this.#days.get(day)
    if (until === undefined) return
    this.#tally.remove(hashOf(day, ' ', String(until)))
    this.#days.delete(day)
    for (const [id, remembered] of this.#byId) this.#review(id, remembered)
  }

  /** Whom of those waiting the end of the day would no longer keep apart: blockers and blocked. */
  freedBy(day: DayId): ReadonlySet<PersonId> {
    const isOver = (theirs: DayId) => theirs === day || !this.isKnown(theirs)
    const freed = new Set<PersonId>()
    for (const [id, remembered] of this.#byId) {
      if (remembered.blocks.size === 0 || !isOver(remembered.day)) continue
      for (const [other, theirs] of remembered.blocks) if (isOver(theirs)) freed.add(id).add(other)
    }
    return freed
  }

  /** Whether persons of that day are known. */
  isKnown(day: DayId): boolean {
    return this.#days.has(day)
  }

  /** Whom a person never wants to meet again. */
  blocksOf(person: PersonId): readonly PersonId[] {
    const blocks = this.#byId.get(person)?.blocks
    return blocks === undefined || blocks.size === 0 ? none : [...blocks.keys()]
  }

  hasBlocked(person: PersonId, other: PersonId): boolean {
    return this.#byId.get(person)?.blocks.has(other) === true
  }

  /** Whether one of the two never wants to meet the other again. */
  areApart(one: PersonId, other: PersonId): boolean {
    return this.hasBlocked(one, other) || this.hasBlocked(other, one)
  }

  /** While the day of either is known. */
  block(person: Person, other: Person): void {
    if (this.hasBlocked(person.id, other.id)) return
    if (!this.isKnown(person.day) && !this.isKnown(other.day)) return
    this.#remembered(person).blocks.set(other.id, other.day)
    this.#tally.add(hashOf(person.id, ' blocks ', other.id))
  }

  /** Until when the person is not matched, and why; null where it is. */
  suspensionOf(person: PersonId, at: number): Suspension | null {
    const suspension = this.#byId.get(person)?.suspension ?? null
    return suspension !== null && at < suspension.until ? suspension : null
  }

  /** After reports; from now on its places count anew. */
  coolDown(person: Person, until: number): void {
    this.#change(person, (remembered) => {
      remembered.coolDowns += 1
      remembered.places.clear()
      remembered.suspension = later(remembered.suspension, { until, by: 'reports' })
    })
  }

  /** By a moderator. */
  suspend(person: Person, until: number): void {
    this.#change(person, (remembered) => {
      remembered.suspension = later(remembered.suspension, { until, by: 'moderator' })
    })
  }

  /** A person made a report. */
  noteReport(by: Person, at: number): void {
    if (!this.isKnown(by.day)) return
    const remembered = this.#remembered(by)
    remembered.reports = [...remembered.reports.filter((made) => at - made < reportCountsMs), at]
  }

  /** Somebody from that place reported the person, and it counts. */
  notePlace(person: Person, place: PlaceId, at: number): void {
    if (!this.isKnown(person.day)) return
    const { places } = this.#remembered(person)
    for (const [other, last] of places) if (at - last >= reportCountsMs) places.delete(other)
    places.set(place, at)
  }

  /** From how many distinct places the person was reported of late. */
  placesOf(person: PersonId, at: number): number {
    const places = [...(this.#byId.get(person)?.places.values() ?? [])]
    return places.filter((last) => at - last < reportCountsMs).length
  }

  /** Until when the person is to cool down, as so many places reported it; null if it is not. */
  coolDownDue(person: PersonId, at: number): number | null {
    if (this.placesOf(person, at) < placesForCoolDown) return null
    const { coolDowns } = this.#byId.get(person) as Remembered
    return at + Math.min(coolDownMsMax, coolDownMs * 2 ** coolDowns)
  }

  /** In how many milliseconds the person may report again; 0 if it may now. */
  reportWait(person: PersonId, at: number): number {
    const made = this.#byId.get(person)?.reports.filter((one) => at - one < reportCountsMs) ?? []
    const [oldest = at] = made
    return made.length < reportsPerHourMax ? 0 : oldest + reportCountsMs - at
  }

  /** Everything that is remembered of each person, as data, in no particular order. */
  all(): readonly { readonly id: PersonId }[] {
    return [...this.#byId].map(([id, { blocks, places, ...rest }]) => ({
      id,
      ...rest,
      blocks: [...blocks],
      places: [...places],
    }))
  }

  /** How many are in a cool-down, or suspended by a moderator. */
  suspendedAt(at: number): number {
    let suspended = 0
    for (const { suspension } of this.#byId.values()) {
      if (suspension !== null && at < suspension.until) suspended += 1
    }
    return suspended
  }

  /** How many are remembered, and of how many there is what. */
  counts(): Readonly<
    Record<'remembered' | 'blocks' | 'reporters' | 'coolDowns' | 'suspensions', number>
  > {
    const counts = { remembered: this.size, blocks: 0, reporters: 0, coolDowns: 0, suspensions: 0 }
    for (const { blocks, reports, coolDowns, suspension } of this.#byId.values()) {
      counts.blocks += blocks.size
      counts.reporters += reports.length > 0 ? 1 : 0
      counts.coolDowns += coolDowns
      counts.suspensions += suspension === null ? 0 : 1
    }
    return counts
  }

  copy(): Persons {
    const copy = new Persons()
    copy.#days = new Map(this.#days)
    for (const [id, remembered] of this.#byId) {
      const { blocks, places } = remembered
      copy.#byId.set(id, { ...remembered, blocks: new Map(blocks), places: new Map(places) })
    }
    copy.#tally = new SetHash(this.#tally.sum)
    return copy
  }

  /**
   * What a digest sees: what events say in so many words, and nothing while there is nothing. What
   * counts by bounds of ours is left out: they may be others one day.
   */
  toJSON(): unknown {
    if (this.#days.size === 0 && this.#tally.sum === 0) return null
    return { days: this.#days.size, tally: this.#tally }
  }

  #remembered({ id, day }: Person): Remembered {
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const made: Remembered = {
      day,
      blocks: new Map(),
      places: new Map(),
      reports: none,
      coolDowns: 0,
      suspension: null,
    }
    this.#byId.set(id, made)
    return made
  }

  /** Changes what a digest sees of a person. */
  #change(person: Person, change: (remembered: Remembered) => void): void {
    if (!this.isKnown(person.day)) return
    const remembered = this.#remembered(person)
    this.#tally.remove(hashOfSuspension(person.id, remembered))
    change(remembered)
    this.#tally.add(hashOfSuspension(person.id, remembered))
  }

  /** A day is over: maybe this one's. */
  #review(id: PersonId, remembered: Remembered): void {
    if (this.isKnown(remembered.day)) return
    for (const [other, day] of remembered.blocks) {
      if (this.isKnown(day)) continue
      remembered.blocks.delete(other)
      this.#tally.remove(hashOf(id, ' blocks ', other))
    }
    this.#tally.remove(hashOfSuspension(id, remembered))
    Object.assign(remembered, { reports: none, coolDowns: 0, suspension: null })
    remembered.places.clear()
    if (remembered.blocks.size === 0) this.#byId.delete(id)
  }
}

const none: readonly never[] = []

/** Of two suspensions the one that lasts longer. */
export const later = (one: Suspension | null, other: Suspension): Suspension =>
  one !== null && one.until > other.until ? one : other

/** What a digest sees of a person beside its blocks; of most there is nothing. */
const hashOfSuspension = (id: PersonId, { coolDowns, suspension }: Remembered): number =>
  suspension === null
    ? 0
    : hashOf(id, ` ${coolDowns} cool-downs, until ${suspension.until} by ${suspension.by}`)
