// A condition as it is written: `session.state == waiting && wait > 60s || type == faulted`.
import { Result } from 'effect'
import type { History } from '../../timeline/history.ts'
import type { Alternative, Condition, Given, Term } from './condition.ts'
import { eventNames, fieldNames, nearestName, stateNames, termFor } from './terms.ts'
import { type BadCondition, badCondition, operatorOf, type Token, tokensOf } from './tokens.ts'

/** Alternatives parted by `||`, of terms parted by `&&`; ids and times are those of the log. */
export const parseCondition = (
  condition: string,
  history: History,
): Result.Result<Condition, BadCondition> =>
  Result.gen(function* () {
    const tokens = yield* tokensOf(condition)
    const alternatives: Term[][] = [[]]
    for (let place = 0; ; ) {
      const { term, next } = yield* termAt({ condition, tokens, history }, place)
      alternatives.at(-1)?.push(term)
      const parting = tokens[next] as Token
      if (parting.kind === 'end') return alternatives satisfies Alternative[]
      if (parting.kind === 'or') alternatives.push([])
      else if (parting.kind !== 'and') {
        yield* badCondition({ condition, at: parting.at }, 'Here && or || is missing, or the end.')
      }
      place = next + 1
    }
  })

interface Written {
  readonly condition: string
  readonly tokens: readonly Token[]
  readonly history: History
}

/** A name, an operator and a value; the place behind it. */
const termAt = (
  { condition, tokens, history }: Written,
  place: number,
): Result.Result<{ readonly term: Term; readonly next: number }, BadCondition> =>
  Result.gen(function* () {
    const end = tokens.at(-1) as Token
    const [name, operator, value] = [0, 1, 2].map((more) => tokens[place + more] ?? end) as [
      Token,
      Token,
      Token,
    ]
    if (name.kind !== 'word') {
      yield* badCondition({ condition, at: name.at }, 'Here a name is missing.', knownWords)
    }
    if (!isKnown(name.text)) {
      const near = nearestName(name.text)
      const why =
        near === null
          ? 'is what people wrote, and that is in no log'
          : `is not known; the nearest is ${near}`
      yield* badCondition(
        { condition, at: name.at },
        `${name.text} ${why}.`,
        near === null ? '' : knownWords,
      )
    }
    const compares = operatorOf(operator.text)
    if (operator.kind !== 'operator' || compares === null) {
      return yield* badCondition(
        { condition, at: operator.at },
        `Here ==, !=, <, <=, > or >= is missing, behind ${name.text}.`,
      )
    }
    if (value.kind !== 'word') {
      yield* badCondition(
        { condition, at: value.at },
        `Here what ${name.text} is compared with is missing: a word, a number, a span such as 60s.`,
      )
    }
    const unit = tokens[place + 3] ?? end
    const counts = name.text === 'turn' && unit.kind === 'word' && unit.text === 'events'
    const given: Given = { name: name.text, operator: compares, value: value.text, counts }
    const term = termFor(given, history)
    if (Result.isSuccess(term)) return { term: term.success, next: place + (counts ? 4 : 3) }
    const { at, message } = term.failure
    return yield* badCondition({ condition, at: (at === 'value' ? value : operator).at }, message)
  })

const isKnown = (name: string): boolean => {
  if (eventNames.includes(name) || stateNames.includes(name)) return true
  if (/^(session|matchmaker)\./.test(name)) return false
  return fieldNames.includes(name.replace(/^data\./, '').split('.')[0] ?? '')
}

const knownWords = [
  `Known are ${[...eventNames, ...stateNames].join(', ')};`,
  `and the fields of events: ${fieldNames.join(', ')}.`,
].join(' ')
