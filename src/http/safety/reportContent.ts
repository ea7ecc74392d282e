// What a report holds for the moderators, as it is before it is sealed.
import type { PersonId, ReportReason, RoomId } from '../../events/fields.ts'

/** One message of the conversation; `n` is its number in the room. */
export interface ReportedMessage {
  readonly n: number
  readonly from: 'reporter' | 'reported'
  readonly text: string
  readonly at?: number
}

/** The words of a conversation, or its end. */
export interface ReportedWords {
  /** How many messages there were in all. */
  readonly messages: number
  readonly transcript: readonly ReportedMessage[]
}

export interface Reported extends ReportedWords {
  readonly room: RoomId
  readonly at: number
  readonly reason: ReportReason
  readonly note: string
  /** Whether these are the words that were said. */
  readonly proven: boolean
  /** Who is reported. */
  readonly other: PersonId
}

/** What of a transcript is kept, as JSON: with the rest, sealed, it stays below 64 kB. */
export const keptBytesMax = 48 * 1024

/** More messages than these never fit: each takes more than 50 bytes with its number and its time. */
export const keptMessagesMax = 1_000

/** Programs of moderators read it; standard tools open it. */
export const reportContent = (reported: Reported): string => {
  const { room, at, reason, note, proven, other, messages } = reported
  const transcript = newestOf(reported.transcript)
  const left_out = messages - transcript.length
  return JSON.stringify({
    version: 1,
    room,
    at,
    reason,
    note,
    proven,
    other,
    messages,
    left_out,
    transcript,
  })
}

/** The last of the messages, as many as a report keeps. */
export const newestOf = (transcript: readonly ReportedMessage[]): readonly ReportedMessage[] => {
  let bytes = 0
  const first = transcript.findLastIndex((message) => {
    bytes += Buffer.byteLength(JSON.stringify(message)) + 1
    return bytes > keptBytesMax
  })
  return transcript.slice(first + 1)
}
