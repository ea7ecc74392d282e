// Ends a run early once it can be no success any more.
import type { Abort, Moment } from '../measures/loadResult.ts'
import { Measures } from '../measures/measures.ts'
import type { Allowances } from '../report/requirements/conclusion.ts'
import { isOutOfReach, type SoFar } from '../report/requirements/reach.ts'
import type { Requirement } from '../report/requirements/requirement.ts'
import { formatCount, plural } from '../report/words/format.ts'
import type { Standing } from '../visitors/moments.ts'

export interface EarlyEndOptions {
  readonly requirements: readonly Requirement[]
  readonly allowances: Allowances
  /** Aborted once the run can be no success. */
  readonly stop: AbortController
}

export class EarlyEnd {
  /** Why and when it ended the run; null where it did not. */
  abort: Abort | null = null
  readonly #options: EarlyEndOptions

  constructor(options: EarlyEndOptions) {
    this.#options = options
  }

  /** To be told once a second how the run stands. */
  look({ second }: Moment, standing: Standing): void {
    const { stop } = this.#options
    if (stop.signal.aborted || standing.isDraining) return
    const why = this.#hopeless(soFarOf(standing))
    if (why === null) return
    this.abort = { second, why }
    stop.abort()
  }

  #hopeless(soFar: SoFar): string | null {
    const { requirements, allowances } = this.#options
    const { faultsTotal, counts, scenario } = soFar
    const lost = requirements.find((requirement) => isOutOfReach(requirement, soFar))
    if (lost !== undefined) return `${lost.text} can no longer be met`
    if (faultsTotal > 0) return `the referee found ${plural(faultsTotal, 'fault')}`
    return counts.lost > allowances.lost * scenario.users
      ? `${formatCount(counts.lost)} of ${plural(scenario.users, 'visitor')} are lost for good`
      : null
  }
}

const soFarOf = ({ scenario, measures, referee }: Standing): SoFar => ({
  scenario,
  counts: measures.counts,
  errorsTotal: measures.errorsTotal,
  faultsTotal: referee.faults.total,
  // What is left out in the end counts against nobody.
  timed: () => (measures.isWarmingUp ? new Measures() : measures.whole()),
})
