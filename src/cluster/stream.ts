// The stream that every world reads and one of them writes: what it promises, whoever keeps it.
import type { Result } from 'effect'

/** How long to wait before those are asked again that did not answer, in ms. */
export const askAgainMs = 100

/** A message, by the number that the stream gave it: from 1, without gaps. */
export interface StreamMessage {
  readonly number: number
  readonly data: string
}

/**
 * Why nothing is known to be appended. `Refused`: the last number is another, and nothing was
 * appended. `Unanswered`: nobody knows; it may be there by now, or come later.
 */
export interface NotAppended {
  readonly _tag: 'Refused' | 'Unanswered'
  readonly message: string
}

/** The stream did not answer in time. */
export interface Unanswered {
  readonly _tag: 'Unanswered'
  readonly message: string
}

/** An ordered, append-only sequence of messages, on which several append. */
export interface Stream {
  /** Appends where `last` is the number of the last message (0: there is none); gives its number. */
  readonly append: (data: string, last: number) => Promise<Result.Result<number, NotAppended>>
  /**
   * What stands there from a number on, in order; some of it, where there is much. Empty: nothing. What
   * is not kept any more is left out: the first has another number then.
   */
  readonly read: (from: number) => Promise<Result.Result<readonly StreamMessage[], Unanswered>>
  /**
   * Tells of every message from a number on, once each, in order and without gaps, as they come,
   * however late; until what it gives is called. Where the next is not kept any more, `lost` hears
   * which is the first that is, and nothing is told any more.
   */
  readonly follow: (
    from: number,
    heard: (message: StreamMessage) => void,
    lost?: (first: number) => void,
  ) => () => void
}

/** A key, under the epoch in which its owner began. Overwritten with `null` once that is over. */
export interface FiledKey {
  readonly epoch: number
  readonly owner: string
  readonly key: Uint8Array | null
}

/** Where worlds keep the keys of the living for one another: in memory, never on a disk. */
export interface KeyCabinet {
  /**
   * Files them all; `Unanswered`: some may be filed, or will be. Filing the same again changes nothing,
   * and what was overwritten stays so, whatever comes late. `areNew`: nobody has asked for any of them
   * before, by which they may be filed sooner.
   */
  readonly put: (
    keys: readonly FiledKey[],
    areNew?: boolean,
  ) => Promise<Result.Result<void, Unanswered>>
  /** The key filed under that epoch and owner; null where there is none, or it was overwritten. */
  readonly get: (
    epoch: number,
    owner: string,
  ) => Promise<Result.Result<Uint8Array | null, Unanswered>>
}
