// The words of blocking, reporting and what may come of it, in the one language of the page.
import { language } from '../words.ts'
import { safetyIn } from './lists.ts'

/** Whoever imports it waits for the language, as for `words`. */
export const safetyWords = await safetyIn[language]()
