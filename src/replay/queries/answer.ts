// What a question to a log is answered with, for people and for machines.
import type { Paint } from '../cli/paint.ts'

export interface Answer {
  /** For people, about 80 columns wide. */
  readonly lines: (paint: Paint) => Iterable<string>
  /** For machines: each is printed as one line of JSON. */
  readonly records: Iterable<unknown>
  /** True if what was to be proved turned out wrong: exit code 1. */
  readonly failed?: boolean
}

/** Why there is no answer, in a sentence: exit code 2. */
export interface Unanswerable {
  readonly why: string
}

export const isUnanswerable = (given: object): given is Unanswerable => 'why' in given
