// What the page asks for, read from a query; or why it cannot be meant.
import { type EventType, shapes } from '../../events/event.ts'
import type { Search } from './searchHits.ts'

/** What is wrong with a query, in one sentence. */
export class BadQuestion extends Error {}

/** Rows in one answer: several screens of them. */
export const rowsMax = 500

/** Slots of the time line: more than a wide screen has pixels to tell apart. */
export const slotsMax = 1_000

/** More is no search but an attack. */
const textCharactersMax = 200

/** A whole number from `min` to `max`; `otherwise` where the query has none. */
export const askedNumber = (
  query: URLSearchParams,
  name: string,
  { min, max, otherwise }: { min: number; max: number; otherwise?: number },
): number => {
  const text = query.get(name)
  if (text === null && otherwise !== undefined) return otherwise
  const number = text === null || !/^-?\d{1,16}$/.test(text) ? Number.NaN : Number(text)
  if (number >= min && number <= max) return number
  throw new BadQuestion(
    text === null
      ? `"${name}" is missing.`
      : max < min
        ? `The log has no events, so "${name}" cannot name one.`
        : `"${name}" must be a whole number from ${min} to ${max}.`,
  )
}

/** A text that is not too long; null where the query has none. */
export const askedText = (query: URLSearchParams, name: string): string | null => {
  const text = query.get(name)
  if (text === null || text === '') return null
  if (text.length <= textCharactersMax) return text
  throw new BadQuestion(`"${name}" must be at most ${textCharactersMax} characters long.`)
}

export const askedSearch = (query: URLSearchParams): Search => {
  const types = query.get('types')?.split(',') ?? null
  const alien = types?.find((type) => !shapes.has(type as EventType))
  if (alien !== undefined) throw new BadQuestion('"types" names an event type that does not exist.')
  return {
    text: askedText(query, 'text') ?? '',
    types: types as readonly EventType[] | null,
    actor: askedText(query, 'actor'),
    conversation: askedText(query, 'conversation'),
  }
}
