// Which event changed an actor, or a field of it, last or next.
import type { ActorId } from '../../events/fields.ts'
import type { Replay } from '../timeline/replay.ts'
import { movedBy } from '../timeline/subjects.ts'
import { stateAt } from './step.ts'

/** What is looked for: an actor's change, or that of the field to which these names lead. */
export interface SoughtChange {
  readonly actor: ActorId
  /** Empty: any field. */
  readonly path: readonly string[]
  /** Changes at this index are not looked at. */
  readonly from: number
  readonly isForward: boolean
}

/** Folded at once: whoever looks back folds no further than to the last change, and at most this more. */
const stretchEvents = 2_000

/** Folded in all before the search is given up: about a second, with many actors. */
const foldedEventsMax = 60_000

/** States looked at before it is given up: as long for the matchmaker, whose state is large. */
const statesMax = 10_000

/**
 * The index of the event that made the change. `beginning`, `end`: there is none before, or after.
 * `too far`: none in as many events as are folded for an answer.
 */
export type FoundChange =
  | { readonly _tag: 'Found'; readonly index: number }
  | { readonly _tag: 'NotFound'; readonly why: 'beginning' | 'end' | 'too far' }

export const findChange = (replay: Replay, sought: SoughtChange): FoundChange => {
  const { history } = replay
  const { from, isForward } = sought
  let folded = 0
  let states = 0
  let edge = isForward ? from + 1 : from
  while (isForward ? edge < history.length : edge > 0) {
    const [low, high] = isForward
      ? [edge, Math.min(history.length, edge + stretchEvents)]
      : [Math.max(0, edge - stretchEvents), edge]
    const moves = movesIn(replay, sought.actor, [low, high])
    edge = isForward ? high : low
    if (moves.length === 0) continue
    const isFar = folded > foldedEventsMax || states > statesMax
    if (isFar) return { _tag: 'NotFound', why: 'too far' }
    folded += high - low
    states += moves.length
    const index = changeAmong(replay, sought, moves)
    if (index !== null) return { _tag: 'Found', index }
  }
  return { _tag: 'NotFound', why: isForward ? 'end' : 'beginning' }
}

/** The indices, from the low one to before the high one, of events that move the actor. */
const movesIn = (
  { history }: Replay,
  actor: ActorId,
  [low, high]: readonly [number, number],
): number[] => {
  const moves: number[] = []
  for (let index = low; index < high; index++) {
    const isFault = history.type(index) === 'matchmaker.faulted'
    const isMoved = isFault
      ? movedBy(history, index).includes(actor)
      : history.actor(index) === actor
    if (isMoved) moves.push(index)
  }
  return moves
}

/** Of events that move the actor, the first that changes what is looked for; backwards the last. */
const changeAmong = (
  replay: Replay,
  sought: SoughtChange,
  moves: readonly number[],
): number | null => {
  let found: number | null = null
  let before = valueAt(replay, sought, (moves[0] as number) - 1)
  for (const index of moves) {
    const after = valueAt(replay, sought, index)
    if (after !== before) found = index
    before = after
    if (found !== null && sought.isForward) return found
  }
  return found
}

/** What stands there once the event was taken, as JSON; undefined where nothing does. */
const valueAt = (
  replay: Replay,
  { actor, path }: SoughtChange,
  index: number,
): string | undefined => {
  const [field, ticket] = path
  // A ticket is among those shown only if it is asked for.
  const tickets = field === 'queue' && ticket !== undefined ? [ticket] : []
  let value: unknown = stateAt(replay.actorsAt(index), actor, { sessions: tickets, field })
  for (const name of path) {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    value = isThere ? (value as Readonly<Record<string, unknown>>)[name] : undefined
  }
  return JSON.stringify(value)
}
