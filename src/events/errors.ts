// The codes of whatever is refused: programs go by them, and pages put them into words.
import { Schema } from 'effect'

/** What a socket may meet instead of a welcome: `GET /api/line` says which, and why. */
export const LineError = Schema.Literals([
  'no_session', // the cookie names no living session; `detail` says what is known of it
  'other_visit', // `?visit=` names another visit than the cookie does
  'bad_origin', // the page was opened at an address that is not known as one of ours
  'rate_limited', // too much at once; `detail` says from whom
  'work_needed', // not for nothing now: solve `challenge`, or wait; `detail` is of a solution sent
  'full', // the process may open no more connections
  'starting', // the server is about to be there
  'unavailable', // nothing can be stored now, or the server is about to stop
  'repeated_header', // two parties could read the request differently; `header` names it
])
export type LineError = typeof LineError.Type

/** Why a request is refused. */
export const RequestError = Schema.Literals([
  ...LineError.literals,
  'invalid', // fields of the form are wrong; `codes` says how
  'bad_json',
  'not_found',
  'wrong_method',
  'too_slow',
  'too_large',
  'unsupported_type',
  'misdirected',
  'upgrade_required',
  'fault',
])
export type RequestError = typeof RequestError.Type

/** What is wrong with one field of a form. `max` is there where a bound was passed. */
export const FieldError = Schema.Literals([
  'missing', // it must be given
  'wrong_kind', // a list where a text belongs, or the like
  'not_offered', // none of the words that may stand there
  'too_long', // a text, or one of a list, has more than `max` characters
  'too_many', // a list has more than `max` members
])
export type FieldError = typeof FieldError.Type

export interface FieldFault {
  readonly code: FieldError
  readonly max?: number
}

/** What a code leaves open, where it stands for several things that may be said. */
export const details = {
  no_session: [
    'no_cookie', // none was sent: never joined, left long ago, or cookies are blocked or deleted
    'unknown', // its proof is not ours: the server has a new secret
    'expired', // away for longer than the grace
    'left', // left for good, in whatever window
    'joined_anew', // left by joining once more in this browser
    'fault', // a fault of ours ended it
    'ended', // it has ended, and why is not known any more
  ],
  bad_origin: [
    'not_named', // ALLOWED_ORIGINS does not name it
    'other_scheme', // the proxy does not say that it speaks TLS, or is not trusted
    'other_host', // the proxy does not pass the Host on
    'not_ours', // no page of ours could have it
  ],
  rate_limited: [
    'address', // too much from this address
    'visit', // too many sockets of this session
    'sockets', // too many sockets of this address are open
  ],
  work_needed: [
    'wrong', // it solves no challenge that was made for this address, and for this
    'spent', // it has counted before
    'expired', // it came too late
    'outgrown', // the pressure has grown since its challenge was made: there is a harder one
  ],
  unavailable: [
    'storing', // the log cannot store at the moment
    'lost', // the log could not store what was asked
    'space', // the disk is full
    'stopping', // the server is about to stop
  ],
  bad_frame: [
    'binary',
    'too_large', // more than `max` bytes
    'not_an_object',
    'no_type',
    'missing', // `field` is
    'wrong', // `field` is
    'half_character', // in `field`
    'twice', // `field` stands there with different values
  ],
} as const

export type Detail<E extends keyof typeof details = keyof typeof details> =
  (typeof details)[E][number]
