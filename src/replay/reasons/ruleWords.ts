// What a rule of the policy excludes, in words.
import type { Ticket } from '../../actors/matchmaking/matching.ts'
import type { ExclusionRule } from './sessionStatus.ts'

/** Of the one who has the ticket, which is called "it"; to follow a number of other tickets. */
export const ruleWords: Readonly<Record<ExclusionRule, (ticket: Ticket | null) => string>> = {
  seeks: (ticket) => `not of the gender it seeks (${ticket?.seeks})`,
  sought: (ticket) => `not seeking its gender (${ticket?.gender})`,
  blocked: () => 'blocked by one of them, it or the other: no wait lifts that',
  avoided: () => 'its last partner, or it theirs: avoided until both have relaxed',
  'own interests': (ticket) =>
    `without any of its interests (${ticket?.interests.length}), on which it still insists`,
  'their interests': () => 'still insisting on interests of their own, none of which it has',
}

/** `    3  not seeking its gender (other)`. */
export const countLine = (count: number, words: string): string =>
  `${String(count).padStart(5)}  ${words}`
