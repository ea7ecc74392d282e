// What the page asks for, read from a URL's query; or what is wrong with it.
import { Result } from 'effect'
import { type EventType, shapes } from '../../events/event.ts'
import { parseTime } from '../text/format.ts'
import type { History } from '../timeline/history.ts'
import type { Search } from './searchHits.ts'

/** What is wrong with a query; `message` is one sentence. */
export interface BadQuery {
  readonly _tag: 'BadQuery'
  readonly message: string
}

export const badQuery = (message: string): Result.Result<never, BadQuery> =>
  Result.fail({ _tag: 'BadQuery', message })

/** Rows in one response: several screens of them. */
export const rowsMax = 500

/** Slots of the time line: more than a wide screen has pixels to tell apart. */
export const slotsMax = 1_000

/** More is no search but an attack. */
const textCharactersMax = 200

/** A whole number from `min` to `max`; `otherwise` where the query has none. */
export const numberParameter = (
  query: URLSearchParams,
  name: string,
  { min, max, otherwise }: { min: number; max: number; otherwise?: number },
): Result.Result<number, BadQuery> => {
  const text = query.get(name)
  if (text === null && otherwise !== undefined) return Result.succeed(otherwise)
  const number = text === null || !/^-?\d{1,16}$/.test(text) ? Number.NaN : Number(text)
  if (number >= min && number <= max) return Result.succeed(number)
  return badQuery(
    text === null
      ? `"${name}" is missing.`
      : max < min
        ? `The log has no events, so "${name}" cannot name one.`
        : `"${name}" must be a whole number from ${min} to ${max}.`,
  )
}

/** A time in milliseconds of Unix time, written as `--from` takes it. */
export const timeParameter = (
  query: URLSearchParams,
  name: string,
  history: History,
): Result.Result<number, BadQuery> =>
  Result.gen(function* () {
    const text = (yield* textParameter(query, name)) ?? ''
    const last = history.length - 1
    const [began, ended] = last < 0 ? [0, 0] : [history.at(0), history.at(last)]
    const at = parseTime(text, began, ended)
    if (at !== null) return at
    const expected = 'an ISO date, milliseconds or a span such as +90s or -5m'
    return yield* badQuery(`A time is ${expected}, not ${text}.`)
  })

/** A text that is not too long; null where the query has none. */
export const textParameter = (
  query: URLSearchParams,
  name: string,
): Result.Result<string | null, BadQuery> => {
  const text = query.get(name)
  if (text === null || text === '') return Result.succeed(null)
  if (text.length <= textCharactersMax) return Result.succeed(text)
  return badQuery(`"${name}" must be at most ${textCharactersMax} characters long.`)
}

export const searchParameters = (query: URLSearchParams): Result.Result<Search, BadQuery> =>
  Result.gen(function* () {
    const types = query.get('types')?.split(',') ?? null
    const alien = types?.find((type) => !shapes.has(type as EventType))
    if (alien !== undefined) yield* badQuery('"types" names an event type that does not exist.')
    return {
      text: (yield* textParameter(query, 'text')) ?? '',
      types: types as readonly EventType[] | null,
      actor: yield* textParameter(query, 'actor'),
      conversation: yield* textParameter(query, 'conversation'),
    }
  })
