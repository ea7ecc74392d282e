// The first lines of each language: one of them is loaded, once two have met.
import type { Language } from '../languages.ts'
import type { Openers } from './openers.ts'

export const openersIn: Readonly<Record<Language, () => Promise<Openers>>> = {
  en: async () => (await import('./inEnglish.ts')).openersInEnglish,
  de: async () => (await import('./inGerman.ts')).openersInGerman,
  es: async () => (await import('./inSpanish.ts')).openersInSpanish,
  ar: async () => (await import('./inArabic.ts')).openersInArabic,
}
