// The first event of a log at which the machines of two versions part.
import { ActorSystem } from '../../actors/engine/actorSystem.ts'
import type { ActorId } from '../../events/fields.ts'
import { eventLine, headLine } from '../queries/eventLine.ts'
import type { QueryResult } from '../queries/queryResult.ts'
import { changeLine } from '../queries/stateLines.ts'
import { formatOffset, plural } from '../text/format.ts'
import { diff } from '../timeline/diff.ts'
import type { History } from '../timeline/history.ts'
import { publicStateAt } from '../timeline/publicState.ts'
import { movedBy } from '../timeline/subjects.ts'
import { foreseen } from '../timeline/unforeseen.ts'
import type { Machines } from './machines.ts'

/** Where they part, in whom: its states once the event was taken, null where it does not live. */
export interface Parting {
  readonly index: number
  readonly actor: ActorId
  readonly ours: unknown
  readonly theirs: unknown
  /** What theirs threw at the event; null if nothing. */
  readonly failed: string | null
}

/** So many events are folded before it is said how far it is. */
const stepEvents = 1_000

/** Folds the log through both, and compares whoever moved; yields how many events it has folded. */
export function* comparing(history: History, theirs: Machines): Generator<number, Parting | null> {
  const ours = new ActorSystem()
  for (let index = 0; index < history.length; index++) {
    const event = history.event(index)
    foreseen(event.seq, () => ours.fold(event))
    const failed = failureOf(() => theirs.fold(event))
    for (const actor of movedBy(history, index)) {
      const states = { ours: publicStateAt(ours, actor), theirs: theirs.stateOf(actor) }
      if (failed !== null || !isSame(states.ours, states.theirs)) {
        return { index, actor, ...states, failed }
      }
    }
    if ((index + 1) % stepEvents === 0) yield index + 1
  }
  return null
}

const failureOf = (work: () => void): string | null => {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The order of fields is nothing that differs. */
const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other) || diff(one, other).length === 0

export const queryAgainst = (
  history: History,
  named: string,
  parting: Parting | null,
): QueryResult => {
  const events = plural(history.length, 'event')
  if (parting === null) {
    const words = `The machines of ${named} come to the same states at each of ${events}.`
    return { lines: (style) => [style.good(words)], records: [{ events: history.length, parting }] }
  }
  const { index, actor, ours, theirs, failed } = parting
  const began = history.at(0)
  const seq = history.seq(index)
  return {
    *lines(style) {
      const when = `event ${seq} (${formatOffset(history.at(index), began)})`
      yield style.bad(`The machines of ${named} part from ours at ${when}, in ${actor}.`)
      if (failed !== null) yield `Theirs failed: ${failed}`
      yield headLine(style)
      yield eventLine(history, index, style)
      yield ''
      yield `    ours    ${said(ours)}`
      yield `    theirs  ${said(theirs)}`
      if (ours === null || theirs === null) return
      yield '    ours → theirs'
      for (const change of diff(ours, theirs, 'whole')) yield changeLine(change, began)
    },
    records: [{ events: history.length, parting: { seq, actor, ours, theirs, failed } }],
    failed: true,
  }
}

const said = (state: unknown): string => (state === null ? 'does not live' : JSON.stringify(state))
