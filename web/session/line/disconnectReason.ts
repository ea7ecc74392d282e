// Why there is no connection, as far as the page knows: the best reason stays until it is over.
import type { Challenge } from 'altcha-lib/types'
import { closeCodes } from '../../closeCodes.ts'

/** Each with how well informed it is: a guess, a conclusion, said by a close, said by the server. */
const ranks = {
  lost: 0,
  work: 0,
  longWork: 0,
  no_websocket: 1,
  restart: 2,
  slow: 2,
  flood: 2,
  address: 3,
  visit: 3,
  sockets: 3,
  full: 3,
  starting: 3,
  storing: 3,
  not_named: 3,
  other_scheme: 3,
  other_host: 3,
  refused: 3,
  offline: 4,
} as const

/** What the visitor is told while there is no connection. */
export type DisconnectReason = keyof typeof ranks

export const disconnectReasons = Object.keys(ranks) as readonly DisconnectReason[]

/** What was known, or what was learnt: whichever is better informed, and the newer of equals. */
export const betterReason = (
  known: DisconnectReason,
  learnt: DisconnectReason,
): DisconnectReason => (ranks[learnt] >= ranks[known] ? learnt : known)

/** What keeps one from coming in, as far as it is known: several reasons come to the same. */
export type Hindrance = 'blocked' | 'unknownAddress' | 'full' | 'wait' | 'unready'

/** Null where nothing is known to hinder: the line is just gone, or it is ours that is. */
export const hindranceOf = (reason: DisconnectReason): Hindrance | null => {
  switch (reason) {
    case 'no_websocket':
      return 'blocked'
    case 'not_named':
    case 'other_scheme':
    case 'other_host':
      return 'unknownAddress'
    case 'full':
      return reason
    case 'work':
    case 'longWork':
    case 'address':
    case 'visit':
    case 'sockets':
    case 'flood':
      return 'wait'
    case 'restart':
    case 'starting':
    case 'storing':
      return 'unready'
    default:
      return null
  }
}

/** What `GET /api/line` says of an upgrade that failed. */
export interface LineAnswer {
  /** It would be let in: something on the way does not. */
  readonly ok?: boolean
  readonly error?: string
  readonly detail?: string
  /** In seconds. */
  readonly retry_after?: number
  /** With `work_needed`: what opens sooner. */
  readonly challenge?: Challenge
}

/** How often the line must fail, although the server would have it, before that is believed. */
const unexplainedMin = 2

const ofAnswer = ({ error, detail }: LineAnswer): DisconnectReason => {
  switch (error) {
    case 'work_needed':
      return 'address'
    case 'rate_limited':
      return detail === 'visit' || detail === 'sockets' ? detail : 'address'
    case 'bad_origin':
      return detail === 'other_scheme' || detail === 'other_host' ? detail : 'not_named'
    case 'full':
    case 'starting':
      return error
    case 'unavailable':
      return detail === 'stopping' ? 'restart' : 'storing'
    default:
      return 'refused'
  }
}

/** By the close code; or by the line's answer where there never was a connection. */
export const reasonOf = (
  code: number,
  line: LineAnswer | undefined,
  /** Upgrades in a row, this one included, that failed although the line said ok. */
  unexplained: number,
): DisconnectReason => {
  if (line?.error !== undefined) return ofAnswer(line)
  switch (code) {
    case closeCodes.restart:
      return 'restart'
    case closeCodes.slow_reader:
      return 'slow'
    case closeCodes.bad_frames:
    case closeCodes.rate_limited:
      return 'flood'
    default:
      return unexplained >= unexplainedMin ? 'no_websocket' : 'lost'
  }
}
