// Who waits for a partner, and whether somebody waits who should not: by the wire alone.

import { shortId } from '../../../events/limits.ts'
import { accepts, commonInterests, type VisitorProfile } from '../../scenario/profile.ts'
import type { PersonNumber } from '../rooms/direction.ts'
import { apartOf, type FoundFaults, passedOver } from '../rooms/faults.ts'
import type { Attended } from './attended.ts'

export interface WaitsOptions {
  readonly faults: FoundFaults
  readonly profileOf: (user: number) => VisitorProfile
  readonly personOf: (user: number) => PersonNumber
  /** Whether these may meet, as far as blocks go that anybody asked for. */
  readonly mayMeet: (one: PersonNumber, other: PersonNumber) => boolean
  /** By this time it is judged how long somebody has waited. */
  readonly attended: Attended
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** When interests and last partners stop mattering, after so many ms; 6 s where nobody says. */
  readonly relaxMs?: number | undefined
  /** Two may wait so much longer than they have to; 5 s where nobody says. */
  readonly marginMs?: number | undefined
}

/** As servers have it where nobody says. */
const relaxMsUsual = 6_000

const marginMsUsual = 5_000

/** A visitor who was told that it waits. */
interface Wait {
  readonly user: number
  /** Since when, by what was attended. */
  readonly since: number
  /** When it asked, and when it was told, by the clock. */
  readonly askedAt: number
  readonly toldAt: number
  /** Somebody who had waited less was taken in its place, if it was still there. */
  passedOver: { readonly at: number; readonly by: number; readonly taken: number } | null
}

/** A match as a frame told it. */
export interface ToldMatch {
  /** Null where that is nobody of this run. */
  readonly other: number | null
  readonly room: string
  /** Null where the frame does not say. */
  readonly shared: readonly unknown[] | null
}

export class Waits {
  readonly #options: WaitsOptions
  readonly #relaxMs: number
  readonly #marginMs: number
  readonly #waiting = new Map<number, Wait>()
  /** When each asked first, until it is matched: whoever asks again goes on waiting. */
  readonly #asked = new Map<number, number>()
  /** Who each talked with last, in its present session; null: not known, since it was away. */
  readonly #last = new Map<number, PersonNumber | null>()
  /** Not everything is told any more. */
  isBlind = false

  constructor(options: WaitsOptions) {
    this.#options = options
    this.#relaxMs = options.relaxMs ?? relaxMsUsual
    this.#marginMs = options.marginMs ?? marginMsUsual
  }

