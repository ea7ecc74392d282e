// What somebody may be asked about: words of what they wrote about themselves.
import { interestCharactersMax } from '../../../../src/events/limits.ts'
import { charactersIn } from '../../../characters.ts'
import type { Openers } from '../../../words/openers/openers.ts'

/** "tea", "maps", "moon": what is shorter is seldom a thing, unless the list knows it. */
const behindCueMin = 4

/** What stands alone must say more than what somebody says that they like. */
const aloneMin = 6

/** "about the moon": so far behind "about" is what it is about. */
const cueReach = 3

/** Not the dots of an address: it is to stay in one piece, and to be left out. */
const between = /[\s\p{Ps}\p{Pe}—–,;،؛、，；。！？]+/u
const signsAround = /^[^\p{L}\p{M}]+|[^\p{L}\p{M}]+$/gu

/**
 * Of letters alone, as an address or a number is nobody's pastime; and no longer than an interest,
 * as what has no blanks for longer is a clause.
 */
const isWord = (text: string) =>
  /^[\p{L}\p{M}'’-]+$/u.test(text) && charactersIn(text) <= interestCharactersMax

const lower = (text: string) => text.toLowerCase()

/**
 * At most `count` words, the best first: those for which there is a question of their own, then
 * what stands behind "about" or "love", then the longest.
 */
export const bioTopics = (bio: string, openers: Openers, count: number): readonly string[] => {
  const all = bio.split(between).map((part) => part.replace(signsAround, ''))
  const isTopic = (word: string, min: number) =>
    isWord(word) &&
    charactersIn(word) >= min &&
    ![...openers.dull, ...openers.cues].includes(lower(word))
  const known = all.filter((word) => Object.hasOwn(openers.questions.about, lower(word)))
  const cued = all.flatMap((word, at) => {
    if (!openers.cues.includes(lower(word))) return []
    const near = all.slice(at + 1, at + 1 + cueReach).find((next) => isTopic(next, behindCueMin))
    return near === undefined ? [] : [near]
  })
  const longest = all
    .filter((word) => isTopic(word, aloneMin))
    .sort((one, other) => charactersIn(other) - charactersIn(one))
  return [...known, ...cued, ...longest]
    .filter((word, at, words) => words.findIndex((one) => lower(one) === lower(word)) === at)
    .slice(0, count)
}
