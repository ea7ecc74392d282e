// What actors and engine are handed instead of reaching for it: time, ids, reports to the operator.
import type { ReportId, RoomId, SessionId } from './fields.ts'

/** What the clock was asked for. */
export interface Armed {
  /** Null once it is not wanted any more. */
  wake: (() => void) | null
}

/** Runs `wake` once, after so many milliseconds. */
export type After<A = void> = (ms: number, wake: () => void) => A

export interface Clock {
  /** Milliseconds of Unix time, to say when something was: it never falls. */
  readonly now: () => number
  /** Milliseconds since some moment; to say how long something took, from one call to another. */
  readonly monotonic: () => number
  /**
   * Runs `wake` once: after so many milliseconds, by default as many as there are between `now()`
   * and `at`; soon after (within 100 ms when idle), and not before `now()` has reached `at`.
   */
  readonly at: (at: number, wake: () => void, ms?: number) => Armed
  /** Runs `wake` once, after so many milliseconds. */
  readonly after: After<Armed>
  /** Takes back what was asked for; of what has come nothing is taken back. */
  readonly disarm: (armed: Armed) => void
}

/** The one place that ids come from. Nothing parses them. */
export interface Ids {
  readonly session: () => SessionId
  readonly room: () => RoomId
}

/** What a server names beside actors. */
export interface ServerIds extends Ids {
  readonly report: () => ReportId
  /** What makes a pass its own: nobody is to guess it. */
  readonly pass: () => string
}

export type Level = 'debug' | 'info' | 'warn' | 'error'

/** Says something to the operator. Never personal text, never an address. */
export type Report = (
  level: Level,
  message: string,
  facts?: Readonly<Record<string, string | number | boolean | null>>,
) => void
