// The fields that events and frames are made of, as schemas.
import { Schema } from 'effect'
import {
  bioCharactersMax,
  clientIdCharactersMax,
  interestCharactersMax,
  interestsMax,
  messageCharactersMax,
  reportNoteCharactersMax,
  usernameCharactersMax,
} from './limits.ts'

/** At most `max` characters, counted as code points: an emoji is one. */
const characters = (max: number, min = 0) =>
  Schema.String.check(
    Schema.makeFilter(
      (text) => {
        const count = text.length <= max && min <= 1 ? text.length : [...text].length
        return count >= min && count <= max
      },
      { expected: min === 0 ? `at most ${max} characters` : `${min} to ${max} characters` },
    ),
  )

/** Marks a field as written by people: it is stored only encrypted, and erased with its key. */
export const personal = <S extends Schema.Top>(schema: S) => schema.annotate({ personal: true })

export const SessionId = Schema.String
export type SessionId = string

export const RoomId = Schema.String
export type RoomId = string

/** The id of any actor: a session's, a room's, or `matchmaker`. */
export type ActorId = string

/** Milliseconds of Unix time. */
export const Milliseconds = Schema.Number

/** A day of the calendar in UTC, `2026-11-29`: its key names everybody whose pass was issued on it. */
export const DayId = Schema.String
export type DayId = string

/** Whether that names a day: neither an actor nor a report is called like one. */
export const isDay = (id: string): id is DayId => /^\d{4,}-\d\d-\d\d$/.test(id)

/** What the log calls the holder of a pass, for as long as the pass lives. */
export const PersonId = Schema.String
export type PersonId = string

/** The holder of a pass, and the day whose key gave the name: it lasts as long as that key. */
export const Person = Schema.Struct({ id: PersonId, day: DayId })
export type Person = typeof Person.Type

/** Where somebody came from, under the key of a day: to count distinct places, and for nothing else. */
export const PlaceId = Schema.String
export type PlaceId = string

/** A report whose content is kept, sealed to the moderators. */
export const ReportId = Schema.String
export type ReportId = string

/** Which of a room's two members somebody is, in the order of `members`. */
export const MemberNumber = Schema.Literals([1, 2])
export type MemberNumber = typeof MemberNumber.Type

export const ReportReason = Schema.Literals([
  'sexual',
  'minor',
  'harassment',
  'threat',
  'spam',
  'other',
])
export type ReportReason = typeof ReportReason.Type

/** Until when a person is not matched: after reports from several places, or by a moderator. */
export const Suspension = Schema.Struct({
  until: Milliseconds,
  by: Schema.Literals(['reports', 'moderator']),
})
export type Suspension = typeof Suspension.Type

/** What a moderator makes of a report. */
export const Decision = Schema.Literals(['dismiss', 'warn', 'suspend'])
export type Decision = typeof Decision.Type

export const Gender = Schema.Literals(['male', 'female', 'other'])
export type Gender = typeof Gender.Type

export const Seeks = Schema.Literals(['male', 'female', 'anyone'])
export type Seeks = typeof Seeks.Type

// What may come in: the bounds of frames and forms. Events hold the same as `Words`, of any length,
// so that a log stays readable when a bound is lowered.
export const Username = characters(usernameCharactersMax, 1)
export const Bio = characters(bioCharactersMax)
export const Interests = Schema.Array(characters(interestCharactersMax, 1)).check(
  Schema.isMaxLength(interestsMax, { expected: `at most ${interestsMax} interests` }),
)

/** A client's own name for its message: the same id is accepted once. */
export const ClientId = characters(clientIdCharactersMax, 1)
export const MessageText = characters(messageCharactersMax, 1)
export const ReportNote = characters(reportNoteCharactersMax)

/** What people wrote, as it stands in an event: how long it may be was asked when it came in. */
export const Words = Schema.String

/** What a stranger is shown of a visitor. */
export const Profile = Schema.Struct({
  username: Words,
  bio: Words,
  gender: Gender,
})
export type Profile = typeof Profile.Type

/** Until when both may ask to talk again; absent where there is no meeting again, as after a block. */
export const AgainUntil = Schema.optionalKey(Milliseconds)

/** Set where two who had parted meet again, as both asked for it. */
export const Again = Schema.optionalKey(Schema.Literal(true))

/** Why a conversation ended: somebody left, was away for too long, or a fault of ours. */
export const EndReason = Schema.Literals(['left', 'expired', 'fault'])
export type EndReason = typeof EndReason.Type

/**
 * Why a session ended: away for longer than its grace, left for good, left by joining once more, or
 * a fault of ours.
 */
export const SessionEnd = Schema.Literals(['expired', 'left', 'joined_anew', 'fault'])
export type SessionEnd = typeof SessionEnd.Type
