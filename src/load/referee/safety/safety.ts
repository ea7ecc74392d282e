// Judges what a server does about blocks, reports and suspensions, by what it tells.

import { shortId } from '../../../events/limits.ts'
import type { Waits } from '../matching/waits.ts'
import { Wishes } from '../matching/wishes.ts'
import type { Going, PersonNumber } from '../rooms/direction.ts'
import { complaintIn, type FaultKind, type FoundFaults, namedTime } from '../rooms/faults.ts'
import { type EndFrame, Partings } from './partings.ts'
import { Persons } from './persons.ts'
import type { ServerClock } from './serverClock.ts'

/** Whether a report says what was said, something else, or has a receipt that its sender made up. */
export type Truth = 'true' | 'false' | 'forged'

/** A block or a report of the other of a room. */
export interface Complaint {
  readonly kind: 'block' | 'report'
  readonly room: string
  /** The other as it was in that room; null where that is nobody of this run. */
  readonly other: PersonNumber | null
  readonly truth: Truth
  /** Whether the words came along; of a room that is open the server has them itself. */
  readonly hasWords: boolean
}

/** What a complaint may be answered with: frames by their type, errors by their code. */
export type ComplaintAnswer = 'reported' | 'not_proven' | 'too_many_reports' | 'too_late'

/** What is kept of a complaint until the log is compared. */
export interface KeptComplaint {
  readonly username: string
  readonly complaint: Complaint
  /** What its sender was told of it. */
  wasBlocked: boolean
  wasReported: boolean
}

export interface SafetyOptions {
  readonly faults: FoundFaults
  readonly clock: ServerClock
  readonly usernameOf: (user: number) => string
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** Told of those who wait. */
  readonly waits: Pick<Waits, 'asks' | 'waits' | 'gone'>
  /** True where the log will be compared: then every complaint is kept. */
  readonly keepsComplaints: boolean
}

export class Safety {
  readonly persons: Persons
  readonly #options: SafetyOptions
  readonly #partings = new Partings()
  readonly #wishes: Wishes
  /** What each is waiting to have answered, on a connection that is there. */
  readonly #awaited = new Map<number, Complaint>()
  readonly #kept = new Map<Complaint, KeptComplaint>()
  /** Who has had a report taken. */
  readonly #reporters = new Set<PersonNumber>()

  constructor(options: SafetyOptions) {
    this.#options = options
    this.persons = new Persons(options.clock)
    this.#wishes = new Wishes(options)
  }

  /** The visitor was told that it is in that room, with that person, where it is one of the run. */
  matched(user: number, room: string, other: PersonNumber | null): void {
    this.#wishes.settled(user)
    const me = this.persons.of(user)
    const until = this.persons.suspendedUntil(user)
    if (until !== null) {
      const text = `${this.#nameOf(user)} was matched in ${shortId(room)}, suspended until ${namedTime(until)}`
      this.#fault('suspended_matched', text, room)
      this.persons.refused(user)
    }
    if (other === null || !this.persons.hasBlocked(me, other)) return
    const text = `${this.#nameOf(user)} was matched in ${shortId(room)} with somebody it had blocked`
    this.#fault('blocked_met', text, room)
  }

  /** Asks for a partner. */
  asks(user: number): void {
    this.persons.asks(user)
    // Whether somebody suspended is refused is judged there.
    if (this.persons.suspendedUntil(user) === null) this.#wishes.asks(user)
    this.#options.waits.asks(user)
  }

  /** Was told that it waits. */
  waits(user: number): void {
    this.#wishes.settled(user)
    this.#options.waits.waits(user)
    const until = this.persons.suspendedUntil(user)
    if (until === null) return
    this.persons.refused(user)
    const text = `${this.#nameOf(user)} was let wait, suspended until ${namedTime(until)}`
    this.#fault('suspended_matched', text)
  }

  /** Was told that it is not matched until then. Gives whether that is news. */
  suspended(user: number, until: number): boolean {
    this.#wishes.settled(user)
    this.#options.waits.gone(user)
    this.persons.refused(user)
    return this.persons.suspend(user, until)
  }

