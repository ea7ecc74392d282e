// The fields that events and frames are made of, as schemas.
import { Schema } from 'effect'
import {
  bioCharactersMax,
  clientIdCharactersMax,
  interestCharactersMax,
  interestsMax,
  messageCharactersMax,
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

/** Milliseconds since the epoch. */
export const Milliseconds = Schema.Number

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
