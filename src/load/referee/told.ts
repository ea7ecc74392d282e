// What visitors need of a referee: to tell it what happens, and to be told what they know by it.
import type { Referee } from './referee.ts'
import type { Safety } from './safety/safety.ts'
import type { ServerClock } from './safety/serverClock.ts'

/** Told of all that visitors do and hear, as it happens. */
export interface Told
  extends Pick<
    Referee,
    | 'faults'
    | 'joined'
    | 'sending'
    | 'wordsIn'
    | 'partnerOf'
    | 'roomOf'
    | 'seenBy'
    | 'acknowledged'
    | 'refused'
    | 'resending'
    | 'partnerAway'
    | 'partnerBack'
    | 'timeTold'
    | 'arrived'
    | 'matched'
    | 'passes'
    | 'goes'
    | 'stays'
    | 'receiptGiven'
    | 'ended'
    | 'receiptTold'
    | 'joinedAnew'
    | 'dropped'
    | 'returned'
    | 'finish'
  > {
  readonly clock: Pick<ServerClock, 'told'>
  readonly safety: Pick<
    Safety,
    | 'asks'
    | 'waits'
    | 'suspended'
    | 'turnedDown'
    | 'complains'
    | 'gone'
    | 'blocked'
    | 'answered'
    | 'unasked'
  >
}
