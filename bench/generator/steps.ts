// What a generator is asked to do, and what it reports of each step.
import type { Cpu, ServerName } from '../process.ts'

export type Step =
  /** All come, so many at a time, and are matched. */
  | { readonly kind: 'come' }
  /** Nothing is said for so many seconds; then memory is looked at. */
  | { readonly kind: 'memory'; readonly seconds: number }
  /** Each pair has so many messages under way: whoever gets one sends one. */
  | { readonly kind: 'closed'; readonly outstanding: number; readonly seconds: number }
  /** So many messages a second, whatever becomes of those before. */
  | { readonly kind: 'fixed'; readonly rate: number; readonly seconds: number }

export interface Orders {
  readonly name: ServerName
  readonly address: string
  readonly port: number
  readonly pid: number
  readonly users: number
  readonly steps: readonly Step[]
}

/** What was used up between two looks. */
export interface Spent {
  readonly seconds: number
  /** CPU milliseconds of the server. */
  readonly server: Cpu
  /** How much of one core the generator used. */
  readonly generatorCores: number
  /** How many cores were used by neither of them. */
  readonly otherCores: number
}

export interface Percentiles {
  readonly p50: number
  readonly p99: number
}

export interface Report extends Spent {
  readonly step: Step
  /** Users who came, or messages that were delivered meanwhile. */
  readonly count: number
  /** Bytes of memory a user; 0 in other steps than `memory`. */
  readonly bytes: number
  /** Milliseconds from when a message was due until it came; null in other steps than `fixed`. */
  readonly latency: Percentiles | null
  /** Milliseconds by which messages were sent late, which is within the latency. */
  readonly lateness: Percentiles | null
  /** Of this step: what was lost, came twice, out of order or to somebody else, and what else. */
  readonly faults: readonly string[]
}
