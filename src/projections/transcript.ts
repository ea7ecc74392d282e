// A room's messages, as a client that comes back needs them.
import type { RoomId, SessionId } from '../events/fields.ts'
import type { Ask, Reading } from '../events/projection.ts'

/** One message of a room; `seq` counts from 1 in that room, `at` is in ms of Unix time. */
export interface TranscriptMessage {
  readonly seq: number
  readonly by: SessionId
  readonly id: string
  readonly text: string
  readonly at: number
}

/** The committed messages of a room with a number above `after`; none where the room has ended. */
export type Transcript = (room: RoomId, after: number) => Reading<TranscriptMessage>

/** Asks the projections for transcripts. */
export const transcriptOf =
  (ask: Ask): Transcript =>
  (room, after) =>
    ask('transcript', { room, after }) as unknown as Reading<TranscriptMessage>
