// What a report says: the words that were sealed to the moderators.
import { Result, Schema } from 'effect'
import { ReportReason } from '../events/fields.ts'

const Message = Schema.Struct({
  /** Its number in the conversation. */
  n: Schema.Number,
  from: Schema.Literals(['reporter', 'reported']),
  text: Schema.String,
  at: Schema.optionalKey(Schema.Number),
})
export type ReportedMessage = typeof Message.Type

export const ReportContent = Schema.Struct({
  version: Schema.Literal(1),
  room: Schema.String,
  at: Schema.Number,
  reason: ReportReason,
  /** What the reporter added; may be empty. */
  note: Schema.String,
  proven: Schema.Boolean,
  /** Who is reported. */
  other: Schema.String,
  /** Of the conversation; the first `left_out` of them are not in `transcript`. */
  messages: Schema.Number,
  left_out: Schema.Number,
  transcript: Schema.Array(Message),
})
export type ReportContent = typeof ReportContent.Type

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(ReportContent))

/** The text is no report that this version reads. */
export interface ContentUnknown {
  readonly _tag: 'ContentUnknown'
}

export const contentOf = (text: string): Result.Result<ReportContent, ContentUnknown> =>
  Result.mapError(decode(text), () => ({ _tag: 'ContentUnknown' }))
