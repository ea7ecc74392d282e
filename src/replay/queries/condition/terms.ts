// Every name that a condition may use, and what a term with it asks.
import { Result, type Schema } from 'effect'
import type { Place, SessionContext } from '../../../actors/sessionState.ts'
import { shapes } from '../../../events/event.ts'
import { Gender, Seeks } from '../../../events/fields.ts'
import { parseSpan, parseTime } from '../../text/format.ts'
import { nearest } from '../../text/nearest.ts'
import type { History } from '../../timeline/history.ts'
import { typesNamed } from '../events.ts'
import { actorNamed } from '../ids.ts'
import { type BadTerm, compares, type Given, isNumber, type Term } from './condition.ts'
import { fieldTerm } from './fieldTerm.ts'

type Made = Result.Result<Term, BadTerm>
type TermMaker = (given: Given, history: History) => Made

const bad = (at: BadTerm['at'], message: string): Result.Result<never, BadTerm> =>
  Result.fail({ at, message })

const ofEvent = (holds: (history: History, index: number) => boolean): Made =>
  Result.succeed({ of: 'event', holds })

/** Of words only that they are the same can be asked, or that they are not. */
const sameness = ({ name, operator }: Given): Result.Result<boolean, BadTerm> =>
  operator === '==' || operator === '!='
    ? Result.succeed(operator === '==')
    : bad('operator', `${name} is no number: only == and != can be asked of it.`)

/** A term of a number that every event has. */
const numberOf =
  (numberAt: (history: History, index: number) => number | null): TermMaker =>
  ({ name, operator, value }) => {
    if (!isNumber(value)) return bad('value', `${name} is compared with a number, not ${value}.`)
    return ofEvent((history, index) => {
      const number = numberAt(history, index)
      return number !== null && compares(number, operator, Number(value))
    })
  }

const typeTerm: TermMaker = (given) =>
  Result.gen(function* () {
    const isSame = yield* sameness(given)
    const types = typesNamed(given.value)
    if (Result.isFailure(types)) return yield* bad('value', types.failure.message)
    return yield* ofEvent(
      (history, index) => types.success.includes(history.type(index)) === isSame,
    )
  })

/** An id may end in the mark of what was left out. */
const idIn = (value: string): string => value.replace(/…$|\.\.\.$/, '')

const actorTerm: TermMaker = (given, history) =>
  Result.gen(function* () {
    const isSame = yield* sameness(given)
    const id = actorNamed(history, idIn(given.value), ['session', 'room', 'matchmaker'])
    if (Result.isFailure(id)) return yield* bad('value', id.failure.message)
    return yield* ofEvent((log, index) => (log.actor(index) === id.success) === isSame)
  })

const turnTerm: TermMaker = (given, history) =>
  given.counts
    ? numberOf((log, index) => index - log.turnOf(index)[0] + 1)(given, history)
    : numberOf((log, index) => log.turn(index))(given, history)

const timeTerm: TermMaker = ({ name, operator, value }, history) => {
  const at = timeIn(value, history)
  if (at === null) return bad('value', `${name} ${timeWords}, not ${value}.`)
  return ofEvent((log, index) => compares(log.at(index), operator, at))
}

const timeWords = 'is compared with an ISO date, milliseconds or a span such as +90s or -5m'

const timeIn = (value: string, history: History): number | null => {
  const { length } = history
  return length === 0 ? 0 : parseTime(value, history.at(0), history.at(length - 1))
}

type WordOf = (session: SessionContext, place: Place | null) => string | null

/** A term of a session that says one of some words. */
const sessionWord =
  (known: readonly string[], wordOf: WordOf): TermMaker =>
  (given) =>
    Result.gen(function* () {
      const isSame = yield* sameness(given)
      const { name, value } = given
      if (!known.includes(value)) {
        yield* bad('value', `${name} is ${known.join(', ')}, not ${value}.`)
      }
      const holds = (session: SessionContext, place: Place | null) =>
        (wordOf(session, place) === value) === isSame
      return { of: 'session', holds } satisfies Term
    })

const sessionId: TermMaker = (given, history) =>
  Result.gen(function* () {
    const isSame = yield* sameness(given)
    const id = actorNamed(history, idIn(given.value), ['session'])
    if (Result.isFailure(id)) return yield* bad('value', id.failure.message)
    const holds = (session: SessionContext) => (session.id === id.success) === isSame
    return { of: 'session', holds } satisfies Term
  })

const waitTerm: TermMaker = ({ name, operator, value }) => {
  const ms = parseSpan(value)
  return ms === null
    ? bad('value', `${name} is compared with a span such as 500ms, 60s, 5m or 2h, not ${value}.`)
    : Result.succeed({ of: 'wait', operator, ms })
}

const tableSize =
  (table: 'tickets' | 'rooms'): TermMaker =>
  ({ name, operator, value }) => {
    if (!isNumber(value)) return bad('value', `${name} is compared with a number, not ${value}.`)
    return Result.succeed({
      of: 'matchmaker',
      holds: (matchmaker) => compares(matchmaker[table].size, operator, Number(value)),
    })
  }

const ofEvents: Readonly<Record<string, TermMaker>> = {
  type: typeTerm,
  actor: actorTerm,
  seq: numberOf((history, index) => history.seq(index)),
  turn: turnTerm,
  cause: numberOf((history, index) => history.cause(index)),
  time: timeTerm,
}

const places: readonly Place[] = ['idle', 'waiting', 'chatting']

const ofStates: Readonly<Record<string, TermMaker>> = {
  'session.id': sessionId,
  'session.state': sessionWord(places, (_, place) => place),
  'session.presence': sessionWord(['online', 'away'], ({ until }) =>
    until === null ? 'online' : 'away',
  ),
  'session.gender': sessionWord(Gender.literals, ({ gender }) => gender),
  'session.seeks': sessionWord(Seeks.literals, ({ seeks }) => seeks),
  'session.wait': waitTerm,
  wait: waitTerm,
  'matchmaker.waiting': tableSize('tickets'),
  'matchmaker.rooms': tableSize('rooms'),
}

/** Of the event; `turn` also counts the events of its turn so far. */
export const eventNames: readonly string[] = Object.keys(ofEvents)

/** Of some session, and of the matchmaker, once the event was taken. */
export const stateNames: readonly string[] = Object.keys(ofStates)

const fieldsOf = ({ schema }: { readonly schema: Schema.Top }): readonly string[] =>
  'fields' in schema ? Object.keys(schema.fields as object) : []

const personal: ReadonlySet<string> = new Set(
  [...shapes.values()].flatMap((shape) => shape.personal),
)

/** Of the events' data, without what people wrote; `data.` may stand before it. */
export const fieldNames: readonly string[] = [...new Set([...shapes.values()].flatMap(fieldsOf))]
  .filter((name) => !personal.has(name) && name !== 'moved')
  .sort()

export const termFor = (given: Given, history: History): Made => {
  const maker = ofEvents[given.name] ?? ofStates[given.name]
  if (maker !== undefined) return maker(given, history)
  return fieldTerm(given, (value) => timeIn(value, history))
}

/** The known name most like it; null if it is one of what people wrote, which is in no log. */
export const nearestName = (name: string): string | null =>
  personal.has(name.replace(/^data\./, ''))
    ? null
    : nearest(name, [...eventNames, ...stateNames, ...fieldNames])
