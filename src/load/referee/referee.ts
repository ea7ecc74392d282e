// Remembers what was sent, acknowledged and delivered, and names every fault.

import { shortId } from '../../events/limits.ts'
import { type MessageStamp, messageIdOf, parseMessageId, stampOf } from '../scenario/messageText.ts'
import { numberOfUsername, usernameOf, type VisitorProfile } from '../scenario/profile.ts'
import { faultsOfMatch, type Introduction } from './match.ts'
import { Attended } from './matching/attended.ts'
import { Waits } from './matching/waits.ts'
import { Absences } from './rooms/absences.ts'
import { Arrivals, type ReceivedMessage } from './rooms/arrivals.ts'
import { Direction, type Going, type PersonNumber, type Written } from './rooms/direction.ts'
import { Duties } from './rooms/duties.ts'
import { type FaultKind, type FaultLocation, FoundFaults } from './rooms/faults.ts'
import type { KeptRoom } from './rooms/keptRoom.ts'
import type { ObservedRoom } from './rooms/observedRoom.ts'
import { OpenRooms } from './rooms/openRooms.ts'
import { Receipts } from './rooms/receipts.ts'
import { Times } from './rooms/times.ts'
import { type SaidMessage, wordsKnownTo } from './rooms/words.ts'
import type { EndFrame } from './safety/partings.ts'
import { Safety } from './safety/safety.ts'
import { ServerClock } from './safety/serverClock.ts'

/** How a message was refused. */
export interface Refused {
  /** An earlier copy of it may have been accepted. */
  readonly wasResent: boolean
  /** Because its sender is in no conversation. */
  readonly isInNoRoom: boolean
}

export interface RefereeOptions {
  /** The run's name, which every text and id begins with. */
  readonly run: string
  readonly profileOf: (number: number) => VisitorProfile
  readonly examplesMax: number
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** True where the log will be compared: then an entry is kept of every room. */
  readonly keepsRooms: boolean
  /** Unix time where `now` says 0; where nobody says, no time is judged. */
  readonly unixAtZero?: number | undefined
  /** What is not answered for so long will not be; 10 s where nobody says. */
  readonly patienceMs?: number | undefined
  /** When interests and last partners stop mattering, and how long two may wait beyond that. */
  readonly relaxMs?: number | undefined
  readonly marginMs?: number | undefined
  /** How long whoever is away may come back; 30 s where nobody says. */
  readonly graceMs?: number | undefined
  /** Over how many servers visitors are spread; 1 where nobody says. */
  readonly servers?: number | undefined
}

const patienceMs = 10_000

/** A server answers nobody so long after it could have noticed something else, and has not. */
const noticedMs = 1_000

export class Referee {
  readonly faults: FoundFaults
  readonly safety: Safety
  readonly clock: ServerClock
  /** Whose each session is, by its id in the server's log; of none where no log is compared. */
  readonly sessions = new Map<string, number>()
  #options: RefereeOptions
  #receipts: Receipts
  readonly #attended = new Attended()
  readonly #times: Times
  readonly #arrivals: Arrivals
  readonly #duties: Duties
  readonly #absences: Absences
  readonly #rooms: OpenRooms
  readonly #waits: Waits

