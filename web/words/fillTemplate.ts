// Fills a page's template with the words of a language; the build does.
import { bioCharactersMax } from '../../src/events/limits.ts'
import { catalogues, pageCatalogues } from './catalogues.ts'
import { type Language, languages } from './languages.ts'

/** What a text that counts may be given, by the name that the template uses. */
const bounds: Readonly<Record<string, number>> = { bioCharactersMax }

/** `{{home.heading}}` or, where the text counts, `{{home.form.bio.atMost(bioCharactersMax)}}`. */
const place = /\{\{([\w.]+)(?:\((\w+)\))?\}\}/g

const step = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** A button for each language, in its own words. */
const buttonsBeside = (current: Language): string =>
  Object.entries(languages)
    .map(([tag, { name, direction }]) => {
      const mark = tag === current ? ' aria-current="true"' : ''
      return `<button name="language" value="${tag}" lang="${tag}" dir="${direction}"${mark}>${name}</button>`
    })
    .join('')

const knownIn = (language: Language): object => ({
  ...catalogues[language],
  ...pageCatalogues[language],
  languageName: languages[language].name,
})

export const hasPlaces = (template: string): boolean => template.search(place) >= 0

/** The page in this language: its template says that it is in English. */
const declared = (template: string, tag: Language): string =>
  template.replace('<html lang="en">', `<html lang="${tag}" dir="${languages[tag].direction}">`)

/**
 * Beside the words of the catalogue there is `{{languageName}}` and `{{languageButtons}}`. Throws
 * where the template names what there is not: it is not built then.
 */
export const fillTemplate = (template: string, language: Language): string => {
  const known = knownIn(language)
  return declared(template, language).replace(
    place,
    (whole, path: string, bound: string | undefined) => {
      if (path === 'languageButtons') return buttonsBeside(language)
      const found = path.split('.').reduce<unknown>(step, known)
      const count = bounds[bound ?? '']
      const text = typeof found === 'function' && count !== undefined ? found(count) : found
      if (typeof text !== 'string') throw new Error(`the template names ${whole}, which is no text`)
      return escaped(text)
    },
  )
}
