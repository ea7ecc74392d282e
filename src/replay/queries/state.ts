// The actors concerned at an event, and what differs between two events.
import type { ActorId } from '../../events/fields.ts'
import { many } from '../cli/time.ts'
import type { History } from '../source/history.ts'
import { changeLine, fieldsOf, publicStateAt, publicStateLines } from '../timeline/portraits.ts'
import type { Replay } from '../timeline/replay.ts'
import type { Answer, Unanswerable } from './answer.ts'
import { type Change, changesBetween } from './change.ts'
import { indexNamed } from './ids.ts'
import { headLine, lineOf } from './lines.ts'

/** The event with its cause and consequences, and every actor of its turn once it was taken. */
export const stateIn = (replay: Replay, seq: number): Answer | Unanswerable => {
  const { history } = replay
  const index = indexNamed(history, seq)
  if (typeof index !== 'number') return index
  const [first, last] = history.turnOf(index)
  const actors = [...new Set(range(first, last).flatMap((at) => actorsOf(history, at)))]
  const portraits = (at: number) => {
    const actorSystem = replay.standAt(at)
    return actors.map((actor) => [actor, publicStateAt(actorSystem, actor)] as const)
  }
  const before = new Map<ActorId, unknown>(portraits(index - 1))
  const after = portraits(index)
  const causeSeq = history.cause(index)
  const cause = causeSeq === null ? null : history.indexOf(causeSeq)
  const consequences = history.consequencesOf(index)
  return {
    *lines(paint) {
      const line = (at: number) => lineOf(history, at, paint)
      yield headLine(paint)
      if (cause !== null) yield line(cause)
      yield paint.bold(lineOf(history, index, { ...paint, dim: (text) => text }))
      for (const at of consequences) yield line(at)
      yield ''
      yield `Event ${seq} is ${index - first + 1} of ${many(last - first + 1, 'event')} of turn ${history.turn(index)}. Once it was taken:`
      for (const [actor, portrait] of after) {
        yield ''
        yield paint.bold(actor)
        yield* publicStateLines(portrait, { was: before.get(actor), began: history.at(0), paint })
      }
    },
    records: [
      {
        event: history.event(index),
        cause: cause === null ? null : history.event(cause),
        consequences: consequences.map((at) => history.event(at)),
        before: Object.fromEntries(before),
        states: Object.fromEntries(after),
      },
    ],
  }
}

/** What the actors were at one event and are at the other. */
export const diffIn = (replay: Replay, from: number, to: number): Answer | Unanswerable => {
  const { history } = replay
  const one = indexNamed(history, from)
  if (typeof one !== 'number') return one
  const other = indexNamed(history, to)
  if (typeof other !== 'number') return other
  const [low, high] = one < other ? [one, other] : [other, one]
  const actors = [...new Set(range(low + 1, high).flatMap((at) => actorsOf(history, at)))]
  const standing = (at: number) => {
    const actorSystem = replay.standAt(at)
    return new Map(actors.map((actor) => [actor, publicStateAt(actorSystem, actor)]))
  }
  const [before, after] = [standing(one), standing(other)]
  const changed = actors
    .map((actor) => ({ actor, from: before.get(actor), to: after.get(actor) }))
    .filter((each) => JSON.stringify(each.from) !== JSON.stringify(each.to))
    .map((each) => ({ ...each, changes: changesBetween(each.from, each.to) }))
  return {
    *lines(paint) {
      yield `From event ${from} to event ${to}: ${many(changed.length, 'actor')} changed.`
      for (const { actor, changes, ...each } of changed) {
        yield ''
        yield `${paint.bold(actor)}${each.from === null ? '  is new' : each.to === null ? '  is no more' : ''}`
        const shown: readonly Change[] =
          each.from === null ? fieldsOf(each.to) : each.to === null ? [] : changes
        for (const change of shown) yield changeLine(change, history.at(0))
      }
    },
    records: changed,
  }
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)

/** Whom an event moves: its actor, and the one that it says has failed. */
const actorsOf = (history: History, index: number): ActorId[] => {
  const actor = history.actor(index)
  if (history.type(index) !== 'matchmaker.faulted') return [actor]
  const event = history.event(index)
  return event.type === 'matchmaker.faulted' ? [actor, event.data.actor] : [actor]
}
