// What can happen to the matchmaker.
import { Schema } from 'effect'
import {
  Again,
  AgainUntil,
  DayId,
  Decision,
  Gender,
  Milliseconds,
  Person,
  PersonId,
  PlaceId,
  personal,
  ReportId,
  ReportReason,
  RoomId,
  Seeks,
  SessionId,
  Words,
} from './fields.ts'

export const matchmakerEvents = {
  /** A session waits: its ticket. `avoid` is its last partner's person, or session where it has none. */
  find_match: Schema.Struct({
    session: SessionId,
    person: Schema.optionalKey(Person),
    username: personal(Words),
    bio: personal(Words),
    gender: Gender,
    seeks: Seeks,
    interests: personal(Schema.Array(Words)),
    since: Milliseconds,
    relaxAt: Milliseconds,
    avoid: Schema.NullOr(PersonId),
    blocks: Schema.optionalKey(Schema.Array(SessionId)),
  }).annotate({ sealedBy: 'session' }),
  /** A session no longer waits: it stopped, went away, or is gone. */
  leave_chat: Schema.Struct({ session: SessionId }),
  /** A ticket has waited long enough: anyone acceptable will do. */
  relax: Schema.Struct({ session: SessionId }),
  /** A session would talk again with `partner`, whom it met in `room`; it may wait beside that. */
  again: Schema.Struct({
    session: SessionId,
    person: Schema.optionalKey(Person),
    username: personal(Words),
    bio: personal(Words),
    gender: Gender,
    seeks: Seeks,
    interests: personal(Schema.Array(Words)),
    room: RoomId,
    partner: SessionId,
    blocks: Schema.optionalKey(Schema.Array(SessionId)),
  }).annotate({ sealedBy: 'session' }),
  /** A session's wish to talk again does not stand now: it is away, gone, or too late. */
  withdraw: Schema.Struct({ session: SessionId }),
  /** Two tickets became a room; or two who had parted, as both asked for it. */
  matched: Schema.Struct({
    room: RoomId,
    members: Schema.Tuple([SessionId, SessionId]),
    persons: Schema.optionalKey(Schema.Tuple([Person, Person])),
    again: Again,
  }),
  /** A room ended. */
  closed: Schema.Struct({ room: RoomId }),
  /** A day began: passes issued from now on are named by its key, which is kept until `until`. */
  day_began: Schema.Struct({ day: DayId, until: Milliseconds }),
  /** Every pass of that day is over: its key goes, and with it all that is known of its persons. */
  day_ended: Schema.Struct({ day: DayId }),
  /** A person never wants to meet another again. Forgotten once the days of both are over. */
  blocked: Schema.Struct({ person: Person, other: Person }),
  /**
   * A session, which is `person`, reported the other of a room, who is `other`. `proven`: with the
   * words that were said, in order and complete. `counted`: towards a cool-down of `other`. Where
   * the content is kept, for the moderators alone and until `until`, it has its `reason` and a
   * `report`, under whose key `sealed` stands.
   */
  reported: Schema.Struct({
    session: SessionId,
    partner: SessionId,
    room: RoomId,
    person: Person,
    other: Person,
    reason: Schema.optionalKey(ReportReason),
    proven: Schema.Boolean,
    counted: Schema.Boolean,
    place: PlaceId,
    report: Schema.optionalKey(ReportId),
    until: Schema.optionalKey(Milliseconds),
    sealed: Schema.optionalKey(personal(Words)),
  }).annotate({ sealedBy: 'report' }),
  /** The content of a report goes: its time is over, or newer ones need its space. */
  report_closed: Schema.Struct({
    report: ReportId,
    why: Schema.Literals(['expired', 'displaced']),
  }),
  /** Enough places reported a person: it is not matched until then. */
  cooled_down: Schema.Struct({ person: Person, until: Milliseconds }),
  /** A moderator decided on a report, whose content goes. `sessions`: those of `person` now. */
  decided: Schema.Struct({
    report: ReportId,
    decision: Decision,
    person: Person,
    until: Schema.optionalKey(Milliseconds),
    sessions: Schema.Array(SessionId),
  }),
  /** By that decision a person is not matched until then. */
  suspended: Schema.Struct({ person: Person, until: Milliseconds }),
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
