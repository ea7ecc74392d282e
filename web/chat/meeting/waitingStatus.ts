// What whoever waits and listens is told: only what they might act upon, not every change.
import type { ClientContext } from '../../session/context.ts'
import { words } from '../../words/words.ts'
import { isRelaxing, outlookSentences, prospectOf } from './outlook.ts'

/**
 * How things stand when that is first known in a search or for new wishes, and once more when
 * interests stop mattering; null where there is nothing new to say. No seconds are counted: they
 * would be over before they are heard.
 */
export const waitingSentence = (
  before: ClientContext | null,
  now: ClientContext,
): string | null => {
  const prospect = prospectOf(now, null)
  if (prospect === null) return null
  const earlier = before && prospectOf(before, null)
  const texts = words.chat.outlook
  if (earlier === null) return outlookSentences(texts, prospect).join(' ')
  return isRelaxing(earlier) && !isRelaxing(prospect) ? texts.relaxed : null
}
