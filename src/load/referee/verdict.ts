// What the referee says in the end.

import type { Referee } from './referee.ts'
import type { FaultKind, FoundFault } from './rooms/faults.ts'

export interface RefereeVerdict {
  /** How many faults of each kind; empty where there was none. */
  readonly faults: Partial<Record<FaultKind, number>>
  readonly faultsTotal: number
  readonly examples: readonly FoundFault[]
  readonly rooms: number
  /** Acknowledged, and the partner was away when the room ended: nobody could receive them. */
  readonly undeliverable: number
  /** Conversations with strangers of other runs, of which only a half was seen. */
  readonly foreign: number
  /** What the comparison with the server's log covered; null where there was none. */
  readonly log: LogCoverage | null
}

/** What of the run was found in the log. */
export interface LogCoverage {
  readonly rooms: number
  readonly messages: number
  /** Blocks and reports. */
  readonly complaints: number
  /** Of visitors of the run, each held against who else waited. */
  readonly matches: number
}

/** What the referee found so far; to be asked again after a comparison with the log. */
export const refereeVerdictOf = (
  { faults, rooms, undeliverable, foreign }: Referee,
  log: LogCoverage | null = null,
): RefereeVerdict => ({
  faults: { ...faults.counts },
  faultsTotal: faults.total,
  examples: [...faults.examples],
  rooms,
  undeliverable,
  foreign,
  log,
})
