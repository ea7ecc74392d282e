// The homepage's words of each language: a page loads one of them.
import type { Language } from '../languages.ts'
import type { HomeWords } from './inEnglish.ts'

export const homeIn: Readonly<Record<Language, () => Promise<HomeWords>>> = {
  en: async () => (await import('./inEnglish.ts')).homeInEnglish,
  de: async () => (await import('./inGerman.ts')).homeInGerman,
  es: async () => (await import('./inSpanish.ts')).homeInSpanish,
  ar: async () => (await import('./inArabic.ts')).homeInArabic,
}
