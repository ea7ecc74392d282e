// What a crowd can cause is said seldom, so that no crowd fills the operator's log.
import type { Clock, Report } from '../../events/ports.ts'

/** Often enough to be noticed. */
const tellMs = 60_000

/** A report that says the same sentence once a minute at most. */
export const reportSeldom = (report: Report, clock: Clock): Report => {
  const told = new Map<string, number>()
  return (level, message, facts) => {
    const now = clock.monotonic()
    if (now < (told.get(message) ?? Number.NEGATIVE_INFINITY) + tellMs) return
    told.set(message, now)
    report(level, message, facts)
  }
}
