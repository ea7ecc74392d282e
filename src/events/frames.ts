// The wire: every frame that a client may send and is sent.
import { Schema } from 'effect'
import { details } from './errors.ts'
import {
  Again,
  AgainUntil,
  ClientId,
  EndReason,
  Gender,
  Interests,
  MemberNumber,
  MessageText,
  Milliseconds,
  Profile,
  ReportNote,
  ReportReason,
  RoomId,
  Seeks,
  Suspension,
} from './fields.ts'

/** Where the hash chain over a room's messages stands after so many of them. */
export const ChainPoint = Schema.Struct({ messages: Schema.Int, chain: Schema.String })
export type ChainPoint = typeof ChainPoint.Type

/**
 * Proves a conversation to whoever has the server's secret, and to nobody what was said in it.
 * `you` is which of its members this one was. c₀ = SHA-256(room), cₙ = SHA-256("cₙ₋₁ member n text"),
 * each written in base64url; the proof is an HMAC over room, messages, chain and at.
 */
export const Receipt = Schema.Struct({
  room: RoomId,
  ...ChainPoint.fields,
  at: Milliseconds,
  proof: Schema.String,
  you: Schema.optionalKey(MemberNumber),
})
export type Receipt = typeof Receipt.Type

/** A message as whoever reports it has it. */
export const TranscriptMessage = Schema.Struct({
  from: Schema.Literals(['you', 'partner']),
  text: Schema.String,
})
export type TranscriptMessage = typeof TranscriptMessage.Type

export const clientFrames = {
  find_match: Schema.Struct({
    type: Schema.Literal('find_match'),
    seeks: Schema.optionalKey(Seeks),
    interests: Schema.optionalKey(Interests),
  }),
  send_message: Schema.Struct({
    type: Schema.Literal('send_message'),
    id: ClientId,
    text: MessageText,
    // The id of an earlier message of one's own, without which this one must not be taken.
    after: Schema.optionalKey(ClientId),
  }),
  typing: Schema.Struct({ type: Schema.Literal('typing'), on: Schema.Boolean }),
  leave_chat: Schema.Struct({ type: Schema.Literal('leave_chat') }),
  again: Schema.Struct({ type: Schema.Literal('again'), room: RoomId }),
  ping: Schema.Struct({ type: Schema.Literal('ping') }),
  block: Schema.Struct({ type: Schema.Literal('block'), room: RoomId }),
  report: Schema.Struct({
    type: Schema.Literal('report'),
    room: RoomId,
    reason: ReportReason,
    note: Schema.optionalKey(ReportNote),
    // Of a room that has ended: its messages in order, all of them or those `since` some.
    transcript: Schema.optionalKey(Schema.Array(TranscriptMessage)),
    receipt: Schema.optionalKey(Receipt),
    since: Schema.optionalKey(ChainPoint),
  }),
} as const

export type ClientFrame = (typeof clientFrames)[keyof typeof clientFrames]['Type']

/** Every code an `error` frame may carry. */
export const ErrorCode = Schema.Literals([
  'bad_frame', // not JSON, not an object, binary, too large, or a field is wrong: see `detail`
  'unknown_type', // a `type` that is not in the list above
  'not_chatting', // send_message or typing outside a room, leave_chat while idle
  'already_chatting', // find_match or again inside a room
  'too_late', // again, block or report for a conversation that is over for too long, or none of ours
  'suspended', // find_match or again in a cool-down, or suspended by a moderator, `until` then
  'not_proven', // the transcript of a report is not what the receipt stands for, or no receipt is ours
  'too_many_reports', // a person may report so often an hour; `retry_after` seconds
  'id_reused', // this id stood for another text
  'out_of_order', // the message that this one names as `after` was not taken
  'room_full', // the room holds `max` messages, as many as a room may
  'rate_limited', // too fast; `retry_after` seconds
  'unavailable', // the server cannot store anything now; try again: see `detail`
])
export type ErrorCode = typeof ErrorCode.Type

/** What keeps a visitor from others who wait; each of them counts under the first that does. */
export const Exclusion = Schema.Literals([
  'seeks', // they are not of the gender that it seeks
  'sought', // they do not seek its gender
  'interests', // it insists on its interests, which they do not share
  'their_interests', // they insist on theirs, which it does not share
])
export type Exclusion = typeof Exclusion.Type

/** How many people; under five, none included, they are `few`, so that nobody is found by asking. */
export const Count = Schema.Union([Schema.Number, Schema.Literal('few')])
export type Count = typeof Count.Type