  constructor(options: RefereeOptions) {
    const { run, now, keepsRooms } = options
    const usernameOf = (user: number) => this.#usernameOf(user)
    const idOf = (user: number, number: number) => messageIdOf(run, user, number)
    const faults = new FoundFaults(options.examplesMax)
    this.#options = options
    this.faults = faults
    this.clock = new ServerClock(now)
    this.#receipts = new Receipts(run, faults)
    this.#times = new Times({ ...options, faults, usernameOf })
    this.#arrivals = new Arrivals({ faults, usernameOf, messageIdOf: idOf })
    this.#duties = new Duties({ faults, usernameOf, messageIdOf: idOf })
    this.#absences = new Absences({
      ...{ faults, usernameOf, graceMs: options.graceMs },
      // What another server noticed comes by a way of its own, and is lost where that server is.
      noticedMs: (options.servers ?? 1) > 1 ? this.#patienceMs : noticedMs,
    })
    this.#rooms = new OpenRooms({
      ...{ faults, messageIdOf: idOf, now, keepsOrder: keepsRooms },
      ...{ duties: this.#duties, absences: this.#absences },
      attendedMs: () => this.#attended.time,
    })
    this.#waits = new Waits({
      ...options,
      faults,
      attended: this.#attended,
      personOf: (user) => this.safety.persons.of(user),
      mayMeet: (one, other) => this.safety.persons.mayMeet(one, other),
    })
    this.safety = new Safety({
      ...{ waits: this.#waits, faults, clock: this.clock, now, usernameOf },
      keepsComplaints: keepsRooms,
    })
  }

  /** Who each visitor is. */
  get profileOf(): RefereeOptions['profileOf'] {
    return this.#options.profileOf
  }

  /** How many there were. */
  get rooms(): number {
    return this.#rooms.count
  }

  /** Those that are over, where a log is to be compared. */
  get keptRooms(): readonly KeptRoom[] {
    return this.#rooms.kept
  }

  /** Acknowledged, and the partner was not there when the room ended: nobody could receive them. */
  get undeliverable(): number {
    return this.#rooms.undeliverable
  }

  /** Conversations with somebody who is no visitor of this run. */
  get foreign(): number {
    return this.#rooms.foreign
  }

  /** The visitor has a session. */
  joined(user: number, session: string): void {
    if (this.#options.keepsRooms) this.sessions.set(session, user)
  }

  /** The visitor is about to send its next message, in the room where it is. Gives its number. */
  sending(user: number, written: Written): number {
    const membership = this.#rooms.of(user)
    membership.sent += 1
    membership.current?.directionFrom(user)?.send(written)
    return membership.sent
  }

  /** What the visitor knows to have been said in its room; null where it cannot know all of it. */
  wordsIn(user: number): readonly SaidMessage[] | null {
    const { current } = this.#rooms.of(user)
    return current === null ? null : wordsKnownTo(current, user, this.#options.run)
  }

  /** Who the visitor talks with, as far as that is known. */
  partnerOf(user: number): PersonNumber | null {
    return this.#rooms.of(user).partner
  }

  /** Where the visitor is, by what it was told. */
  roomOf(user: number): string | null {
    return this.#rooms.of(user).current?.id ?? null
  }

  /** The last seq that the visitor has seen in its room. */
  seenBy(user: number): number {
    return this.#rooms.of(user).current?.seenBy(user) ?? 0
  }

  /** `sent`, or an own message in a `welcome`. Gives the number up to which it acknowledges. */
  acknowledged(user: number, id: unknown, seq: number, at?: number): number | null {
    const read = parseMessageId(this.#options.run, id)
    if (read === null || read.sender !== user) {
      this.#fault(
        'misacknowledged',
        `${this.#usernameOf(user)} was told that ${id} was sent: not its own`,
      )
      return null
    }
    const found = this.#rooms.directionWith(user, read.number)
    if (found === null) {
      this.#fault('misacknowledged', `${id} was acknowledged and never sent`, { id: String(id) })
    } else {
      const { room, direction } = found
      room.acknowledged(direction, read.number, seq)
      direction.answeredAt = this.#options.now()
      this.#absences.accepted(room, direction, { number: read.number, at })
      this.#times.told(user, at, direction.writtenOf(read.number).dueMicros)
    }
    return read.number
  }

  /** An error with an id. */
  refused(user: number, number: number, { wasResent, isInNoRoom }: Refused): void {
    const found = this.#rooms.directionWith(user, number)
    if (found === null) return
    const { room, direction } = found
    direction.resent.delete(number)
    if (wasResent) direction.inDoubt.add(number)
    else room.refused(direction, number)
    if (isInNoRoom) this.#duties.turnedAway(room, direction, number)
  }

  /** The visitor sends once more what was accepted: it is to be told so once more, and that is all. */
  resending(user: number, number: number): void {
    this.#rooms.directionWith(user, number)?.direction.resent.add(number)
  }

  /** The visitor was told that its partner is away, and may come back until then. */
  partnerAway(user: number, until: number): void {
    const { current } = this.#rooms.of(user)
    const direction = current?.directionFrom(user)
    if (direction !== undefined) this.#absences.told(current as ObservedRoom, direction, until)
  }

  /** The visitor was told that its partner is back. */
  partnerBack(user: number): void {
    const direction = this.#rooms.of(user).current?.directionFrom(user)
    if (direction !== undefined) this.#absences.toldBack(direction)
  }

  /** A message of the partner's came. Gives what its text says, if it is one of this run's. */
  arrived(user: number, message: ReceivedMessage): MessageStamp | null {
    const stamp = stampOf(this.#options.run, message.text)
    if (stamp !== null) this.#times.told(user, message.at, stamp.dueMicros)
    this.#arrivals.take({ user, room: this.#rooms.of(user).current }, message, stamp)
    return stamp
  }

  /** `matched`, or a `welcome` to a room that the visitor had not heard of. */
  matched(user: number, { room, partner, shared }: Introduction): void {
    const { profileOf } = this.#options
    const membership = this.#rooms.of(user)
    if (membership.current !== null) {
      const text = `${this.#usernameOf(user)} was matched in ${shortId(room)} while in ${shortId(membership.current.id)}`
      this.#fault('two_rooms', text, { room })
      this.#rooms.leave(user, 'gone')
    }
    const observed = this.#rooms.matchedIn(room)
    const [first, second] = observed.directions
    const other = numberOfUsername(this.#options.run, partner.username)
    // As it was when it heard of this room itself: it may have come back as somebody else since.
    membership.partner =
      first === undefined || first.sender !== other ? this.#personOf(other) : first.person
    this.#waits.matched(user, { other, room, shared })
    this.safety.matched(user, room, membership.partner)
    const name = this.#usernameOf(user)
    if (second !== undefined || first?.sender === user) {
      this.#fault(
        'mismatched',
        `${name} was matched in ${shortId(room)}, which has both its members`,
        { room },
      )
      return
    }
    const person = this.safety.persons.of(user)
    const direction = new Direction(user, person, membership.sent + 1, this.#options.now())
    // Who hears of it by a welcome was away as it began.
    direction.hasDropped = shared === null
    observed.directions.push(direction)
    membership.current = observed
    if (other === null || this.#rooms.isLost(other)) this.#rooms.markForeign(observed)
    else if (first !== undefined && first.sender !== other) {
      const text = `${name} was matched with ${partner.username}, but ${this.#usernameOf(first.sender)} is in ${shortId(room)}`
      this.#fault('mismatched', text, { room })
    }
    const them = other === null ? null : profileOf(other)
    for (const text of faultsOfMatch(profileOf(user), them, { room, partner, shared })) {
      this.#fault('mismatched', text, { room })
    }
  }

  /** So much time has passed, in one of so many processes, in which nothing was held up. */
  passes(ms: number, process = 0, processes = 1): void {
    this.#attended.passes(ms, process, processes)
  }

  /** The visitor is about to end its conversation. */
  goes(user: number, how: Going): void {
    const direction = this.#rooms.of(user).current?.directionFrom(user)
    if (direction === undefined || direction.going !== null) return
    direction.going = how
    direction.goingAt = this.#options.now()
  }

  /** It was told that this cannot be done at the moment: it is in its conversation as before. */
  stays(user: number): void {
    const direction = this.#rooms.of(user).current?.directionFrom(user)
    if (direction === undefined) return
    direction.going = null
    direction.goingAt = Number.POSITIVE_INFINITY
  }

  /** The visitor is told that its conversation is over. Gives whether it has a receipt that is right. */
  receiptGiven(user: number, { reason, receipt }: EndFrame): boolean {
    const { current } = this.#rooms.of(user)
    if (current === null) return false
    if (reason === 'fault' && receipt === undefined) return false
    const username = this.#usernameOf(user)
    return this.#receipts.check({ room: current, user, username, knowsAll: true }, receipt)
  }

  /** The visitor was told that its conversation is over. */
  ended(user: number, frame: EndFrame): void {
    const { current } = this.#rooms.of(user)
    if (current !== null) {
      this.#duties.reason(current, user, frame.reason)
      const [own, others] = [current.directionFrom(user), current.directionTo(user)]
      const going = others?.going ?? null
      // Its wish to go was lost on its way where the room ended by itself.
      const isByItself = frame.reason === 'expired' || frame.reason === 'fault'
      if (own?.going === null && going !== null && !isByItself) {
        this.safety.leftBehind(user, going, current.id, frame)
      }
    }
    this.#rooms.leave(user, 'told')
  }

  /** Back from an absence in which its conversation ended, it was told the receipt of that. */
  receiptTold(user: number, receipt: unknown): void {
    const room = this.#missedBy(user, receipt) ?? this.#rooms.of(user).previous
    const username = this.#usernameOf(user)
    if (room !== null) this.#receipts.check({ room, user, username, knowsAll: false }, receipt)
  }

  /** The room of a receipt, where it began and ended before the visitor heard of it; of that its other knows. */
  #missedBy(user: number, receipt: unknown): ObservedRoom | null {
    const room = this.#rooms.find((receipt as { readonly room: string } | null)?.room ?? '')
    const [other, own] = room?.directions ?? []
    const isMissed = other !== undefined && other.sender !== user && own === undefined
    return (isMissed && room) || null
  }

  /** The visitor has a new session, of another person where it comes without its cookies. */
  joinedAnew(user: number, isSamePerson: boolean): void {
    this.#rooms.leave(user, 'gone')
    this.#rooms.of(user).previous = null
    this.safety.gone(user)
    this.#waits.joinedAnew(user)
    if (!isSamePerson) this.safety.persons.renew(user)
  }

  /** Its connection is gone; `isOwn` where it ended it itself. */
  dropped(user: number, isOwn = false): void {
    const { current, previous } = this.#rooms.of(user)
    const direction = current?.directionFrom(user)
    if (current !== null && direction !== undefined) {
      if (isOwn) this.#duties.goes(current, direction, this.#attended.time - this.#patienceMs)
      direction.drop(this.#options.now(), isOwn)
    }
    const former = previous?.directionFrom(user)
    if (former !== undefined) former.isAnswerable = false
  }

  /** It is back, and where the server says it is: in `room`, or in none. True if that is known. */
  returned(user: number, room: string | null): boolean {
    const { current } = this.#rooms.of(user)
    if (current !== null && current.id === room) {
      const direction = current.directionFrom(user)
      if (direction !== undefined && !direction.isSenderOnline) {
        this.#absences.back(current, direction)
        direction.isSenderOnline = true
        direction.onlineSince = this.#options.now()
      }
      return true
    }
    this.#rooms.leave(user, 'back')
    return room === null
  }

  /** Nothing more is heard of these, nor is it known what was last: their rooms have only one side. */
  lost(isLost: (user: number) => boolean): void {
    this.#waits.isBlind = true
    this.#rooms.lost(isLost)
  }

  /** Nothing more will come: judges every conversation that is still open. */
  finish(): void {
    const until = this.#options.now() - this.#patienceMs
    this.#rooms.finish(until)
    this.#waits.finish()
    this.safety.finish(until)
  }

  /** The visitor was told a time that is over, and before which nothing of it can have been. */
  timeTold(user: number, at: number, notBefore: number): void {
    this.#times.told(user, at, notBefore * 1_000)
  }

  get #patienceMs(): number {
    return this.#options.patienceMs ?? patienceMs
  }

  #personOf(user: number | null): PersonNumber | null {
    return user === null ? null : this.safety.persons.of(user)
  }

  #usernameOf(user: number): string {
    return usernameOf(this.#options.run, user)
  }

  #fault(kind: FaultKind, text: string, location: FaultLocation = {}): void {
    this.faults.add(kind, text, location)
  }
}
