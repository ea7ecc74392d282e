// What actors and engine are handed instead of reaching for it: time, ids, reports to the operator.
import type { RoomId, SessionId } from './fields.ts'

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Runs `wake` once, when `now()` has reached `at` or soon after (within 100 ms when idle). */
  readonly at: (at: number, wake: () => void) => void
}

/** The one place that ids come from. Nothing parses them. */
export interface Ids {
  readonly session: () => SessionId
  readonly room: () => RoomId
}

export type Level = 'debug' | 'info' | 'warn' | 'error'

/** Says something to the operator. Never personal text, never an address. */
export type Report = (
  level: Level,
  message: string,
  facts?: Readonly<Record<string, string | number | boolean | null>>,
) => void
