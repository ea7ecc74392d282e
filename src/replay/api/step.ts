// One event: what it moved, what led to it and what it led to.
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import type { ActorKind } from '../../events/event.ts'
import type { ActorId, SessionId } from '../../events/fields.ts'
import { diff } from '../timeline/diff.ts'
import { type PublicState, publicStateOf } from '../timeline/publicState.ts'
import type { Replay } from '../timeline/replay.ts'
import { transitionsOf } from '../timeline/statechart.ts'
import type { ActorAtStep, Conversation, StepResponse } from './apiTypes.ts'
import type { Conversations } from './conversations.ts'
import { causeOf, listedEventAt, shownDataOf } from './listedEvent.ts'
import { placeUpTo } from './searchHits.ts'

/** Tickets shown of the matchmaker's: those who have waited longest, beside those in focus. */
const ticketsShownMax = 12

interface ActorState {
  readonly kind: ActorKind
  readonly state: PublicState
}

/**
 * The step at an index. `kept` is the key of the conversation that was in focus: it stays so if
 * the event belongs to it or to none.
 */
export const stepAt = (
  replay: Replay,
  conversations: Conversations,
  { index, kept }: { readonly index: number; readonly kept: ActorId | null },
): StepResponse => {
  const { history } = replay
  const conversation = focusOf(conversations, index, kept)
  const event = history.event(index)
  const sessions = conversation?.sessions ?? []
  const wanted = [
    event.actor,
    ...sessions,
    'matchmaker',
    ...(conversation?.room === null || conversation === null ? [] : [conversation.room]),
  ]
  const ids = [...new Set(wanted)]
  const earlier = replay.actorsAt(index - 1)
  const taken = transitionsOf(earlier, event)
  const before = statesOf(earlier, ids, sessions)
  const after = statesOf(replay.actorsAt(index), ids, sessions)
  const turnOf = history.turnOf(index)
  const from = causeOf(history, index)
  return {
    row: listedEventAt(history, index),
    data: shownDataOf(event),
    isRedacted: event.redacted === true,
    from: from === null ? null : listedEventAt(history, from),
    consequences: history.consequencesOf(index).map((next) => listedEventAt(history, next)),
    turnOf,
    conversation,
    place: placeIn(conversations, conversation, index),
    actors: ids.map((id) =>
      actorOf(id, {
        before: before.get(id),
        after: after.get(id),
        taken: id === event.actor ? taken : [],
      }),
    ),
  }
}

const focusOf = (
  conversations: Conversations,
  index: number,
  kept: ActorId | null,
): Conversation | null => {
  const own = conversations.keyAt(index)
  const known = kept === null ? null : conversations.find(kept)
  const isOfKept =
    known !== null && (own === null || conversations.indicesOf(known.key).includes(index))
  if (isOfKept) return known
  return own === null ? null : conversations.find(own)
}

const placeIn = (
  conversations: Conversations,
  conversation: Conversation | null,
  index: number,
): number => {
  if (conversation === null) return -1
  const indices = conversations.indicesOf(conversation.key)
  return placeUpTo({ length: indices.length, at: (place) => indices[place] as number }, index)
}

/** The actors as they are, as JSON: the actor system is good only until the next look. */
const statesOf = (
  actorSystem: ActorSystem,
  ids: readonly ActorId[],
  sessions: readonly SessionId[],
): ReadonlyMap<ActorId, ActorState> =>
  new Map(
    ids.flatMap((id): [ActorId, ActorState][] => {
      const kind = actorSystem.find(id)?.kind
      const state = stateAt(actorSystem, id, { sessions })
      return kind === undefined || state === null ? [] : [[id, { kind, state }]]
    }),
  )

/**
 * What is shown of an actor, of the matchmaker's tickets those of these sessions among others; of one
 * `field` alone where it is named. Null: the actor does not live.
 */
export const stateAt = (
  actorSystem: ActorSystem,
  id: ActorId,
  {
    sessions,
    field,
  }: { readonly sessions: readonly SessionId[]; readonly field?: string | undefined },
): PublicState | null => {
  const found = actorSystem.find(id)
  if (found === null) return null
  const isQueueShown = id === 'matchmaker' && (field === undefined || field === 'queue')
  const queue = isQueueShown ? { queue: queueOf(actorSystem, sessions) } : {}
  const state: PublicState = { ...publicStateOf(found), ...queue }
  const shown = field === undefined ? state : { [field]: state[field] }
  return JSON.parse(JSON.stringify(shown), unlessTally)
}

/** A tally is a hash of what is shown beside it: it says nothing to people. */
const unlessTally = (name: string, value: unknown): unknown =>
  name === 'tally' ? undefined : value

/** Tickets by their sessions, without words. */
const queueOf = (actorSystem: ActorSystem, sessions: readonly SessionId[]): unknown => {
  const { tickets } = actorSystem.matchmaker
  const own = sessions.flatMap((session) => tickets.get(session) ?? [])
  const shown = new Set([...own, ...tickets.all().slice(0, ticketsShownMax)])
  return Object.fromEntries(
    [...shown].map(({ session, gender, seeks, since, relaxAt, relaxed, avoid, interests }) => [
      session,
      { gender, seeks, since, relaxAt, relaxed, avoid, interests: interests.length },
    ]),
  )
}

const actorOf = (
  id: ActorId,
  {
    before,
    after,
    taken,
  }: { before: ActorState | undefined; after: ActorState | undefined; taken: readonly number[] },
): ActorAtStep => {
  const kind = after?.kind ?? before?.kind ?? kindOf(id)
  return {
    id,
    kind,
    before: before?.state ?? null,
    after: after?.state ?? null,
    changes: before === undefined || after === undefined ? [] : diff(before.state, after.state),
    active: after === undefined ? [] : activeIn(kind, after.state.value),
    left: before === undefined ? [] : activeIn(kind, before.state.value),
    taken,
  }
}

/** Of an actor that is nowhere to be seen only the matchmaker's id tells the kind. */
const kindOf = (id: ActorId): ActorKind => (id === 'matchmaker' ? 'matchmaker' : 'session')

/** The ids of the states of a value: `here`, `here.place`, `here.place.idle`, … below `prefix`. */
const activeIn = (prefix: string, value: unknown): string[] => {
  if (typeof value === 'string') return [prefix, `${prefix}.${value}`]
  const regions = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>)
  return [
    prefix,
    ...new Set(regions.flatMap(([name, within]) => activeIn(`${prefix}.${name}`, within))),
  ]
}
