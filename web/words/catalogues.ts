// The words of every language at once: for the build and the tests, not for a page.
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { es } from './es.ts'
import { homeInArabic } from './home/inArabic.ts'
import { type HomeWords, homeInEnglish } from './home/inEnglish.ts'
import { homeInGerman } from './home/inGerman.ts'
import { homeInSpanish } from './home/inSpanish.ts'
import type { Language } from './languages.ts'
import { pagesInArabic } from './pagesInArabic.ts'
import { type PageWords, pagesInEnglish } from './pagesInEnglish.ts'
import { pagesInGerman } from './pagesInGerman.ts'
import { pagesInSpanish } from './pagesInSpanish.ts'
import { safetyInArabic } from './safety/inArabic.ts'
import { type SafetyWords, safetyInEnglish } from './safety/inEnglish.ts'
import { safetyInGerman } from './safety/inGerman.ts'
import { safetyInSpanish } from './safety/inSpanish.ts'

/** With what the homepage says beside. */
export const catalogues = {
  en: { ...en, home: homeInEnglish },
  de: { ...de, home: homeInGerman },
  es: { ...es, home: homeInSpanish },
  ar: { ...ar, home: homeInArabic },
} satisfies Readonly<Record<Language, Words & { readonly home: HomeWords }>>

/** Of the pages that are only read. */
export const pageCatalogues: Readonly<Record<Language, PageWords>> = {
  en: pagesInEnglish,
  de: pagesInGerman,
  es: pagesInSpanish,
  ar: pagesInArabic,
}

/** Of what is loaded once a page stands. */
export const safetyCatalogues: Readonly<Record<Language, SafetyWords>> = {
  en: safetyInEnglish,
  de: safetyInGerman,
  es: safetyInSpanish,
  ar: safetyInArabic,
}
