// Ids as people write them: whole, their beginning, or mistyped.

import { Result } from 'effect'
import type { ActorKind } from '../../events/event.ts'
import type { ActorId } from '../../events/fields.ts'
import { nearest } from '../text/nearest.ts'
import type { History } from '../timeline/history.ts'
import { personsAt } from '../timeline/persons.ts'
import { type QueryFailure, queryFailure } from './queryResult.ts'

/** The one actor of the kinds whose id is or begins with `given`. */
export const actorNamed = (
  history: History,
  given: string,
  kinds: readonly ActorKind[],
): Result.Result<ActorId, QueryFailure> => {
  const ids = kinds.flatMap((kind) => history.actorsOf(kind))
  return idNamed(given, ids, kinds.join(' or '))
}

/** The one person whose id is or begins with `given`. */
export const personNamed = (history: History, given: string) =>
  idNamed(
    given,
    idsIn(history, (index) => personsAt(history, index).map(({ id }) => id)),
    'person',
  )

/** The one report, of those kept for the moderators, whose id is or begins with `given`. */
export const reportNamed = (history: History, given: string) =>
  idNamed(
    given,
    idsIn(history, (index) => reportsAt(history, index)),
    'report',
  )

/** Every id that events name, once, in the order in which they came. */
const idsIn = (history: History, namedAt: (index: number) => readonly string[]): string[] => {
  const ids = new Set<string>()
  for (let index = 0; index < history.length; index++) for (const id of namedAt(index)) ids.add(id)
  return [...ids]
}

const reportsAt = (history: History, index: number): readonly string[] => {
  if (history.type(index) !== 'matchmaker.reported') return []
  const { report } = JSON.parse(history.json(index)) as { readonly report?: string }
  return report === undefined ? [] : [report]
}

const idNamed = (
  given: string,
  ids: readonly string[],
  noun: string,
): Result.Result<string, QueryFailure> => {
  if (ids.includes(given)) return Result.succeed(given)
  const begun = given === '' ? [] : ids.filter((id) => id.startsWith(given))
  const [only, second] = begun
  if (only !== undefined && second === undefined) return Result.succeed(only)
  if (second !== undefined) {
    const shown = begun.slice(0, 3).join(', ')
    const nouns = `${noun.replaceAll(' or ', 's or ')}s`
    const message = `${begun.length} ${nouns} of this log begin with ${given}: ${shown} …`
    return queryFailure('AmbiguousActor', message)
  }
  const near = nearest(given, ids)
  const hint = near === null ? '' : `; the nearest is ${near}`
  return queryFailure('UnknownActor', `There is no ${noun} ${given} in this log${hint}.`)
}

/** The index of the event of this seq. */
export const indexNamed = (history: History, seq: number): Result.Result<number, QueryFailure> => {
  const { length } = history
  if (length === 0) {
    return queryFailure('UnknownEvent', `There is no event ${seq}: the log is empty.`)
  }
  const index = history.indexOf(seq)
  if (index >= 0 && history.seq(index) === seq) return Result.succeed(index)
  const [first, last] = [history.seq(0), history.seq(length - 1)]
  const near = index < 0 ? first : history.seq(index)
  return queryFailure(
    'UnknownEvent',
    `There is no event ${seq} in this log (${first} to ${last}); the nearest is ${near}.`,
  )
}
