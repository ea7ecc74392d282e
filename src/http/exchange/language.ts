// In which language a visitor is answered: the one they chose here, else what their browser prefers.
import Negotiator from 'negotiator'
import type { Request } from './request.ts'

/** What the pages were first written in, and where no language fits. */
export const firstLanguage = 'en'

const cookieName = 'passerby-language'

/** For browsers, a year: after that the browser is asked again. */
const chosenSecondsMax = 365 * 24 * 60 * 60

/** A `Set-Cookie` value by which this browser is answered in `language` from now on. */
export const languageCookie = (language: string, { base, secure }: Request): string =>
  `${cookieName}=${language}; Path=${base}; Max-Age=${chosenSecondsMax}; SameSite=Lax` +
  (secure ? '; Secure' : '')

/** What `languageOf` looks at, for caches. */
export const languageVaries = 'Accept-Language, Cookie'

/** One of `offered`; neither header can make it anything else. */
export const languageOf = ({ header }: Request, offered: readonly string[]): string => {
  const chosen = header('cookie')
    .split(';')
    .map((pair) => pair.trim().split('=', 2))
    .find(([name, value = '']) => name === cookieName && offered.includes(value))
  const preferred = new Negotiator({ headers: { 'accept-language': header('accept-language') } })
  return chosen?.[1] ?? preferred.language([...offered]) ?? firstLanguage
}
