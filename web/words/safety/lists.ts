// The words of safety in each language: a page loads one of them, once it stands.
import type { Language } from '../languages.ts'
import type { SafetyWords } from './inEnglish.ts'

export const safetyIn: Readonly<Record<Language, () => Promise<SafetyWords>>> = {
  en: async () => (await import('./inEnglish.ts')).safetyInEnglish,
  de: async () => (await import('./inGerman.ts')).safetyInGerman,
  es: async () => (await import('./inSpanish.ts')).safetyInSpanish,
  ar: async () => (await import('./inArabic.ts')).safetyInArabic,
}
