// What a visitor does about a stranger, and what goes with a report of one.
import type { ReportReason, RoomId } from '../../../src/events/fields.ts'
import type { ClientFrame, Receipt } from '../../../src/events/frames.ts'
import type { ConversationTranscript } from '../transcript.ts'

/** What the moderators are told beside what was said. */
export interface ReportWish {
  readonly reason: ReportReason
  /** May be empty. */
  readonly note: string
}

/** A report that was not taken, and why; its other is blocked all the same. */
export interface ReportRefusal {
  readonly why: 'not_proven' | 'too_many_reports'
  readonly report: ReportWish
}

/** What the visitor does about whom they talk with, or did last. */
export interface Shielding {
  readonly room: RoomId
  readonly name: string
  /** Null: to block is all that is wished, or left to do. */
  readonly report: ReportWish | null
  /** Of a conversation under way the server reads the words itself. */
  readonly isUnderWay: boolean
  /** What the server has heard; null until it has. */
  readonly outcome: 'blocked' | 'reported' | null
  readonly refusal: ReportRefusal | null
}

/** The last conversation is over. */
export interface TalkEnd {
  readonly room: RoomId
  /** Until when its other may be blocked or reported, by this machine's clock. */
  readonly until: number
  /** Null where the server gave none, or before a refresh. */
  readonly receipt: Receipt | null
}

/** What a report of a conversation that is over is made of. */
export interface ReportParts {
  readonly room: RoomId
  readonly report: ReportWish
  /** What this page knows of it. */
  readonly transcript: ConversationTranscript
  readonly receipt: Receipt | null
}

export type ReportFrame = Extract<ClientFrame, { type: 'report' }>

/** As it is without the words that were said. */
export const bareReport = (room: RoomId, { reason, note }: ReportWish): ReportFrame => ({
  type: 'report',
  room,
  reason,
  ...(note !== '' && { note }),
})
