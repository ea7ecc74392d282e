// Stands for the referee where it is in another process: tells it all, and knows for its visitors
// what they know themselves.

import type { Introduction } from '../referee/match.ts'
import type { Refused } from '../referee/referee.ts'
import type { ReceivedMessage } from '../referee/rooms/arrivals.ts'
import { Direction, type Going, type Written } from '../referee/rooms/direction.ts'
import { FoundFaults } from '../referee/rooms/faults.ts'
import { ObservedRoom } from '../referee/rooms/observedRoom.ts'
import { Receipts } from '../referee/rooms/receipts.ts'
import { type SaidMessage, wordsKnownTo } from '../referee/rooms/words.ts'
import type { EndFrame } from '../referee/safety/partings.ts'
import { ServerClock } from '../referee/safety/serverClock.ts'
import type { Told } from '../referee/told.ts'
import { type MessageStamp, messageIdOf, parseMessageId, stampOf } from '../scenario/messageText.ts'
import { numberOfUsername, usernameOf } from '../scenario/profile.ts'
import type { Recorder } from './record.ts'

/** A visitor's place: its room as it alone sees it, and how many messages it has sent in all. */
interface Place {
  current: ObservedRoom | null
  partner: number | null
  sent: number
}

export interface WitnessOptions {
  /** The run's name. */
  readonly run: string
  readonly now: () => number
  /** Whether anybody reports: only then it matters here whether a receipt is right. */
  readonly hasComplaints: boolean
}

export class Witness implements Told {
  /** None: whoever sees one side only judges nothing. */
  readonly faults = new FoundFaults(0)
  readonly clock: Told['clock']
  readonly safety: Told['safety']
  readonly #recorder: Recorder
  readonly #options: WitnessOptions
  readonly #receipts: Receipts
  readonly #places: Place[] = []

  constructor(recorder: Recorder, options: WitnessOptions) {
    this.#recorder = recorder
    this.#options = options
    this.#receipts = new Receipts(options.run, this.faults)
    this.clock = clockOf(recorder, options.now)
    this.safety = safetyOf(recorder)
  }

  joined(user: number, session: string): void {
    this.#recorder.other('joined', user, session)
  }

  sending(user: number, written: Written): number {
    this.#recorder.sending(user, written.dueMicros, written.characters)
    const place = this.#of(user)
    place.sent += 1
    place.current?.directions[0]?.send(written)
    return place.sent
  }

