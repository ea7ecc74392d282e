// What can happen to a session.
import { Schema } from 'effect'
import {
  Again,
  AgainUntil,
  EndReason,
  Gender,
  MemberNumber,
  Milliseconds,
  Person,
  Profile,
  personal,
  RoomId,
  Seeks,
  SessionId,
  Suspension,
  Words,
} from './fields.ts'

export const sessionEvents = {
  /** A visitor came; it must connect before `until`. The first event of every session. */
  join: Schema.Struct({
    username: personal(Words),
    bio: personal(Words),
    gender: Gender,
    seeks: Seeks,
    interests: personal(Schema.Array(Words)),
    until: Milliseconds,
    person: Schema.optionalKey(Person),
    suspended: Schema.optionalKey(Suspension),
  }),
  /** Its socket opened. */
  connect: Schema.Struct({}),
  /** Its socket closed; it may come back before `until`. */
  disconnect: Schema.Struct({ until: Milliseconds }),
  /** In logs of before: the server came back after a stop or a crash, without sockets. */
  restart: Schema.Struct({ until: Milliseconds }),
  /** It looks for a partner; from `relaxAt` on anyone acceptable will do. */
  find_match: Schema.Struct({
    seeks: Schema.optionalKey(Seeks),
    interests: Schema.optionalKey(personal(Schema.Array(Words))),
    relaxAt: Milliseconds,
  }),
  /**
   * The matchmaker found a partner, who is `person`; `member` is which of the room's members this
   * session is. The words are the room's: they go when it ends.
   */
  matched: Schema.Struct({
    room: RoomId,
    partner: SessionId,
    person: Schema.optionalKey(Person),
    member: Schema.optionalKey(MemberNumber),
    profile: personal(Profile),
    shared: personal(Schema.Array(Words)),
    again: Again,
  }).annotate({ sealedBy: 'room' }),
  /** It leaves the room, or stops waiting. */
  leave_chat: Schema.Struct({ againUntil: AgainUntil }),
  /** The conversation ended without its doing. */
  chat_ended: Schema.Struct({ room: RoomId, reason: EndReason, againUntil: AgainUntil }),
  /** It would talk again with its last partner, of whom it is told nothing unless both would. */
  again: Schema.Struct({ room: RoomId }),
  /** The time to ask for that is over: it no longer knows which conversation was its last. */
  forget: Schema.Struct({}),
  /** It wants never to meet the other of that room again, which is its own or was a while ago. */
  block: Schema.Struct({ room: RoomId }),
  /** Its report of the other of that room is in the log, `proven` by the words that were said. */
  reported: Schema.Struct({ room: RoomId, proven: Schema.Boolean }),
  /** Its person is not matched for a while; a moderator's decision ends its conversation as well. */
  suspended: Suspension,
  /** A moderator asks it to behave. */
  warned: Schema.Struct({}),
  /** Its grace ran out. The session ends. */
  expired: Schema.Struct({}),
  /** The visitor left for good, where it says `anew` by joining once more. The session ends. */
  left: Schema.Struct({
    anew: Schema.optionalKey(Schema.Literal(true)),
    againUntil: AgainUntil,
  }),
} as const
