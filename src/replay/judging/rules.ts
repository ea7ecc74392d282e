// M1 to M6, M9, M10 and M12 held against a log after every turn, by nothing that decided anything in it.
import type { DataOf, LogEvent } from '../../events/event.ts'
import type { PersonId, RoomId, SessionId } from '../../events/fields.ts'
import { Apart } from './apart.ts'
import type { Broken } from './broken.ts'
import { Places } from './places.ts'
import { Shared } from './shared.ts'
import { byWait, refuse, shares, type Waiter, Waiting, wantEachOther } from './waiting.ts'

type Matched = DataOf<'matchmaker.matched'>
type MatchedEvent = Extract<LogEvent, { type: 'matchmaker.matched' }>

/** A server that does nothing for longer is not taken to be awake: it may have been stopped. */
const awakeMsMax = 1_000

/** The clock of a log may run at ten times its speed; and a commit, which sets an alarm, takes its time. */
const lateRatio = 10
const lateMs = 60_000

export class Rules {
  /** How many times only erased words would tell whether two who wait accept each other. */
  undecided = 0
  readonly #isPart: boolean
  #waiting = new Waiting()
  #places = new Places()
  #apart = new Apart()
  #shared = new Shared()
  #asks = new Map<SessionId, DataOf<'matchmaker.again'>>()
  #members = new Map<RoomId, Matched['members']>()
  #rooms = new Map<SessionId, RoomId>()
  #lastPartner = new Map<SessionId, PersonId>()
  /** Whose waiting or place is to be looked at once the turn is over, and the event that changed it. */
  #changed = new Map<SessionId, number>()
  #at = 0
  #awake = 0
  #lookedAt = 0
  /** Since when, as `#awake` counts, it has been too late for a waiter to relax. */
  #late = new Map<Waiter, number>()

  /** Where the log `isPart` of another, only what two who are matched are to each other is judged. */
  constructor(isPart: boolean) {
    this.#isPart = isPart
  }

  /** Follows an event; `cause` is the one that led to it. What it breaks is said where all is known (`isWhole`). */
  follow(event: LogEvent, cause: LogEvent | null, isWhole: boolean): Broken | null {
    this.#awake += Math.min(awakeMsMax, event.at - this.#at)
    this.#at = event.at
    const broken = this.#broken(event, cause)
    if (event.type === 'session.matched') this.#shared.follow(event, isWhole)
    this.#move(event)
    return isWhole ? broken : null
  }

  /** How many times only erased words would tell which interests two who met share. */
  get undecidedShared(): number {
    return this.#shared.undecided
  }

