// The words of every language at once: for the build and the tests, not for a page.
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { es } from './es.ts'
import type { Language } from './languages.ts'
import { type PageWords, pagesInEnglish } from './pagesInEnglish.ts'

export const catalogues: Readonly<Record<Language, Words>> = { en, de, es, ar }

/** The pages that are only read are in English for whoever has a language that they are not in. */
export const pageCatalogues: Readonly<Partial<Record<Language, PageWords>>> = { en: pagesInEnglish }
