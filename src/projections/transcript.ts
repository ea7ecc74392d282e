// A room's messages, as a client that comes back needs them.
import type { RoomId, SessionId } from '../events/fields.ts'
import type { Ask } from '../events/projection.ts'

/** One message of a room; `seq` counts from 1 in that room, `at` is in ms since the epoch. */
export interface TranscriptMessage {
  readonly seq: number
  readonly by: SessionId
  readonly id: string
  readonly text: string
  readonly at: number
}

/**
 * The committed messages of a room with a number above `after`, in order, at most `limit`.
 * Empty where the room has ended.
 */
export type Transcript = (
  room: RoomId,
  after: number,
  limit: number,
) => Promise<readonly TranscriptMessage[]>

/** Asks the projections for transcripts; rejects once the store is closed. */
export const transcriptOf =
  (ask: Ask): Transcript =>
  async (room, after, limit) =>
    (await ask('transcript', { room, after, limit })) as unknown as readonly TranscriptMessage[]
