// Holds M4 and M5 at every match of the server's event log, for whoever is a visitor of the run.
import type { LogEvent } from '../../events/event.ts'
import type { SessionId } from '../../events/fields.ts'
import { Apart } from '../../replay/judging/apart.ts'
import {
  byWait,
  refuse,
  shares,
  type Waiter,
  Waiting,
  wantEachOther,
} from '../../replay/judging/waiting.ts'
import { commonInterests, type VisitorProfile } from '../scenario/profile.ts'
import { apartOf, type FoundFaults, passedOver } from './rooms/faults.ts'
import type { ServerLog } from './serverLog.ts'

export interface MatchesOptions {
  readonly faults: FoundFaults
  /** Whose each session of the run is; all others are strangers'. */
  readonly sessions: ReadonlyMap<SessionId, number>
  readonly profileOf: (user: number) => VisitorProfile
}

/** Reads the log through once; gives how many matches of the run were judged. */
export const compareMatches = (
  log: Pick<ServerLog, 'events' | 'openedAt'>,
  options: MatchesOptions,
): number => {
  const matches = new LoggedMatches(options, log.openedAt)
  for (const event of log.events()) matches.take(event)
  matches.turnEnds()
  return matches.judged
}

type Matched = Extract<LogEvent, { type: 'matchmaker.matched' }>

class LoggedMatches {
  judged = 0
  readonly #options: MatchesOptions
  readonly #openedAt: number
  readonly #waiting = new Waiting()
  readonly #apart = new Apart()
  /** Who looked in the turn under way, by the event in which they did; null: the end of a day. */
  readonly #lookers = new Map<number, SessionId | null>()
  #turn = 0

  /** What was in the log before that seq is not judged: it is of others. */
  constructor(options: MatchesOptions, openedAt: number) {
    this.#options = options
    this.#openedAt = openedAt
  }

  take(event: LogEvent): void {
    if (event.turn !== this.#turn) this.turnEnds()
    this.#turn = event.turn
    const { seq, type, data } = event
    if (this.#apart.follow(event)) this.#lookers.set(seq, null)
    switch (type) {
      case 'matchmaker.find_match':
        this.#waiting.open(data, event.at)
        this.#lookers.set(seq, data.session)
        return
      case 'matchmaker.relax':
        this.#waiting.relax(data.session)
        this.#lookers.set(seq, data.session)
        return
      case 'matchmaker.leave_chat':
        this.#waiting.close(data.session)
        return
      case 'matchmaker.faulted':
        this.#waiting.close(data.actor)
        return
      case 'matchmaker.matched':
        this.#matched(event)
    }
  }

  /** [M4] nobody who looked in the turn waits on beside somebody who would do. */
  turnEnds(): void {
    for (const [seq, looker] of this.#lookers) {
      const mine = looker === null ? undefined : this.#waiting.get(looker)
      if (mine !== undefined && seq > this.#openedAt) this.#overlooked(mine, seq)
    }
    this.#lookers.clear()
  }

  #overlooked(mine: Waiter, seq: number): void {
    for (const other of this.#waiting.all()) {
      if (!this.#isOfRun(mine, other) || !this.#areAcceptable(mine, other)) continue
      const [me, them] = [this.#nameOf(mine), this.#nameOf(other)]
      const text = `${me} and ${them} accept each other, and both wait on`
      const where = { logSeq: seq, matter: apartOf(me, them) }
      this.#options.faults.addLogged('kept_apart', text, where)
      return
    }
  }

  #matched(event: Matched): void {
    const [one, other] = event.data.members.map((member) => this.#waiting.get(member))
    // Those who meet again did not look for each other.
    if (one !== undefined && other !== undefined && !event.data.again) {
      const { cause, seq } = event
      const looker = this.#lookers.get(cause ?? 0) ?? null
      if (seq > this.#openedAt)
        this.#outOfTurn(event, looker === one.session ? [one, other] : [other, one])
    }
    for (const member of event.data.members) this.#waiting.close(member)
  }

  /** [M5] whoever looked takes the one that has waited longest. */
  #outOfTurn(
    { seq, data: { room } }: Matched,
    [mine, found]: readonly [mine: Waiter, found: Waiter],
  ): void {
    if (this.#isOfRun(mine, found)) this.judged += 1
    for (const better of this.#waiting.all()) {
      if (better === found || byWait(better, found) >= 0) continue
      const isOurs = this.#isOfRun(mine, better) || this.#isOfRun(found, better)
      if (!isOurs || !this.#areAcceptable(mine, better)) continue
      const [me, them] = [this.#nameOf(mine), this.#nameOf(better)]
      const text = `${me} was given ${this.#nameOf(found)}, and not ${them}, who had waited longer`
      const where = { room, logSeq: seq, matter: passedOver(me, them) }
      this.#options.faults.addLogged('overtaken', text, where)
      return
    }
  }

  /** As far as that is known: where only erased words would tell, they are not. */
  #areAcceptable(mine: Waiter, other: Waiter): boolean {
    if (mine === other || !wantEachOther(mine, other) || refuse(mine, other)) return false
    if (this.#apart.has(mine.person, other.person)) return false
    const sharing = shares(mine, other)
    return sharing === 'need not' || (sharing === 'unknown' && this.#areKnownToShare(mine, other))
  }

  #areKnownToShare(mine: Waiter, other: Waiter): boolean {
    const [me, them] = [this.#profileOf(mine), this.#profileOf(other)]
    return me !== null && them !== null && commonInterests(me, them).length > 0
  }

  #isOfRun(...waiters: readonly Waiter[]): boolean {
    return waiters.some(({ session }) => this.#options.sessions.has(session))
  }

  #profileOf({ session }: Waiter): VisitorProfile | null {
    const user = this.#options.sessions.get(session)
    return user === undefined ? null : this.#options.profileOf(user)
  }

  #nameOf(waiter: Waiter): string {
    return this.#profileOf(waiter)?.username ?? waiter.session
  }
}
