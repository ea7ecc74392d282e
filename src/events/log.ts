// The log: an ordered, append-only sequence of turns.
import { Result } from 'effect'
import type { LogEvent, Turn } from './event.ts'
import type { DayId } from './fields.ts'

/** The last event of a log, its turn and its time; zeros where there is none. */
export interface Head {
  readonly seq: number
  readonly turn: number
  /** When it happened, in ms of Unix time. */
  readonly at: number
}

/** A record of the log that is not ours: torn, of an unknown type, or from a newer version. */
export interface LogUnreadable {
  readonly _tag: 'LogUnreadable'
  /** The seq of the record. */
  readonly seq: number
  /** Goes on after "Event 17 of the log …". */
  readonly why: string
  /** The whole sentence. */
  readonly message: string
}

export const logUnreadable = (seq: number, why: string): Result.Result<never, LogUnreadable> =>
  Result.fail({ _tag: 'LogUnreadable', seq, why, message: `Event ${seq} of the log ${why}.` })

/** The log is closed, or whoever writes it is gone: nothing is answered any more. */
export interface LogClosed {
  readonly _tag: 'LogClosed'
  readonly message: string
}

/**
 * How much space there is, from much to none: from `filling` on an operator is warned, from `full`
 * on nobody new is let in, and where it is `spent` no message is taken either.
 */
export const spaceLevels = ['ample', 'filling', 'full', 'spent'] as const
export type SpaceLevel = (typeof spaceLevels)[number]

/** What the log takes of its disk. */
export interface LogSpace {
  /** What it takes, and may take before it is `full`. */
  readonly bytes: number
  readonly bytesMax: number
  /** What is left on its disk. */
  readonly bytesFree: number
  /** How near it is to being `full`, which it is at 1: by its own bound, or by what is left. */
  readonly fullness: number
  readonly level: SpaceLevel
}

/** Before the disk was looked at. */
export const unmeasured: LogSpace = {
  bytes: 0,
  bytesMax: 0,
  bytesFree: 0,
  fullness: 0,
  level: 'ample',
}

/** What the log tells whoever appends to it. */
export interface LogWatcher {
  /** Every turn up to and including `turn` is stored, as durably as the log promises. */
  readonly committed: (turn: number) => void
  /**
   * Appended turns cannot be stored now, and if that is `lasting` never will be: they are lost.
   * `message` says why in words for an operator.
   */
  readonly unavailable: (message: string, lasting: boolean) => void
  /** What was appended meanwhile has been stored after all (`committed` came first). */
  readonly available: () => void
  /**
   * Somebody else leads and writes this log: nothing more is committed here, and the log says nothing
   * more. This process may tell nobody anything any more, and ends; `message` as above.
   */
  readonly fenced: (message: string) => void
}

/**
 * A log of turns. Turns are appended in order, each wholly or not at all, and none is reported
 * as committed before all earlier ones are.
 */
export interface Log {
  /** The last committed event and turn; zeros in an empty log. */
  readonly head: () => Head
  /** What it takes of its disk, as of a second ago. */
  readonly space: () => LogSpace
  /** Hands over a turn; returns at once. Its first event's seq follows the last one appended. */
  readonly append: (turn: Turn) => void
  /** Names the one watcher; to be called before the first append. */
  readonly watch: (watcher: LogWatcher) => void
  /**
   * The committed events from `seq` on (default 1), in order, in batches; words whose key is
   * gone read `[erased, N chars]`. It ends with the first failure.
   */
  readonly read: (
    from?: number,
  ) => AsyncIterable<Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>>
  /**
   * The committed events that whoever lives needs, in order, in batches: a fold of these alone
   * gives the states of all that live. Where a report was sealed that is left out, as if it were
   * erased: no actor knows it. To be read before the first append. It ends with the first failure.
   */
  readonly living: () => AsyncIterable<
    Result.Result<readonly LogEvent[], LogUnreadable | LogClosed>
  >
  /**
   * The key of a day whose beginning is committed and whose end is not, to name its persons by;
   * else null, also once the log is closed. No other key is given.
   */
  readonly keyOf: (day: DayId) => Promise<Uint8Array | null>
  /** Commits what was appended, then releases the store. */
  readonly close: () => Promise<void>
}

/** Where a log stands after `turn`; throws where it does not follow: our own fault. */
export const following = (head: Head, turn: Turn): Head => {
  const number = head.turn + 1
  let { seq } = head
  for (const event of turn) {
    seq += 1
    if (event.seq !== seq || event.turn !== number) {
      throw new Error(
        `Event ${event.seq} of turn ${event.turn} was appended where ${seq} of ${number} is due`,
      )
    }
  }
  if (seq === head.seq) throw new Error('An empty turn was appended')
  return { seq, turn: number, at: turn.at(-1)?.at ?? head.at }
}
