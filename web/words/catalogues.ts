// The words of every language at once: for the build and the tests, not for a page.
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { es } from './es.ts'
import type { Language } from './languages.ts'
import { pagesInArabic } from './pagesInArabic.ts'
import { type PageWords, pagesInEnglish } from './pagesInEnglish.ts'
import { pagesInGerman } from './pagesInGerman.ts'
import { pagesInSpanish } from './pagesInSpanish.ts'

export const catalogues: Readonly<Record<Language, Words>> = { en, de, es, ar }

/** Of the pages that are only read. */
export const pageCatalogues: Readonly<Record<Language, PageWords>> = {
  en: pagesInEnglish,
  de: pagesInGerman,
  es: pagesInSpanish,
  ar: pagesInArabic,
}
