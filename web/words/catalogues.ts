// The words of every language at once: for the build and the tests, not for a page.
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { es } from './es.ts'
import type { Language } from './languages.ts'

export const catalogues: Readonly<Record<Language, Words>> = { en, de, es, ar }
