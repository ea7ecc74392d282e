// What can happen to the matchmaker.
import { Schema } from 'effect'
import {
  Again,
  AgainUntil,
  Gender,
  Milliseconds,
  personal,
  RoomId,
  Seeks,
  SessionId,
  Words,
} from './fields.ts'

export const matchmakerEvents = {
  /** A session waits: its ticket. `avoid` is its last partner, `blocks` whom it never wants. */
  find_match: Schema.Struct({
    session: SessionId,
    username: personal(Words),
    bio: personal(Words),
    gender: Gender,
    seeks: Seeks,
    interests: personal(Schema.Array(Words)),
    since: Milliseconds,
    relaxAt: Milliseconds,
    avoid: Schema.NullOr(SessionId),
    blocks: Schema.Array(SessionId),
  }).annotate({ sealedBy: 'session' }),
  /** A session no longer waits: it stopped, went away, or is gone. */
  leave_chat: Schema.Struct({ session: SessionId }),
  /** A ticket has waited long enough: anyone acceptable will do. */
  relax: Schema.Struct({ session: SessionId }),
  /** A session would talk again with `partner`, whom it met in `room`; it may wait beside that. */
  again: Schema.Struct({
    session: SessionId,
    username: personal(Words),
    bio: personal(Words),
    gender: Gender,
    seeks: Seeks,
    interests: personal(Schema.Array(Words)),
    room: RoomId,
    partner: SessionId,
    blocks: Schema.Array(SessionId),
  }).annotate({ sealedBy: 'session' }),
  /** A session's wish to talk again does not stand now: it is away, gone, or too late. */
  withdraw: Schema.Struct({ session: SessionId }),
  /** Two tickets became a room; or two who had parted, as both asked for it. */
  matched: Schema.Struct({
    room: RoomId,
    members: Schema.Tuple([SessionId, SessionId]),
    again: Again,
  }),
  /** A room ended. */
  closed: Schema.Struct({ room: RoomId }),
  /** A session or a room threw at the event that `cause` names; it has been stopped. */
  faulted: Schema.Struct({ actor: Schema.String, againUntil: AgainUntil }),
  /**
   * Every so many turns, the `digest` of all that live at this point. Older logs also have of each
   * that `moved` since the last time its public state, JSON without words; null if it is no more.
   */
  attested: Schema.Struct({
    digest: Schema.String,
    moved: Schema.optionalKey(Schema.Record(Schema.String, Schema.NullOr(Schema.String))),
  }),
} as const
