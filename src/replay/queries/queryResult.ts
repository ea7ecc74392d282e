// What a query of a log gives, for people and for machines; or why it gives nothing.
import { Result } from 'effect'
import type { TextStyle } from '../text/textStyle.ts'

export interface QueryResult {
  /** For people: broken where the terminal ends. */
  readonly lines: (style: TextStyle) => Iterable<string>
  /** True if each line is an event or the like, as programs read it, and stays one. */
  readonly verbatim?: boolean
  /** For machines: each is printed as one line of JSON. */
  readonly records: Iterable<unknown>
  /** True if what was to be proved turned out wrong: exit code 1. */
  readonly failed?: boolean
}

/** Why there is no result: exit code 2. */
export interface QueryFailure {
  readonly _tag:
    | 'UnknownActor'
    | 'AmbiguousActor'
    | 'UnknownEvent'
    | 'UnknownEventType'
    | 'BadTime'
    | 'BadCommandLine'
    | 'BadPolicy'
    | 'CutLog'
    | 'TooLarge'
  /** One sentence for whoever asked. */
  readonly message: string
}

export const queryFailure = (
  _tag: QueryFailure['_tag'],
  message: string,
): Result.Result<never, QueryFailure> => Result.fail({ _tag, message })
