// The reports whose content is kept, until a moderator has decided or their time is over.
import type { Person, PlaceId, ReportId } from '../../events/fields.ts'
import { hashOf, SetHash } from '../../events/hash.ts'

/** 640 MB of sealed content at worst; and nobody reads more of them in three days. */
export const reportsMax = 10_000

/** A report whose content is kept. */
export interface OpenReport {
  readonly report: ReportId
  /** Whom it is about. */
  readonly about: Person
  /** When its content goes. */
  readonly until: number
  /** Whether the words in it were said. */
  readonly proven: boolean
  /** Where it came from. */
  readonly place: PlaceId
}

export class Reports {
  #byId = new Map<ReportId, OpenReport>()
  #tally = new SetHash()

  get size(): number {
    return this.#byId.size
  }

  get(report: ReportId): OpenReport | undefined {
    return this.#byId.get(report)
  }

  /** All of them, in the order in which they were made. */
  all(): OpenReport[] {
    return [...this.#byId.values()]
  }

  /**
   * Of those without proof, where there are any, the oldest from the place that most came from: so
   * whoever makes up many displaces those, and no others. Undefined where there is none.
   */
  leastWorth(): OpenReport | undefined {
    const unproven = this.all().filter(({ proven }) => !proven)
    const reports = unproven.length > 0 ? unproven : this.all()
    const counts = new Map<PlaceId, number>()
    for (const { place } of reports) counts.set(place, (counts.get(place) ?? 0) + 1)
    const most = Math.max(...counts.values())
    return reports.find(({ place }) => counts.get(place) === most)
  }

  open(opened: OpenReport): void {
    this.close(opened.report)
    this.#byId.set(opened.report, opened)
    this.#tally.add(hashOf(textOf(opened)))
  }

  close(report: ReportId): void {
    const known = this.#byId.get(report)
    if (known === undefined) return
    this.#byId.delete(report)
    this.#tally.remove(hashOf(textOf(known)))
  }

  copy(): Reports {
    const copy = new Reports()
    copy.#byId = new Map(this.#byId)
    copy.#tally = new SetHash(this.#tally.sum)
    return copy
  }

  /** What a digest sees: nothing while there is none. */
  toJSON(): unknown {
    return this.size === 0 ? null : { open: this.size, tally: this.#tally }
  }
}

const textOf = ({ report, about, until }: OpenReport): string => `${report} ${about.id} ${until}`
