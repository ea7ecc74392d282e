// What a log file gives: events as recorded, up to where it is sound.
import type { LogEvent } from '../../events/event.ts'

/** An event without words, and its data as the JSON that stood in the log. */
export interface Recorded {
  readonly event: LogEvent
  readonly json: string
}

/** Why a log cannot be read on, or at all; everything before `seq` is sound. */
export interface LogFault {
  /** The seq of the record that is not ours; null where the file itself is not. */
  readonly seq: number | null
  /** One sentence. */
  readonly message: string
}

/** A log that is only read. */
export interface Source {
  /** What the user named. */
  readonly name: string
  /** How many events it holds now, as far as that is known without reading them. */
  readonly events: number
  /** Whether `read` sees what has been written since it was opened. */
  readonly isLive: boolean
  /** The events after `seq`, in order, in batches; returns why it ended before the end. */
  readonly read: (after: number) => Generator<readonly Recorded[], LogFault | null>
  readonly close: () => void
}
