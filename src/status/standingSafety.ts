// How many reports wait for a moderator, and how many persons are not matched: numbers, and nobody's name.
import type { LogEvent } from '../events/event.ts'
import type { PersonId, ReportId } from '../events/fields.ts'

/** Is shown what the living need of a log, in order. */
export class StandingSafety {
  #reports = new Set<ReportId>()
  #suspended = new Map<PersonId, number>()

  take({ type, data }: LogEvent): void {
    if (type === 'matchmaker.reported' && data.report !== undefined) this.#reports.add(data.report)
    if (type === 'matchmaker.decided' || type === 'matchmaker.report_closed') {
      this.#reports.delete(data.report)
    }
    if (type !== 'matchmaker.cooled_down' && type !== 'matchmaker.suspended') return
    const known = this.#suspended.get(data.person.id) ?? 0
    this.#suspended.set(data.person.id, Math.max(known, data.until))
  }

  /** Reports that are kept for the moderators. */
  get openReports(): number {
    return this.#reports.size
  }

  /** Persons in a cool-down, or suspended by a moderator. */
  suspendedAt(at: number): number {
    return [...this.#suspended.values()].filter((until) => at < until).length
  }
}