  /** Was told an error, which may be the answer to its asking for a partner. */
  turnedDown(user: number): void {
    this.#wishes.settled(user)
  }

  /** Sends a complaint, for the first time or once more. */
  complains(user: number, complaint: Complaint): void {
    this.#awaited.set(user, complaint)
    if (complaint.other !== null) this.persons.wish(this.persons.of(user), complaint.other)
    if (!this.#options.keepsComplaints || this.#kept.has(complaint)) return
    const username = this.#nameOf(user)
    this.#kept.set(complaint, { username, complaint, wasBlocked: false, wasReported: false })
  }

  /** Nothing where the log will not be compared. */
  get keptComplaints(): readonly KeptComplaint[] {
    return [...this.#kept.values()]
  }

  /** Its connection or its session is gone, and whatever it asked for with it. */
  gone(user: number): void {
    this.#wishes.settled(user)
    this.#options.waits.gone(user)
    this.#awaited.delete(user)
    this.persons.refused(user)
  }

  /** Was told that it blocked the other of the room that `complaint` is about. */
  blocked(user: number, complaint: Complaint): void {
    this.#keepApart(user, complaint)
    const kept = this.#kept.get(complaint)
    if (kept !== undefined) kept.wasBlocked = true
    if (complaint.kind === 'block') this.#awaited.delete(user)
  }

  /** Its report was answered. */
  answered(user: number, complaint: Complaint, answer: ComplaintAnswer): void {
    this.#awaited.delete(user)
    const { room, truth } = complaint
    const name = this.#nameOf(user)
    if (answer === 'reported') {
      this.#keepApart(user, complaint)
      const kept = this.#kept.get(complaint)
      if (kept !== undefined) kept.wasReported = true
      this.#reporters.add(this.persons.of(user))
      if (truth === 'true') return
      this.#misjudged(
        'untruth_believed',
        `${name} reported ${shortId(room)}, ${untruths[truth]}`,
        room,
      )
    } else if (answer !== 'not_proven' || truth === 'true') {
      const isUsedUp = answer === 'too_many_reports' && this.#reporters.has(this.persons.of(user))
      if (isUsedUp) return
      this.#misjudged(
        'truth_refused',
        `${name} was told ${answer} of ${complaint.kind} ${shortId(room)}`,
        room,
      )
    }
  }

  /** Was told of a block or a report that it never asked for. */
  unasked(user: number, told: string, room: string): void {
    const text = `${this.#nameOf(user)} was told ${told} of ${shortId(room)}, which it had not asked for`
    this.#fault('block_betrayed', text, room)
  }

  /** Stayed in the room as the other went, and was told so. */
  leftBehind(user: number, going: Going, room: string, frame: EndFrame): void {
    this.#partings.note(going, frame, { username: this.#nameOf(user), room })
  }

  /** Nothing more will come; what was asked before `until` should have been answered. */
  finish(until: number): void {
    this.#wishes.finish(until)
    for (const [user, { kind, room }] of this.#awaited) {
      const text = `${this.#nameOf(user)} asked to ${kind} the other of ${shortId(room)}, and was not answered`
      this.#fault('unheard', text, room)
    }
    for (const [user, until] of this.persons.unrefused()) {
      const text = `${this.#nameOf(user)} asked for a partner, suspended until ${namedTime(until)}, and was not refused`
      this.#fault('unheard', text)
    }
    for (const { username, room, told } of this.#partings.odd()) {
      const text = `${username} was told "${told}" as the other of ${shortId(room)} blocked`
      this.#fault('block_betrayed', text, room)
    }
  }

  #keepApart(user: number, { other }: Complaint): void {
    if (other !== null) this.persons.block(this.persons.of(user), other)
  }

  /** The log may say the same. */
  #misjudged(kind: FaultKind, text: string, room: string): void {
    this.#options.faults.add(kind, text, { room, matter: complaintIn(room) })
  }

  #nameOf(user: number): string {
    return this.#options.usernameOf(user)
  }

  #fault(kind: FaultKind, text: string, room: string | null = null): void {
    this.#options.faults.add(kind, text, { room })
  }
}

const untruths = {
  false: 'with words that were not said there, and was believed',
  forged: 'with a receipt of its own making, and was believed',
} as const