  /** Asks for a partner. */
  asks(user: number): void {
    if (!this.#asked.has(user)) this.#asked.set(user, this.#options.now())
  }

  /** Was told that it waits, for the first time or once more. */
  waits(user: number): void {
    if (this.#waiting.has(user)) return
    const toldAt = this.#options.now()
    const askedAt = this.#asked.get(user) ?? toldAt
    this.#waiting.set(user, { user, since: this.#time, askedAt, toldAt, passedOver: null })
  }

  /** It does not wait any more, or is away: whom it meets meanwhile it may never hear. */
  gone(user: number): void {
    this.#end(user)
    this.#last.set(user, null)
  }

  /** It has a new session, which avoids nobody. */
  joinedAnew(user: number): void {
    this.#end(user)
    this.#asked.delete(user)
    this.#last.delete(user)
  }

  matched(user: number, match: ToldMatch): void {
    const { other } = match
    this.#tooEarly(user, match)
    if (other !== null) {
      this.#passOver(user, this.#waiting.get(other))
      this.#passOver(other, this.#waiting.get(user))
    }
    this.#end(user)
    this.#asked.delete(user)
    if (other === null) this.#last.delete(user)
    else this.#last.set(user, this.#options.personOf(other))
  }

  /** Nothing more will come. */
  finish(): void {
    for (const user of [...this.#waiting.keys()]) this.#end(user)
  }

  get #time(): number {
    return this.#options.attended.time
  }

  /** [M4] nobody waits beside it whom it would have had to meet. */
  #end(user: number): void {
    const wait = this.#waiting.get(user)
    this.#waiting.delete(user)
    if (wait === undefined || this.isBlind) return
    const latest = this.#time - this.#marginMs
    if (wait.passedOver !== null && wait.passedOver.at <= latest)
      this.#overtaken(wait, wait.passedOver)
    if (wait.since > latest) return
    for (const beside of this.#waiting.values()) {
      if (beside.since > latest || this.#meetFrom(wait, beside) > latest) continue
      const [one, other] = [this.#nameOf(user), this.#nameOf(beside.user)]
      const text = `${one} and ${other} accept each other, and waited beside each other for ${seconds(this.#time - Math.max(wait.since, beside.since))}`
      this.#options.faults.add('kept_apart', text, { matter: apartOf(one, other) })
      return
    }
  }

  /** From when on the two would have had to meet; infinity where they need not. */
  #meetFrom(one: Wait, other: Wait): number {
    const { profileOf, personOf, mayMeet } = this.#options
    const [mine, theirs] = [profileOf(one.user), profileOf(other.user)]
    const [me, them] = [personOf(one.user), personOf(other.user)]
    const isWanted = accepts(mine.seeks, theirs.gender) && accepts(theirs.seeks, mine.gender)
    if (!isWanted || me === them || !mayMeet(me, them)) return Number.POSITIVE_INFINITY
    const isShared = commonInterests(mine, theirs).length > 0
    const relaxed = (wait: Wait, profile: VisitorProfile, avoided: PersonNumber) => {
      const isPicky = profile.interests.length > 0 && !isShared
      const last = this.#last.get(wait.user)
      const isAvoiding = last === null || last === avoided
      return wait.since + (isPicky || isAvoiding ? this.#relaxMs : 0)
    }
    return Math.max(relaxed(one, mine, them), relaxed(other, theirs, me))
  }

  /** Whether the two would have to meet without either relaxing. */
  #meetAtOnce(one: Wait, other: Wait): boolean {
    return this.#meetFrom(one, other) === Math.max(one.since, other.since)
  }

  /** [M5] whoever has waited longer than `partner`, and could have met `user` at once, goes first. */
  #passOver(user: number, partner: Wait | undefined): void {
    const askedAt = this.#asked.get(user)
    // Only then it was `user` who looked, and `partner` who had waited.
    if (partner === undefined || askedAt === undefined || askedAt <= partner.toldAt) return
    const seeker: Wait = { user, since: this.#time, askedAt, toldAt: askedAt, passedOver: null }
    if (!this.#meetAtOnce(seeker, partner)) return
    for (const wait of this.#waiting.values()) {
      if (wait === partner || wait.user === user || wait.passedOver !== null) continue
      if (wait.toldAt >= partner.askedAt || !this.#meetAtOnce(seeker, wait)) continue
      wait.passedOver = { at: this.#time, by: user, taken: partner.user }
    }
  }

  #overtaken(wait: Wait, { by, taken }: NonNullable<Wait['passedOver']>): void {
    const [me, seeker, other] = [this.#nameOf(wait.user), this.#nameOf(by), this.#nameOf(taken)]
    const text = `${me} had waited longer than ${other}, whom ${seeker} was given, and waits on`
    this.#options.faults.add('overtaken', text, { matter: passedOver(seeker, me) })
  }

  /** Without a shared interest, or with the last partner, before that stopped to matter. */
  #tooEarly(user: number, { other, room, shared }: ToldMatch): void {
    const asked = this.#asked.get(user)
    const waited = asked === undefined ? Number.POSITIVE_INFINITY : this.#options.now() - asked
    if (waited >= this.#relaxMs || this.isBlind) return
    const mine = this.#options.profileOf(user)
    const isPicky = mine.interests.length > 0 && shared?.length === 0
    const isLast = other !== null && this.#last.get(user) === this.#options.personOf(other)
    if (!isPicky && !isLast) return
    const why = isPicky ? 'with nobody who shares an interest' : 'with its last partner again'
    const text = `${this.#nameOf(user)} was matched in ${shortId(room)} ${why}, after ${seconds(waited)} (--relax says after how many that is right)`
    this.#options.faults.add('matched_early', text, { room })
  }

  #nameOf(user: number): string {
    return this.#options.profileOf(user).username
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
