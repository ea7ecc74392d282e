// The list of interests as it grows: what goes in, and what does not.
import { interestCharactersMax, interestSeparator, interestsMax } from '../../src/events/limits.ts'
import { charactersIn } from '../characters.ts'
import { homeWords } from '../words/home/homeWords.ts'

export interface InterestList {
  readonly list: readonly string[]
  /** The word that is being typed. */
  readonly unfinished: string
  /** Why the last one was not taken. */
  readonly fault: string | null
}

export const noInterests: InterestList = { list: [], unfinished: '', fault: null }

const isThere = (list: readonly string[], word: string) =>
  list.some((other) => other.toLowerCase() === word.toLowerCase())

/** Takes one word; one that does not fit stays in the field, with a reason. */
const take = ({ list }: InterestList, text: string): InterestList => {
  const word = text.trim().replace(/\s+/g, ' ')
  if (word === '' || isThere(list, word)) return { list, unfinished: '', fault: null }
  const over = charactersIn(word) - interestCharactersMax
  if (over > 0)
    return {
      list,
      unfinished: word,
      fault: homeWords.form.interests.tooLong(over),
    }
  if (list.length === interestsMax)
    return { list, unfinished: word, fault: homeWords.form.interests.tooMany(word) }
  return { list: [...list, word], unfinished: '', fault: null }
}

/** The visitor typed: every comma ends a word. */
export const typed = (before: InterestList, text: string): InterestList => {
  const parted = text.split(interestSeparator)
  const unfinished = parted.pop() ?? ''
  const taken = parted.reduce<InterestList>(
    (list, word) => (list.fault === null ? take(list, word) : list),
    { ...before, fault: null },
  )
  return taken.fault === null ? { ...taken, unfinished } : taken
}

/** An input method is at work: what it is about to write is not parted under its hands. */
export const composed = (before: InterestList, text: string): InterestList => ({
  ...before,
  unfinished: text,
  fault: null,
})

/** The visitor is done with this word. */
export const finishWord = (before: InterestList): InterestList => take(before, before.unfinished)

export const removeInterest = (before: InterestList, word: string): InterestList => ({
  ...before,
  list: before.list.filter((other) => other !== word),
  fault: null,
})
