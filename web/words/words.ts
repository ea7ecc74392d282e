// The words of the page, in the one language that it is in.
import type { Words } from './en.ts'
import { isLanguage, kindOf, type Language } from './languages.ts'

/** A page loads one of them. */
const catalogues: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
}

/** As the server wrote it into the page; outside a browser there is none. */
const tag = globalThis.document?.documentElement.lang ?? ''

export const language: Language = isLanguage(tag) ? tag : 'en'

/** The visitor's own kind of it, where the browser names one: it says how times are written. */
export const locale = kindOf(language, globalThis.navigator.languages)

/** Whoever imports it waits for the language: nothing is drawn in another one first. */
export const words: Words = await catalogues[language]()
