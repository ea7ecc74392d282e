// What the processes of a run say to each other.

import type { Routes } from '../client/routes.ts'
import type { Vitals } from '../measures/bottlenecks.ts'
import type { Gauges, Measured } from '../measures/measures.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Played } from '../visitors/chronicle.ts'
import type { Stage } from '../visitors/run.ts'
import type { Share } from '../visitors/runContext.ts'
import type { ProcessRecord } from './record.ts'

/** What a process is to play: its share of the visitors of a run. */
export interface Job {
  readonly scenario: Scenario
  readonly run: string
  readonly seed: number
  readonly share: Share
  readonly routes: Routes
  /** What the machine's clock says where that of the run, which all processes share, says 0. */
  readonly epoch: number
  readonly drainMsMax?: number | undefined
  readonly hurriedMsMax?: number | undefined
}

/** A process is `ready` when visitors could come. */
export type Gate = 'ready' | Stage

/** To a process in which visitors are. */
export type ToShare =
  | { readonly type: 'job'; readonly job: Job }
  /** All have come as far; `at` is when, or is to be, the beginning. */
  | { readonly type: 'go'; readonly gate: Gate; readonly at: number }
  | { readonly type: 'stop' }

/** From a process in which visitors are. */
export type FromShare =
  | { readonly type: 'reached'; readonly gate: Gate }
  | { readonly type: 'record'; readonly record: ProcessRecord }
  | { readonly type: 'pulse'; readonly pulse: Pulse }
  | { readonly type: 'played'; readonly played: Played }

/** How a process is, once a second and at its end. */
export interface Pulse {
  /** Since the last one. */
  readonly measured: readonly Measured[]
  readonly gauges: Gauges
  readonly vitals: Vitals
  readonly isDraining: boolean
  /** Whether what was measured is of the warm-up. */
  readonly isWarmUp: boolean
}