  wordsIn(user: number): readonly SaidMessage[] | null {
    const { current } = this.#of(user)
    return current === null ? null : wordsKnownTo(current, user, this.#options.run)
  }

  /** Its number: which person that is by now only the referee knows. */
  partnerOf(user: number): number | null {
    return this.#of(user).partner
  }

  roomOf(user: number): string | null {
    return this.#of(user).current?.id ?? null
  }

  seenBy(user: number): number {
    return this.#of(user).current?.seenBy(user) ?? 0
  }

  acknowledged(user: number, id: unknown, seq: number, at?: number): number | null {
    const read = parseMessageId(this.#options.run, id)
    if (read === null || read.sender !== user) {
      this.#recorder.other('acknowledged', user, id, seq, at)
      return null
    }
    const { number } = read
    this.#recorder.acknowledged(user, number, seq, at)
    const { room, mine } = this.#mine(user, number)
    if (mine !== undefined) room?.acknowledged(mine, number, seq)
    return number
  }

  refused(user: number, number: number, how: Refused): void {
    this.#recorder.other('refused', user, number, how)
    const { room, mine } = this.#mine(user, number)
    if (how.wasResent) mine?.inDoubt.add(number)
    else if (mine !== undefined) room?.refused(mine, number)
  }

  resending(user: number, number: number): void {
    this.#recorder.other('resending', user, number)
  }

  partnerAway(user: number, until: number): void {
    this.#recorder.other('partnerAway', user, until)
  }

  partnerBack(user: number): void {
    this.#recorder.other('partnerBack', user)
  }

  timeTold(user: number, at: number, notBefore: number): void {
    this.#recorder.other('timeTold', user, at, notBefore)
  }

  arrived(user: number, message: ReceivedMessage): MessageStamp | null {
    const stamp = stampOf(this.#options.run, message.text)
    this.#recorder.arrived(user, message, stamp)
    const { current, partner } = this.#of(user)
    const isOfPartner = stamp !== null && stamp.sender === partner && partner !== user
    if (isOfPartner && current?.id === message.room) hear(current, stamp, message.seq)
    return stamp
  }

  matched(user: number, introduction: Introduction): void {
    this.#recorder.other('matched', user, introduction)
    const place = this.#of(user)
    const { run } = this.#options
    place.partner = numberOfUsername(run, introduction.partner.username)
    place.current = new ObservedRoom(introduction.room, {
      keepsOrder: false,
      faults: this.faults,
      messageIdOf: (sender, number) => messageIdOf(run, sender, number),
    })
    place.current.isForeign = place.partner === null
    place.current.directions.push(new Direction(user, user, place.sent + 1))
  }

  passes(ms: number): void {
    this.#recorder.other('passes', ms)
  }

  goes(user: number, how: Going): void {
    this.#recorder.other('goes', user, how)
  }

  stays(user: number): void {
    this.#recorder.other('stays', user)
  }

  receiptGiven(user: number, frame: EndFrame): boolean {
    this.#recorder.other('receiptGiven', user, frame)
    const { current: room } = this.#of(user)
    const { reason, receipt } = frame
    if (room === null || !this.#options.hasComplaints) return false
    if (reason === 'fault' && receipt === undefined) return false
    const username = usernameOf(this.#options.run, user)
    return this.#receipts.check({ room, user, username, knowsAll: true }, receipt)
  }

  ended(user: number, frame: EndFrame): void {
    this.#recorder.other('ended', user, frame)
    this.#of(user).current = null
  }

  receiptTold(user: number, receipt: unknown): void {
    this.#recorder.other('receiptTold', user, receipt)
  }

  joinedAnew(user: number, isSamePerson: boolean): void {
    this.#recorder.other('joinedAnew', user, isSamePerson)
    this.#of(user).current = null
  }

  dropped(user: number, isOwn = false): void {
    this.#recorder.other('dropped', user, isOwn)
  }

  returned(user: number, room: string | null): boolean {
    this.#recorder.other('returned', user, room)
    const place = this.#of(user)
    if (place.current !== null && place.current.id === room) return true
    place.current = null
    return room === null
  }

  finish(): void {
    this.#recorder.close()
  }

  #of(user: number): Place {
    this.#places[user] ??= { current: null, partner: null, sent: 0 }
    return this.#places[user]
  }

  /** Where the visitor is, and what it says there, if this message is part of that. */
  #mine(user: number, number: number) {
    const { current: room } = this.#of(user)
    const mine = room?.directions[0]
    const isThere = mine !== undefined && number >= mine.first && number <= mine.last
    return { room, mine: isThere ? mine : undefined }
  }
}

/** Of the other's messages only those that come are known, each with what it was written from. */
const hear = (room: ObservedRoom, stamp: MessageStamp, seq: number): void => {
  const { sender, number } = stamp
  const theirs = room.directions[1] ?? new Direction(sender, sender, number)
  if (room.directions.length < 2) room.directions.push(theirs)
  if (number < theirs.first) return
  while (theirs.last < number) theirs.send(stamp)
  room.delivered(theirs, number, seq)
}

/** Only what tells more than all before is told. */
const clockOf = (recorder: Recorder, now: () => number): Told['clock'] => {
  const known = new ServerClock(now)
  return {
    told: (at) => {
      if (at <= known.at) return
      known.told(at)
      recorder.other('told', at)
    },
  }
}

const safetyOf = (recorder: Recorder): Told['safety'] => {
  const suspended = new Map<number, number>()
  return {
    asks: (user) => recorder.other('asks', user),
    waits: (user) => recorder.other('waits', user),
    turnedDown: (user) => recorder.other('turnedDown', user),
    complains: (user, complaint) => recorder.other('complains', user, complaint),
    gone: (user) => recorder.other('gone', user),
    blocked: (user, complaint) => recorder.other('blocked', user, complaint),
    answered: (...args) => recorder.other('answered', ...args),
    unasked: (...args) => recorder.other('unasked', ...args),
    suspended: (user, until) => {
      recorder.other('suspended', user, until)
      const isNews = suspended.get(user) !== until
      suspended.set(user, until)
      return isNews
    },
  }
}
