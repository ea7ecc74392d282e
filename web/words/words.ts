// The words of the page, in the one language that it is in.
import type { Words } from './en.ts'

const catalogues: Readonly<Record<string, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
}

/** Outside a browser there is no page to ask. */
const language = globalThis.document?.documentElement.lang ?? ''

const english = async () => (await import('./en.ts')).en

/** Whoever imports it waits for the language: nothing is drawn in another one first. */
export const words: Words = await (catalogues[language] ?? english)()
