// The system's clock: delays by what only runs forward, times near to the wall clock, one timer.
import { Heap } from './events/heap.ts'
import type { Armed, Clock } from './events/ports.ts'

/** How often is looked for what is due: a wake comes at most this much late. */
const turnMs = 50

/**
 * Behind the wall clock, `now` runs up to this many times as fast as time does. What a clock that
 * is wrong for three seconds does to it is undone in an hour, and a night's suspension of the
 * machine is made up for in one.
 */
const hurry = 10

/** Ahead of it, `now` runs slower by this much and no more, as delays may wait for it. */
const dawdle = 0.01

/** Who looks after a clock hears of it once the two are this far apart: no step, no log line. */
const apartMs = 1_000

/** So few alarms that nobody wants may lie among the others without being looked for. */
const disarmedMin = 64

/** What a clock is made of. */
export interface TimeSources {
  /** Milliseconds of Unix time; somebody may set it. */
  readonly wall: () => number
  /** Milliseconds since some moment; nobody can set it. It may stand still with the machine. */
  readonly monotonic: () => number
}

export const systemTime: TimeSources = { wall: Date.now, monotonic: () => performance.now() }

interface Alarm extends Armed {
  /** The reading of the monotonic source from which on it is due. */
  due: number
  /** What `now` must have reached; null where only the delay counts. */
  readonly at: number | null
  /** Of those that are due together the first asked for is the first woken. */
  readonly order: number
}

/**
 * A clock whose `now` never falls and runs by the monotonic source: a little slower while it is
 * ahead of the wall clock, faster while it is behind. So a step of the wall clock shortens no delay,
 * lengthens none by more than one part in a hundred, and does not stay in the times for ever.
 */
export class SteadyClock implements Clock {
  #sources: TimeSources
  #tell: (aheadMs: number) => void
  #now: number
  #measuredAt: number
  #isTold = false
  #alarms = new Heap<Alarm>((one, other) => one.due - other.due || one.order - other.order)
  #order = 0
  /** How many of them are not wanted any more. */
  #disarmed = 0

  /** `tell` hears by how much the wall clock is ahead (negative: behind), once until they agree. */
  constructor(sources: TimeSources, tell: (aheadMs: number) => void = () => {}) {
    this.#sources = sources
    this.#tell = tell
    this.#now = sources.wall()
    this.#measuredAt = sources.monotonic()
  }

  readonly now = (): number => {
    const measuredAt = this.#sources.monotonic()
    const elapsed = measuredAt - this.#measuredAt
    this.#measuredAt = measuredAt
    const ahead = this.#sources.wall() - (this.#now + elapsed)
    const correction = Math.max(-dawdle * elapsed, Math.min((hurry - 1) * elapsed, ahead))
    this.#now += elapsed + correction
    this.#watch(ahead - correction)
    return Math.floor(this.#now)
  }

  readonly monotonic = (): number => this.#sources.monotonic()

  readonly at = (at: number, wake: () => void, ms = at - this.now()): Armed =>
    this.#arm(ms, at, wake)

  readonly after = (ms: number, wake: () => void): Armed => this.#arm(ms, null, wake)

  readonly disarm = (armed: Armed): void => {
    if (armed.wake === null) return
    armed.wake = null
    this.#disarmed += 1
    // So that they cost a step each, and take no more memory than those that are wanted.
    if (this.#disarmed <= disarmedMin || 2 * this.#disarmed <= this.#alarms.size) return
    this.#alarms.keep(({ wake }) => wake !== null)
    this.#disarmed = 0
  }

  /** From here on `now` is `at` or later: the time of the last event of a log that goes on. */
  startFrom(at: number): void {
    this.#now = Math.max(this.#now, at)
    this.now()
  }

  /** The reading of the monotonic source from which on something is due; null if nothing will. */
  get due(): number | null {
    return this.#alarms.peek()?.due ?? null
  }

  /** Wakes whom it is time to wake. */
  readonly turn = (): void => {
    const now = this.now()
    const measuredAt = this.#measuredAt
    const woken: (() => void)[] = []
    for (let next = this.#alarms.peek(); next !== undefined; next = this.#alarms.peek()) {
      if (next.due > measuredAt) break
      this.#alarms.pop()
      if (next.wake === null) this.#disarmed -= 1
      else if (next.at === null || next.at <= now) {
        woken.push(next.wake)
        next.wake = null
      } else {
        next.due = this.#dueIn(next.at - now)
        this.#alarms.push(next)
      }
    }
    for (const wake of woken) wake()
  }

  #arm(ms: number, at: number | null, wake: () => void): Alarm {
    this.#order += 1
    const alarm = { due: this.#dueIn(ms), at, wake, order: this.#order }
    this.#alarms.push(alarm)
    return alarm
  }

  #dueIn(ms: number): number {
    return this.#sources.monotonic() + Math.max(0, ms)
  }

  #watch(aheadMs: number): void {
    const isApart = Math.abs(aheadMs) >= apartMs
    if (isApart && !this.#isTold) this.#tell(Math.round(aheadMs))
    this.#isTold = isApart
  }
}

/** The clock of the process, running until it is stopped. */
export const systemClock = (
  tell?: (aheadMs: number) => void,
): { readonly clock: SteadyClock; readonly stop: () => void } => {
  const clock = new SteadyClock(systemTime, tell)
  const timer = setInterval(clock.turn, turnMs)
  return { clock, stop: () => clearInterval(timer) }
}
