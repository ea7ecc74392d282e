// Fills a page's template with the words of a language; the build does.
import { bioCharactersMax } from '../../src/events/limits.ts'
import type { Words } from './en.ts'

/** What a text that counts may be given, by the name that the template uses. */
const bounds: Readonly<Record<string, number>> = { bioCharactersMax }

/** `{{home.heading}}` or, where the text counts, `{{home.form.bio.atMost(bioCharactersMax)}}`. */
const placeholder = /\{\{([\w.]+)(?:\((\w+)\))?\}\}/g

const step = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** Throws where the template names what the language has not: the page is not built then. */
export const fillTemplate = (template: string, words: Words): string =>
  template.replace(placeholder, (whole, path: string, bound: string | undefined) => {
    const found = path.split('.').reduce(step, words)
    const count = bounds[bound ?? '']
    const text = typeof found === 'function' && count !== undefined ? found(count) : found
    if (typeof text !== 'string') throw new Error(`the template names ${whole}, which is no text`)
    return escaped(text)
  })
