// The list of interests as it grows: what goes in, and what does not.
import { interestCharactersMax, interestsMax } from '../../src/events/limits.ts'
import { charactersIn } from '../text.ts'

export interface Interests {
  readonly list: readonly string[]
  /** What is being typed. */
  readonly rest: string
  /** Why the last one was not taken. */
  readonly fault: string | null
}

export const noInterests: Interests = { list: [], rest: '', fault: null }

const isThere = (list: readonly string[], word: string) =>
  list.some((other) => other.toLowerCase() === word.toLowerCase())

/** Takes one word; one that does not fit stays in the field, with a reason. */
const take = ({ list }: Interests, text: string): Interests => {
  const word = text.trim().replace(/\s+/g, ' ')
  if (word === '' || isThere(list, word)) return { list, rest: '', fault: null }
  const over = charactersIn(word) - interestCharactersMax
  if (over > 0)
    return { list, rest: word, fault: `Make it ${over} character${over === 1 ? '' : 's'} shorter.` }
  if (list.length === interestsMax)
    return { list, rest: word, fault: `Ten is the most. Remove one to add “${word}”.` }
  return { list: [...list, word], rest: '', fault: null }
}

/** The visitor typed: every comma ends a word. */
export const type = (before: Interests, text: string): Interests => {
  const words = text.split(',')
  const rest = words.pop() ?? ''
  const taken = words.reduce<Interests>(
    (list, word) => (list.fault === null ? take(list, word) : list),
    { ...before, fault: null },
  )
  return taken.fault === null ? { ...taken, rest } : taken
}

/** The visitor is done with this word. */
export const finish = (before: Interests): Interests => take(before, before.rest)

export const remove = (before: Interests, word: string): Interests => ({
  ...before,
  list: before.list.filter((other) => other !== word),
  fault: null,
})
