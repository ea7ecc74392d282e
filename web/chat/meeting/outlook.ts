// What whoever waits is told of how things stand, in one or two sentences.
import { countExactMax } from '../../../src/events/limits.ts'
import { type ClientContext, ownProfile } from '../../session/context.ts'
import type { WaitingFrame, Wishes } from '../../session/events.ts'
import { dueHere } from '../../session/line/serverClock.ts'
import type { Words } from '../../words/en.ts'

/** More than these do not stand in a sentence that is read while it counts down. */
const interestsNamedMax = 3

/** Longer waits are told in minutes. */
const waitSecondsMax = 90

export interface Prospect extends Wishes {
  readonly outlook: WaitingFrame
  /** In how many ms interests stop mattering; null where it is not known, or not to be said. */
  readonly relaxesInMs: number | null
}

/** What is known of the visitor's prospects, at `now` if that matters; null where nothing is. */
export const prospectOf = (context: ClientContext, now: number | null): Prospect | null => {
  const { outlook, serverClock } = context
  const own = ownProfile(context)
  if (outlook === null || own === null) return null
  const due = dueHere(serverClock, outlook.relaxesAt ?? 0)
  const { seeks, interests } = own
  return { outlook, seeks, interests, relaxesInMs: due === null || now === null ? null : due - now }
}

type OutlookWords = Words['chat']['outlook']

/** How many wait, and how many of them would suit; null where it was not told. */
const waitingSentence = (texts: OutlookWords, { waiting, fitting }: WaitingFrame) => {
  if (waiting === undefined) return null
  if (waiting === 'few') return texts.few
  if (fitting === undefined) return texts.waiting(waiting)
  if (fitting === 'few') return texts.fewFit(waiting)
  if (fitting < waiting) return texts.fit(waiting, fitting)
  return waiting < countExactMax ? texts.allFit(waiting) : texts.aboutAllFit(waiting)
}

const whenIn = (texts: OutlookWords, ms: number | null): string => {
  if (ms === null) return texts.soon
  return ms <= 0 ? texts.anyMoment : texts.inSeconds(Math.ceil(ms / 1_000))
}

/** That interests found nobody, and what comes once they stop mattering. */
const relaxingSentence = (texts: OutlookWords, prospect: Prospect): string => {
  const { interests, outlook, relaxesInMs } = prospect
  const none = interests.length > interestsNamedMax ? texts.noneShares : texts.noneLikes(interests)
  const when = whenIn(texts, relaxesInMs)
  const { fittingRelaxed: ready = 'few' } = outlook
  return ready === 'few' ? texts.relaxes(none, when) : texts.relaxesTo(none, when, ready)
}

/** What keeps the visitor from many of the others; null where nothing does. */
const exclusionSentence = (texts: OutlookWords, { outlook, seeks }: Prospect): string | null => {
  switch (outlook.excludedBy) {
    case 'seeks':
      return seeks === 'anyone' ? null : texts.otherGender(seeks)
    case 'sought':
      return texts.seekOthers
    case 'their_interests':
      return texts.theirInterests
    default:
      return null
  }
}

/** While it is true: nobody has interests that matter without having named one. */
export const isRelaxing = ({ outlook, interests }: Pick<Prospect, 'outlook' | 'interests'>) =>
  outlook.relaxesAt !== undefined && interests.length > 0

/** None where nothing is known. */
export const outlookSentences = (texts: OutlookWords, prospect: Prospect): readonly string[] => {
  const { outlook } = prospect
  const waiting = waitingSentence(texts, outlook)
  if (waiting === null) return []
  if (isRelaxing(prospect)) return [waiting, relaxingSentence(texts, prospect)]
  const excluded = exclusionSentence(texts, prospect)
  if (excluded !== null) return [waiting, excluded]
  return [waiting, typeof outlook.fitting === 'number' ? texts.ready : texts.next]
}

/**
 * How long others waited lately; null where it is not known, was no time to speak of, or the
 * visitor has waited as long.
 */
export const waitedSentence = (
  texts: OutlookWords,
  { waitedLately }: WaitingFrame,
  waitedMs: number,
): string | null => {
  if (waitedLately === undefined || waitedMs >= waitedLately) return null
  const seconds = Math.round(waitedLately / 1_000)
  if (seconds === 0) return null
  return seconds < waitSecondsMax
    ? texts.waitedSeconds(seconds)
    : texts.waitedMinutes(Math.round(seconds / 60))
}