/** How things stand for a visitor that waits. Nothing in it depends on others' interests. */
const outlookFields = {
  /** Others that wait and could be paired. */
  waiting: Schema.optionalKey(Count),
  /** Of these, who accept it and whom it accepts, by gender and what each seeks. */
  fitting: Schema.optionalKey(Count),
  /** Of the fitting, who insist on no interest: whom it could have if it did not either. */
  fittingRelaxed: Schema.optionalKey(Count),
  /** What keeps it from most of the others. */
  excludedBy: Schema.optionalKey(Exclusion),
  /** When its interests stop mattering; absent once they do not matter. */
  relaxesAt: Schema.optionalKey(Milliseconds),
  /** The median wait of those who had to wait lately, in ms. */
  waitedLately: Schema.optionalKey(Schema.Number),
} as const

const Message = Schema.Struct({
  type: Schema.Literal('message'),
  room: RoomId,
  seq: Schema.Number,
  from: Schema.Literals(['you', 'partner']),
  text: Schema.String,
  at: Milliseconds,
  id: Schema.optionalKey(Schema.String),
})

export const serverFrames = {
  welcome: Schema.Struct({
    type: Schema.Literal('welcome'),
    you: Schema.Struct({
      username: Schema.String,
      bio: Schema.String,
      gender: Gender,
      seeks: Seeks,
      interests: Schema.Array(Schema.String),
    }),
    visit: Schema.String,
    state: Schema.Literals(['idle', 'waiting', 'chatting']),
    room: Schema.optionalKey(RoomId),
    partner: Schema.optionalKey(Profile),
    /** How many messages had been said in the room by then, `messages` and those after it. */
    said: Schema.optionalKey(Schema.Number),
    messages: Schema.optionalKey(Schema.Array(Message)),
    /** While it may ask to talk again, and whether it has. */
    again: Schema.optionalKey(
      Schema.Struct({ room: RoomId, until: Milliseconds, asked: Schema.Boolean }),
    ),
    /** While its person is not matched. */
    suspended: Schema.optionalKey(Suspension),
    /** Of the conversation that ended while it was away, for as long as that may be reported. */
    receipt: Schema.optionalKey(Receipt),
  }),
  waiting: Schema.Struct({
    type: Schema.Literal('waiting'),
    since: Milliseconds,
    ...outlookFields,
  }),
  matched: Schema.Struct({
    type: Schema.Literal('matched'),
    room: RoomId,
    partner: Profile,
    shared: Schema.Array(Schema.String),
    again: Again,
  }),
  message: Message,
  sent: Schema.Struct({
    type: Schema.Literal('sent'),
    id: Schema.String,
    seq: Schema.Number,
    at: Milliseconds,
  }),
  typing: Schema.Struct({ type: Schema.Literal('typing'), on: Schema.Boolean }),
  partner_away: Schema.Struct({ type: Schema.Literal('partner_away'), until: Milliseconds }),
  partner_back: Schema.Struct({ type: Schema.Literal('partner_back') }),
  chat_ended: Schema.Struct({
    type: Schema.Literal('chat_ended'),
    reason: EndReason,
    again: AgainUntil,
    /** Absent where the room itself failed. */
    receipt: Schema.optionalKey(Receipt),
  }),
  blocked: Schema.Struct({ type: Schema.Literal('blocked'), room: RoomId }),
  reported: Schema.Struct({ type: Schema.Literal('reported'), room: RoomId }),
  /** A moderator has read a report, and asks to be kind. */
  warned: Schema.Struct({ type: Schema.Literal('warned') }),
  again: Schema.Struct({ type: Schema.Literal('again'), room: RoomId, until: Milliseconds }),
  pong: Schema.Struct({ type: Schema.Literal('pong'), at: Milliseconds }),
  error: Schema.Struct({
    type: Schema.Literal('error'),
    code: ErrorCode,
    message: Schema.String,
    id: Schema.optionalKey(ClientId),
    retry_after: Schema.optionalKey(Schema.Number),
    detail: Schema.optionalKey(Schema.Literals([...details.bad_frame, ...details.unavailable])),
    field: Schema.optionalKey(Schema.String),
    max: Schema.optionalKey(Schema.Number),
    /** For `suspended`: until when, and why. */
    until: Schema.optionalKey(Milliseconds),
    by: Schema.optionalKey(Suspension.fields.by),
  }),
} as const

const Outlook = Schema.Struct(outlookFields)
export type Outlook = typeof Outlook.Type

export type ServerFrame = (typeof serverFrames)[keyof typeof serverFrames]['Type']

/** Why the server closed a socket. The reason beside 4001 is why the session ended. */
export const closeCodes = {
  restart: 1012,
  no_session: 4001,
  replaced: 4002,
  slow_reader: 4003,
  bad_frames: 4004,
  other_visit: 4005,
  rate_limited: 4029,
} as const