  /** What does not hold after a turn, of those that it changed; nothing where not all is known. */
  turnEnds(isWhole: boolean): Broken | null {
    const changed = [...this.#changed]
    this.#changed.clear()
    if (!isWhole) return null
    for (const [session, seq] of changed) {
      const why = this.#misplaced(session) ?? this.#overlooked(session)
      if (why !== null) return { seq, why }
    }
    return null
  }

  /** Who should have relaxed long ago: `seq` is still that of its ticket. To be asked now and then. */
  overdue(): (Broken & { readonly since: number }) | null {
    if (this.#awake - this.#lookedAt < awakeMsMax) return null
    this.#lookedAt = this.#awake
    const late = new Map<Waiter, number>()
    for (const waiter of this.#waiting.all()) {
      if (waiter.relaxed || waiter.relaxAt > this.#at) continue
      const since = this.#late.get(waiter) ?? this.#awake
      late.set(waiter, since)
      const allowed = lateMs + lateRatio * (waiter.relaxAt - waiter.openedAt)
      if (this.#awake - since < allowed) continue
      const why = `M4: ${waiter.session} waits on, and never relaxes`
      return { seq: 0, since: waiter.relaxAt, why }
    }
    this.#late = late
    return null
  }

  #broken(event: LogEvent, cause: LogEvent | null): Broken | null {
    if (event.type === 'session.matched') return this.#shared.broken(event)
    const why =
      event.type === 'matchmaker.find_match'
        ? this.#wrongTicket(event.data)
        : event.type === 'matchmaker.matched'
          ? this.#wrongMatch(event, cause)
          : null
    return why === null ? null : { seq: event.seq, why }
  }

  #wrongMatch(event: MatchedEvent, cause: LogEvent | null): string | null {
    const { data } = event
    return (
      this.#wrongRoom(data) ??
      (data.again ? this.#wrongAgain(event) : this.#wrongPair(event, cause))
    )
  }

  #wrongTicket({ session, avoid }: DataOf<'matchmaker.find_match'>): string | null {
    const last = this.#lastPartner.get(session)
    if (this.#rooms.has(session))
      return `M2: ${session} waits, and is in ${this.#rooms.get(session)}`
    return this.#isPart || last === undefined || avoid === last
      ? null
      : `M3: ${session} does not avoid its last partner, ${last}`
  }

  #wrongRoom({ members }: Matched): string | null {
    const [one, other] = members
    if (one === other) return `M1: ${one} is matched with itself`
    const twice = members.find((member) => this.#rooms.has(member))
    return twice === undefined
      ? null
      : `M2: ${twice} is matched, and is in ${this.#rooms.get(twice)}`
  }

  /** Those who meet again need not have waited, but must both have asked. */
  #wrongAgain({ seq, data: { room, members } }: MatchedEvent): string | null {
    const [one, other] = members
    const [mine, theirs] = [this.#asks.get(one), this.#asks.get(other)]
    if (mine !== undefined && theirs !== undefined) {
      this.#shared.meet(room, { seq, interests: namedBy(mine, theirs), sharing: 'unknown' })
    }
    if (this.#isPart) return null
    if (mine?.partner !== other || theirs?.partner !== one || mine.room !== theirs.room) {
      return `M12: ${one} and ${other} meet again, and not because both asked`
    }
    return wantEachOther(mine, theirs) ? null : `M3: ${one} and ${other} do not want each other`
  }

  #wrongPair(
    { seq, data: { room, members } }: MatchedEvent,
    cause: LogEvent | null,
  ): string | null {
    const [first, second] = members
    const [one, other] = [this.#waiting.get(first), this.#waiting.get(second)]
    if (one === undefined || other === undefined) {
      if (this.#isPart) return null
      return `M6: ${one === undefined ? first : second} is matched, and does not wait`
    }
    const between = `${first} and ${second}`
    if (!wantEachOther(one, other)) return `M3: ${between} do not want each other`
    if (this.#apart.has(one.person, other.person)) {
      return `M9: ${between} are kept apart by a block`
    }
    if (refuse(one, other)) return `M3: one of ${between} avoids the other, its last partner`
    const sharing = shares(one, other)
    if (sharing === 'cannot') {
      return `M3: ${between} cannot share an interest, and one waits for somebody who does`
    }
    this.#shared.meet(room, {
      ...{ seq, interests: namedBy(one, other) },
      sharing: sharing === 'unknown' ? 'some' : this.#haveWaitedOn(one, other, cause),
    })
    return this.#isPart ? null : this.#outOfTurn([one, other], cause)
  }

  /** [M4] whom no last partner and no block kept apart shares none: they waited on beside each other. */
  #haveWaitedOn(one: Waiter, other: Waiter, cause: LogEvent | null): 'none' | 'unknown' {
    const avoided = one.avoid === other.person || other.avoid === one.person
    return cause?.type === 'matchmaker.relax' && !avoided && !this.#isPart ? 'none' : 'unknown'
  }

  /** [M5] whoever looked takes the one that has waited longest. */
  #outOfTurn([one, other]: readonly [Waiter, Waiter], cause: LogEvent | null): string | null {
    const seeker = seekerOf(cause, other.session)
    if (seeker !== one.session && seeker !== other.session) {
      return `M5: ${one.session} and ${other.session} are matched, and neither looked`
    }
    const [mine, found] = seeker === one.session ? [one, other] : [other, one]
    for (const better of this.#waiting.openTo(mine)) {
      if (byWait(better, found) < 0 && this.#areAcceptable(mine, better)) {
        return `M5: ${mine.session} gets ${found.session}, and not ${better.session}, who waits longer`
      }
    }
    return null
  }

  #areAcceptable(mine: Waiter, other: Waiter): boolean {
    return other !== mine && !refuse(mine, other) && !this.#apart.has(mine.person, other.person)
  }

