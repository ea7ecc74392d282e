// A term of a condition about a field of the events' data.
import { Result } from 'effect'
import {
  type BadTerm,
  compares,
  type Given,
  isNumber,
  type Operator,
  type Term,
} from './condition.ts'

/** Fields that are times: they are compared as times of the log are written. */
const timeFields = ['until', 'againUntil', 'relaxAt', 'since']

/** Holds of an event that has the field; `!=` too. Ids may be shortened. */
export const fieldTerm = (
  { name, operator, value }: Given,
  timeIn: (value: string) => number | null,
): Result.Result<Term, BadTerm> => {
  const path = name.replace(/^data\./, '').split('.')
  const time = timeFields.includes(path.at(-1) ?? '') ? timeIn(value) : undefined
  if (time === null) {
    const message = `${name} is compared with an ISO date, milliseconds or a span such as +90s, not ${value}.`
    return Result.fail({ at: 'value', message })
  }
  const isSameness = operator === '==' || operator === '!='
  if (!isSameness && time === undefined && !isNumber(value)) {
    const message = `${name} ${operator} is asked of a number, not of ${value}.`
    return Result.fail({ at: 'value', message })
  }
  const wanted = time === undefined ? value.replace(/…$|\.\.\.$/, '') : String(time)
  const [field = ''] = path
  const named = `"${field}":`
  return Result.succeed({
    of: 'event',
    holds: (history, index) => {
      // What a checksum tells is long, and told by its type.
      if (history.type(index) === 'matchmaker.attested') return false
      const json = history.json(index)
      return json.includes(named) && holdsOf(leavesAt(JSON.parse(json), path), operator, wanted)
    },
  })
}

/** Every value at the path, or below it; none where the event has no such field. */
const leavesAt = (data: unknown, path: readonly string[]): unknown[] => {
  let value = data
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return leavesOf(value)
}

const leavesOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value]

const holdsOf = (leaves: readonly unknown[], operator: Operator, wanted: string): boolean => {
  if (leaves.length === 0) return false
  if (operator === '==') return leaves.some((leaf) => isSame(leaf, wanted))
  if (operator === '!=') return !leaves.some((leaf) => isSame(leaf, wanted))
  return leaves.some((leaf) => typeof leaf === 'number' && compares(leaf, operator, Number(wanted)))
}

/** So long at least is what may be the beginning of an id. */
const shortestId = 4

const isSame = (leaf: unknown, wanted: string): boolean => {
  if (typeof leaf !== 'string') return String(leaf) === wanted
  return leaf === wanted || (wanted.length >= shortestId && leaf.startsWith(wanted))
}
