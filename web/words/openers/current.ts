// The first lines in the one language that the page is in: loaded when two have met, not before.
import type { Language } from '../languages.ts'
import { language } from '../words.ts'
import type { Openers } from './openers.ts'

const lists: Readonly<Record<Language, () => Promise<Openers>>> = {
  en: async () => (await import('./inEnglish.ts')).openersInEnglish,
  de: async () => (await import('./inGerman.ts')).openersInGerman,
  es: async () => (await import('./inSpanish.ts')).openersInSpanish,
  ar: async () => (await import('./inArabic.ts')).openersInArabic,
}

export const openers: Openers = await lists[language]()
