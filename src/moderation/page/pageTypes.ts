// What the moderators' page is answered with.
import type { ListedReport } from '../docket.ts'

export interface ReportsAnswer {
  /** The time here, in ms of Unix time. */
  readonly now: number
  readonly isRunning: boolean
  /** How many wait in all; there may be more than `reports`. */
  readonly total: number
  readonly reports: readonly ListedReport[]
  /** Why some of them cannot be opened. */
  readonly faults: readonly string[]
}

export interface ShownMessage {
  readonly n: number
  readonly from: 'reporter' | 'reported'
  readonly text: string
  readonly at: number | null
}

export interface ReportAnswer extends ListedReport {
  /** What is proven, in sentences. */
  readonly means: string
  readonly content: {
    readonly note: string
    readonly leftOut: number
    readonly transcript: readonly ShownMessage[]
  } | null
  readonly fault: string | null
}

export interface DecideAnswer {
  readonly message: string
}
