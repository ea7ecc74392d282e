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
  /** The processes that serve, of which each thread is looked at; that of `pid` among them. */
  readonly watched: readonly number[]
  readonly users: number
  readonly steps: readonly Step[]
}

/** CPU milliseconds of a process: of its main thread, of the busiest beside it, and of all. */
export interface Threads {
  readonly main: number
  readonly second: number
  readonly all: number
}

/** What was used up between two looks. */
export interface Spent {
  readonly seconds: number
  /** CPU milliseconds of the server. */
  readonly server: Cpu
  /** Of each process that is watched, in the order of the orders. */
  readonly watched: readonly Threads[]
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
  /** Milliseconds from when a message was due until its sender heard that it is taken. */
  readonly acknowledgement: Percentiles | null
  /** When nobody heard such an answer for a while, from one to the next, by `monotonic`. */
  readonly silences: readonly (readonly [from: number, to: number])[]
  /** Milliseconds by which messages were sent late, which is within the latency. */
  readonly lateness: Percentiles | null
  /** Of this step: what was lost, came twice, out of order or to somebody else, and what else. */
  readonly faults: readonly string[]
}
