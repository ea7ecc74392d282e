// A gate: so many come through for nothing, beyond them some by work, and whoever waits for their turn.
import {
  type Allowance,
  type Bucket,
  fullBucket,
  isFull,
  overdraw,
  spentShare,
  takeToken,
  waitFor,
} from './tokenBucket.ts'

/** What there is a gate for. */
export type GateName = 'joins' | 'upgrades'

/**
 * So many more than come for nothing may come by work at once; in the long run as many as for
 * nothing. A school's worth beyond a class, and what it costs has grown a hundredfold by then.
 */
export const workedPerFree = 5

/** The hardest challenge takes 2 to the power of this times the work of the easiest. */
export const levelMax = 6

/** A place is kept so long after its time: for a slow line, or a page in the background. */
const placeKeptMs = 15_000

/** What may come through a gate. */
export interface Passage {
  readonly free: Allowance
  readonly worked: Allowance
}

/** What is allowed at once is a minute's, and by work some minutes' worth. */
export const passagePerMinute = (count: number): Passage => ({
  free: { perSecond: count / 60, burst: Math.max(1, count) },
  worked: { perSecond: count / 60, burst: Math.max(1, count) * workedPerFree },
})

export class Gate {
  readonly #passage: Passage
  readonly #tokens: Bucket
  readonly #worked: Bucket
  /** One less for each who was told when to come back, and may be expected then. */
  readonly #places: Bucket
  /** When each of these may come, in the order in which they were told. */
  readonly #dueBy = new Map<string, number>()

  constructor(passage: Passage, now: number) {
    this.#passage = passage
    this.#tokens = fullBucket(passage.free, now)
    this.#places = fullBucket(passage.free, now)
    this.#worked = fullBucket(passage.worked, now)
  }

  /**
   * Lets one through, giving 0, or gives the milliseconds after which there is a token that nobody
   * before was told of: so that all who are refused at once do not come back at once, in vain. What
   * was told is kept: `who` comes when they were told is let through, though somebody who was told
   * another time has taken their token. So a minute's worth more than the rate can go through, once.
   * Who is told more than a minute's worth of others is told that minute, and has no place. Where
   * `othersMs` have to pass before anybody comes for nothing, only who was told before does.
   */
  pass(who: string, now: number, othersMs = 0): number {
    this.#forgetLate(now)
    const { free } = this.#passage
    const waitMs =
      othersMs > 0
        ? Math.max(othersMs, waitFor(this.#tokens, free, now))
        : takeToken(this.#tokens, free, now)
    const due = this.#dueBy.get(who)
    if (waitMs === 0 || (due !== undefined && due <= now)) {
      if (waitMs > 0) overdraw(this.#tokens, free, now)
      this.#dueBy.delete(who)
      return 0
    }
    if (due !== undefined) return Math.ceil(due - now)
    const hasPlace = takeToken(this.#places, free, now) === 0
    const ahead = Math.max(0, free.burst - this.#places.tokens - 1)
    const toldMs = waitMs + Math.ceil((ahead / free.perSecond) * 1000)
    if (hasPlace) this.#dueBy.set(who, now + toldMs)
    return toldMs
  }

  /** One came through for nothing, whom another gate has let through. */
  note(now: number): void {
    takeToken(this.#tokens, this.#passage.free, now)
  }

  /** What `pass` would give; nothing is spent. */
  wait(who: string, now: number, othersMs = 0): number {
    const waitMs = Math.max(othersMs, waitFor(this.#tokens, this.#passage.free, now))
    const due = this.#dueBy.get(who)
    return due === undefined ? waitMs : Math.min(waitMs, Math.max(0, due - now))
  }

  /** How hard a challenge is to be, by how many came by work lately; null: nobody does for now. */
  level(now: number): number | null {
    const { worked } = this.#passage
    if (waitFor(this.#worked, worked, now) > 0) return null
    return Math.min(levelMax, Math.floor(spentShare(this.#worked, worked, now) * (levelMax + 1)))
  }

  /** One comes through who has worked for it, and gives the place back that they had been told. */
  passByWork(who: string, now: number): void {
    takeToken(this.#worked, this.#passage.worked, now)
    if (this.#dueBy.delete(who)) this.#places.tokens += 1
  }

  isSpent(now: number): boolean {
    const { free, worked } = this.#passage
    return !(isFull(this.#tokens, free, now) && isFull(this.#worked, worked, now))
  }

  #forgetLate(now: number): void {
    for (const [who, due] of this.#dueBy) {
      if (due + placeKeptMs > now) return
      this.#dueBy.delete(who)
    }
  }
}
