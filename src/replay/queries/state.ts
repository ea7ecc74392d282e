// The actors that an event moved, and what differs between two events.
import { Result } from 'effect'
import type { ActorId } from '../../events/fields.ts'
import { formatOffset, plural } from '../text/format.ts'
import { type Change, diff } from '../timeline/diff.ts'
import type { History } from '../timeline/history.ts'
import { matchmakerTablesOf, tableDifferences } from '../timeline/matchmakerTables.ts'
import { type PublicState, publicStateAt } from '../timeline/publicState.ts'
import type { Replay } from '../timeline/replay.ts'
import { movedBy } from '../timeline/subjects.ts'
import { eventLine, headLine } from './eventLine.ts'
import { indexNamed } from './ids.ts'
import type { QueryFailure, QueryResult } from './queryResult.ts'
import { changeLine, fieldsOf, isNoTable, publicStateLines, tableLines } from './stateLines.ts'

/** The event with its cause and consequences, and every actor of its turn once it was taken. */
export const queryState = (replay: Replay, seq: number): Result.Result<QueryResult, QueryFailure> =>
  Result.map(indexNamed(replay.history, seq), (index) => {
    const { history } = replay
    const [first, last] = history.turnOf(index)
    const actors = movedIn(history, first, last)
    const before = statesAt(replay, index - 1, actors)
    const after = statesAt(replay, index, actors)
    const causeSeq = history.cause(index)
    const cause = causeSeq === null ? null : history.indexOf(causeSeq)
    const consequences = history.consequencesOf(index)
    return {
      *lines(style) {
        const line = (at: number) => eventLine(history, at, style)
        yield headLine(style)
        if (cause !== null) yield line(cause)
        yield style.bold(eventLine(history, index, { ...style, dim: (text) => text }))
        for (const at of consequences) yield line(at)
        yield ''
        yield `Event ${seq} is ${index - first + 1} of ${plural(last - first + 1, 'event')} of turn ${history.turn(index)}. Once it was taken:`
        for (const [actor, state] of after) {
          yield ''
          yield style.bold(actor)
          const was = before.get(actor) ?? null
          yield* publicStateLines(state, { before: was, began: history.at(0), style })
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
  })

/** What the actors were at one event and are at the other. */
export const queryDiff = (
  replay: Replay,
  from: number,
  to: number,
): Result.Result<QueryResult, QueryFailure> =>
  Result.gen(function* () {
    const { history } = replay
    const one = yield* indexNamed(history, from)
    const other = yield* indexNamed(history, to)
    const { changed, tables } = changedBetween(replay, one, other)
    return {
      *lines(style) {
        yield `From event ${from} to event ${to}: ${plural(changed.length, 'actor')} changed.`
        for (const { actor, changes, before, after } of changed) {
          yield ''
          yield `${style.bold(actor)}${before === null ? '  is new' : after === null ? '  is no more' : ''}`
          const shown = before === null ? fieldsOf(after) : after === null ? [] : changes
          const isMatchmaker = actor === 'matchmaker'
          const rest = isMatchmaker ? shown.filter(isNoTable) : shown
          if (isMatchmaker) yield* tableLines(tables, style)
          for (const change of rest) yield changeLine(change, history.at(0))
          if (isMatchmaker && tables.length + rest.length === 0) yield onlyChecksum
        }
      },
      records: changed.map(({ actor, before, after, changes }) => ({
        ...{ actor, from: before, to: after },
        changes: changes.map((change) => ({
          path: change.path.join('.'),
          from: change.before,
          to: change.after,
        })),
        ...(actor === 'matchmaker' ? { tables } : {}),
      })),
    }
  })

/** Such as whom a ticket avoids, or when somebody reported last. */
const onlyChecksum = '    only in what its checksum tells'

interface ChangedActor {
  readonly actor: ActorId
  readonly before: PublicState | null
  readonly after: PublicState | null
  readonly changes: readonly Change[]
}

const changedBetween = (replay: Replay, one: number, other: number) => {
  const { history } = replay
  const time = (at: number) => formatOffset(at, history.at(0))
  const actors = movedIn(history, Math.min(one, other) + 1, Math.max(one, other))
  const before = statesAt(replay, one, actors)
  const tablesBefore = matchmakerTablesOf(replay.actorsAt(one), time)
  const after = statesAt(replay, other, actors)
  const system = replay.actorsAt(other)
  const tables = tableDifferences(tablesBefore, matchmakerTablesOf(system, time), system)
  return { changed: changedAmong(actors, before, after), tables }
}

type States = ReadonlyMap<ActorId, PublicState | null>

const changedAmong = (actors: readonly ActorId[], before: States, after: States): ChangedActor[] =>
  actors
    .map((actor) => {
      const states = { before: before.get(actor) ?? null, after: after.get(actor) ?? null }
      return { actor, ...states, changes: diff(states.before, states.after, 'whole') }
    })
    .filter(({ changes }) => changes.length > 0)

const statesAt = (
  replay: Replay,
  index: number,
  actors: readonly ActorId[],
): Map<ActorId, PublicState | null> => {
  const actorSystem = replay.actorsAt(index)
  return new Map(actors.map((actor) => [actor, publicStateAt(actorSystem, actor)]))
}

/** Whom the events from the first to the last index move. */
const movedIn = (history: History, first: number, last: number): ActorId[] => {
  const moved = new Set<ActorId>()
  for (let index = first; index <= last; index++) {
    for (const actor of movedBy(history, index)) moved.add(actor)
  }
  return [...moved]
}
