// The words of the homepage, in the one language that it is in: the chat loads none of them.
import { language } from '../words.ts'
import { homeIn } from './lists.ts'

/** Whoever imports it waits for the language, as for `words`. */
export const homeWords = await homeIn[language]()
