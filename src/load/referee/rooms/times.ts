// Whether the times that a server tells can be.
import { type FoundFaults, namedTime } from './faults.ts'

export interface TimesOptions {
  readonly faults: FoundFaults
  readonly usernameOf: (user: number) => string
  /** Milliseconds, from any beginning; never goes back. */
  readonly now: () => number
  /** Unix time where `now` says 0; where nobody says, no time is judged. */
  readonly unixAtZero?: number | undefined
}

/** Clocks of two machines differ, but not by this. */
const clockMsMax = 300_000

export class Times {
  readonly #options: TimesOptions

  constructor(options: TimesOptions) {
    this.#options = options
  }

  /** The visitor was told that time of something that was due then and is over. */
  told(user: number, at: number | undefined, dueMicros: number): void {
    const { faults, usernameOf, unixAtZero, now } = this.#options
    if (unixAtZero === undefined || at === undefined || Number.isNaN(at)) return
    const [from, to] = [unixAtZero + dueMicros / 1_000, unixAtZero + now()]
    if (at >= from - clockMsMax && at <= to + clockMsMax) return
    const text = `${usernameOf(user)} was told ${namedTime(at)} at ${namedTime(to)}`
    faults.add('wrong_time', text)
  }
}
