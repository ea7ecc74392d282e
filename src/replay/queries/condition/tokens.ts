// A condition as it is written, cut into words; where it cannot be read, a fault that points there.
import { Result } from 'effect'
import { type Operator, operators } from './condition.ts'

/** `message` has several lines: why, the condition with a mark below the place, and what is known. */
export interface BadCondition {
  readonly _tag: 'BadCondition'
  readonly message: string
}

export interface Token {
  readonly kind: 'word' | 'operator' | 'and' | 'or' | 'end'
  readonly text: string
  /** Where it begins in the condition. */
  readonly at: number
}

/** Where a condition is wrong. */
export interface Place {
  readonly condition: string
  readonly at: number
}

/** Says why, points to the place, and then tells what is `known`. */
export const badCondition = (
  { condition, at }: Place,
  why: string,
  known = '',
): Result.Result<never, BadCondition> => {
  const pointed = [`  ${condition.replaceAll(/\s/g, ' ')}`, `  ${' '.repeat(at)}^`]
  const message = [why, ...pointed, ...wrapped(known)].join('\n')
  return Result.fail({ _tag: 'BadCondition', message })
}

/** As wide as a terminal is at least. */
const lineCharacters = 78

const wrapped = (text: string): string[] =>
  text.match(new RegExp(`\\S.{0,${lineCharacters - 1}}(?=\\s|$)`, 'gu')) ?? []

const pattern = /\s*(?:(&&)|(\|\|)|([=!<>]=?)|'([^']*)'|"([^"]*)"|([^\s=!<>&|'"()]+))/uy

/** The last token is an end, which stands behind the text. */
export const tokensOf = (condition: string): Result.Result<readonly Token[], BadCondition> => {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  for (;;) {
    const from = pattern.lastIndex
    const match = pattern.exec(condition)
    if (match === null) {
      const rest = condition.slice(from)
      const at = from + rest.length - rest.trimStart().length
      if (rest.trim() !== '') return badCondition({ condition, at }, strayWords(rest.trim()))
      return Result.succeed([...tokens, { kind: 'end', text: '', at: condition.trimEnd().length }])
    }
    const [all, and, or, operator, ...words] = match
    const at = from + all.length - all.trimStart().length
    const text = and ?? or ?? operator ?? words.find((word) => word !== undefined) ?? ''
    if (operator !== undefined && operatorOf(operator) === null) {
      return badCondition(
        { condition, at },
        `${operator} compares nothing: ${operators.join(' ')} do.`,
      )
    }
    const kind = and ? 'and' : or ? 'or' : operator ? 'operator' : 'word'
    tokens.push({ kind, text, at })
  }
}

export const operatorOf = (text: string): Operator | null =>
  text === '=' ? '==' : (operators.find((operator) => operator === text) ?? null)

const strayWords = (rest: string): string => {
  if (/^[()]/.test(rest)) return 'There are no parentheses: && goes before ||.'
  return /^['"]/.test(rest)
    ? 'This quotation has no end.'
    : `${rest.slice(0, 1)} is neither && nor ||.`
}