  #move(event: LogEvent): void {
    const { seq, actor, type, data } = event
    this.#places.follow(event)
    if (this.#apart.follow(event)) {
      for (const { session } of this.#waiting.all()) this.#changed.set(session, seq)
    }
    switch (type) {
      case 'matchmaker.find_match':
        this.#waiting.open(data, event.at)
        break
      case 'matchmaker.relax':
        this.#waiting.relax(data.session)
        break
      case 'matchmaker.leave_chat':
        this.#waiting.close(data.session)
        break
      case 'matchmaker.again':
        this.#asks.set(data.session, data)
        break
      case 'matchmaker.withdraw':
        this.#asks.delete(data.session)
        break
      case 'matchmaker.matched':
        this.#open(data, seq)
        break
      case 'matchmaker.closed':
        this.#close(data.room, seq)
        break
      case 'matchmaker.faulted':
        this.#waiting.close(data.actor)
        this.#asks.delete(data.actor)
        this.#close(data.actor, seq)
        this.#changed.set(data.actor, seq)
    }
    const changed = actor === 'matchmaker' ? sessionIn(data) : actor
    if (changed !== null) this.#changed.set(changed, seq)
  }

  #open({ room, members, persons }: Matched, seq: number): void {
    const [one, other] = members
    this.#lastPartner.set(one, persons?.[1].id ?? other)
    this.#lastPartner.set(other, persons?.[0].id ?? one)
    this.#members.set(room, members)
    for (const member of members) {
      this.#waiting.close(member)
      this.#asks.delete(member)
      this.#rooms.set(member, room)
      this.#changed.set(member, seq)
    }
  }

  #close(room: RoomId, seq: number): void {
    for (const member of this.#members.get(room) ?? []) {
      this.#rooms.delete(member)
      this.#changed.set(member, seq)
    }
    this.#members.delete(room)
    this.#shared.forget(room)
  }

  /** [M2] [M6] a session is in one place, and the matchmaker agrees. */
  #misplaced(session: SessionId): string | null {
    const known = this.#places.of(session)
    if (known === undefined) return null
    const { place, room, online } = known
    const hasTicket = this.#waiting.get(session) !== undefined
    if (hasTicket !== (place === 'waiting' && online)) {
      return `M6: ${session} is ${place}${online ? '' : ' and away'}, and has ${hasTicket ? 'a' : 'no'} ticket`
    }
    if ((this.#rooms.get(session) ?? null) !== room) {
      const there = this.#rooms.get(session) ?? 'no room'
      return `M6: ${session} is in ${room ?? 'no room'}, to the matchmaker in ${there}`
    }
    if (place === 'gone') {
      this.#places.forget(session)
      this.#lastPartner.delete(session)
    }
    return null
  }

  /** [M4] nobody waits on who would suit somebody that looked in this turn. */
  #overlooked(session: SessionId): string | null {
    const mine = this.#waiting.get(session)
    if (mine === undefined) return null
    this.undecided += this.#waiting.unknownTo(mine)
    for (const other of this.#waiting.openTo(mine)) {
      if (this.#areAcceptable(mine, other)) {
        return `M4: ${session} and ${other.session} accept each other, and both wait on`
      }
    }
    return null
  }
}

type Named = Pick<Waiter, 'session' | 'interests'>

const namedBy = (...both: readonly Named[]): ReadonlyMap<SessionId, readonly string[]> =>
  new Map(both.map(({ session, interests }) => [session, interests]))

/** Who looked for a partner; at the end of a day, which frees several, it is named second. */
const seekerOf = (cause: LogEvent | null, second: SessionId): SessionId | null => {
  if (cause?.type === 'matchmaker.day_ended') return second
  return cause?.type === 'matchmaker.find_match' || cause?.type === 'matchmaker.relax'
    ? cause.data.session
    : null
}

const sessionIn = (data: object): SessionId | null =>
  (data as { readonly session?: SessionId }).session ?? null
