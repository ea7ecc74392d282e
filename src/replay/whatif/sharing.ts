// What a log without words tells of who shares interests with whom.

import { acceptable, needsShared, type Ticket } from '../../actors/matchmaking/matching.ts'
import type { SessionId } from '../../events/fields.ts'
import type { Replay } from '../timeline/replay.ts'
import { drawOf } from './draw.ts'

export interface Sharing {
  /** Of the pairs about whom the log tells, how many share an interest. */
  readonly rate: number
  /** How many pairs those are. */
  readonly pairs: number
  /** Whether two who both name interests share one; where it is not known, by a draw at the rate. */
  readonly of: (one: SessionId, other: SessionId) => boolean
}

/**
 * Two who were matched: the event says how many they shared. Two whom nothing else kept apart and
 * who both waited on: none (M4). Of the rest nothing is known.
 */
export const sharingIn = (replay: Replay): Sharing => {
  const { history } = replay
  const known = new Map<string, boolean>()
  for (let index = 0; index < history.length; index++) {
    const type = history.type(index)
    if (type === 'session.matched') {
      const event = history.event(index)
      if (event.type !== 'session.matched') continue
      const key = keyOf(event.actor, event.data.partner)
      known.set(key, event.data.shared.length > 0)
    } else if (type === 'matchmaker.find_match') {
      const event = history.event(index)
      if (event.type !== 'matchmaker.find_match') continue
      const { tickets } = replay.actorsAt(history.turnOf(index)[1]).matchmaker
      const ticket = tickets.get(event.data.session)
      if (ticket === undefined) continue
      for (const other of tickets.all()) {
        if (isProof(ticket, other)) known.set(keyOf(ticket.session, other.session), false)
      }
    }
  }
  const rate =
    known.size === 0 ? 0 : [...known.values()].filter((shares) => shares).length / known.size
  return {
    rate,
    pairs: known.size,
    of: (one, other) => known.get(keyOf(one, other)) ?? drawOf(keyOf(one, other)) < rate,
  }
}

/** Both wait after a turn: if only interests can be why, they share none. */
const isProof = (one: Ticket, other: Ticket): boolean =>
  (needsShared(one) || needsShared(other)) &&
  one.interests.length > 0 &&
  other.interests.length > 0 &&
  acceptable(one, other, () => true)

const keyOf = (one: SessionId, other: SessionId): string =>
  one < other ? `${one} ${other}` : `${other} ${one}`
