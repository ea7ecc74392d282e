// Every path that the debugger's page may ask, and what it is answered.
import { Result } from 'effect'
import type { ActorKind } from '../../events/event.ts'
import { isOfEvents } from '../queries/condition/condition.ts'
import { parseCondition } from '../queries/condition/parse.ts'
import { searching } from '../queries/condition/search.ts'
import { overTimeIn } from '../queries/overTime.ts'
import { eventWhy, whyOf } from '../queries/why.ts'
import { cutSlice } from '../slice/slice.ts'
import { formatMoment } from '../text/format.ts'
import type { History } from '../timeline/history.ts'
import type { Replay } from '../timeline/replay.ts'
import { statecharts } from '../timeline/statechart.ts'
import type {
  ChangeResponse,
  ChartsResponse,
  EventsResponse,
  GoResponse,
  HeadResponse,
  LogResponse,
  MarkersResponse,
  OverTimeResponse,
  SliceResponse,
  StopResponse,
  WhyResponse,
} from './apiTypes.ts'
import { findChange } from './changes.ts'
import { layOut } from './chartLayout.ts'
import { Conversations } from './conversations.ts'
import { listedEventAt } from './listedEvent.ts'
import { Markers } from './markers.ts'
import {
  type BadQuery,
  badQuery,
  numberParameter,
  rowsMax,
  searchParameters,
  slotsMax,
  textParameter,
  timeParameter,
} from './queryParameters.ts'
import { type Indices, placeUpTo, SearchHits } from './searchHits.ts'
import { stepAt } from './step.ts'

/** Gives what becomes JSON, or a promise of it. */
export type RouteHandler = (query: URLSearchParams) => Result.Result<unknown, BadQuery>

/** As many times as a narrow time line has room for. */
const ticksMax = 7

/** So many events are looked at for one answer, so that others wait for a tenth of a second or so. */
const stopEventsMax = 200_000

/** The same where the actors must be folded. */
const stopFoldedMax = 10_000

/** Steps over time: more than a wide chart has pixels, and a week in minutes. */
const stepsMax = 12_000

/** The longest step is a year. */
const secondsMax = 366 * 86_400

/** No state is nested so deeply. */
const pathNamesMax = 20

const anyNumber = { min: 0, max: Number.MAX_SAFE_INTEGER }

/** The routes by their paths. `head` takes in what the log has gained, all others only look. */
export const routesTo = (replay: Replay): Readonly<Record<string, RouteHandler>> => {
  const { history } = replay
  const conversations = new Conversations(history)
  const markers = new Markers(history)
  const hits = new SearchHits(history, conversations)
  const stepFor = (query: URLSearchParams, index: number) =>
    Result.map(textParameter(query, 'focus'), (kept) =>
      stepAt(replay, conversations, { index, kept }),
    )
  let charts: Promise<ChartsResponse> | null = null
  return {
    '/api/log': () => Result.succeed(logOf(replay, conversations)),
    '/api/events': (query) => eventsFor(query, replay, hits),
    '/api/step': (query) =>
      Result.flatMap(indexParameter(query, 'index', replay), (index) => stepFor(query, index)),
    '/api/go': (query) =>
      Result.flatMap(soughtIndex(query, replay, { markers, hits }), (index) =>
        index === null
          ? Result.succeed({ step: null })
          : Result.map(stepFor(query, index), (step): GoResponse => ({ step })),
      ),
    '/api/change': (query) => changeFor(query, replay),
    '/api/why': (query) => whyFor(query, replay),
    '/api/markers': (query) => markersFor(query, history, markers),
    '/api/over-time': (query) => overTimeFor(query, history),
    '/api/slice': (query) => sliceFor(query, history),
    '/api/stop': (query) => stopFor(query, replay),
    '/api/seek': (query) =>
      Result.map(soughtIndex(query, replay, { markers, hits }), (index) => ({ index })),
    '/api/charts': () => {
      charts ??= laidOutCharts()
      return Result.succeed(charts)
    },
    '/api/head': () => {
      for (const _ of replay.more()) {
        // It is folded by being asked for.
      }
      conversations.extend()
      markers.extend()
      const head: HeadResponse = { events: history.length, fault: replay.fault?.message ?? null }
      return Result.succeed(head)
    },
  }
}

const indexParameter = (query: URLSearchParams, name: string, { history }: Replay) =>
  numberParameter(query, name, { min: 0, max: history.length - 1 })

/** Of a session, or of the event itself where none is named. */
const whyFor = (query: URLSearchParams, replay: Replay): Result.Result<WhyResponse, BadQuery> =>
  Result.gen(function* () {
    const index = yield* indexParameter(query, 'index', replay)
    const session = yield* textParameter(query, 'session')
    const asked = { index, time: (at: number) => formatMoment(at, replay.history.at(0)) }
    if (session === null) {
      return { kind: null, words: [], turnEnd: null, match: null, ...eventWhy(replay, asked) }
    }
    const { place, words, match, seq } = whyOf(replay, session, asked)
    const turnEnd = seq === replay.history.seq(index) ? null : seq
    return { kind: place, words, turnEnd, match: place === 'chatting' ? match : null }
  })

/** The change of an actor, or of the field to which `path` leads, before or after an event. */
const changeFor = (
  query: URLSearchParams,
  replay: Replay,
): Result.Result<ChangeResponse, BadQuery> =>
  Result.gen(function* () {
    const from = yield* indexParameter(query, 'from', replay)
    const actor = yield* textParameter(query, 'actor')
    if (actor === null) return yield* badQuery('"actor" is missing.')
    const step = query.get('step')
    if (step !== 'next' && step !== 'previous') {
      return yield* badQuery('"step" must be next or previous.')
    }
    const path = query.getAll('path')
    if (path.length > pathNamesMax) return yield* badQuery('"path" has too many names.')
    const found = findChange(replay, { actor, path, from, isForward: step === 'next' })
    return found._tag === 'Found'
      ? { index: found.index, why: null }
      : { index: null, why: found.why }
  })

const eventsFor = (
  query: URLSearchParams,
  replay: Replay,
  hits: SearchHits,
): Result.Result<EventsResponse, BadQuery> =>
  Result.gen(function* () {
    const found = hits.of(yield* searchParameters(query))
    const limit = yield* numberParameter(query, 'limit', { min: 0, max: rowsMax, otherwise: 100 })
    const from = yield* numberParameter(query, 'from', { ...anyNumber, otherwise: 0 })
    const near = query.has('near')
      ? placeUpTo(found, yield* indexParameter(query, 'near', replay))
      : -1
    const count = Math.max(0, Math.min(limit, found.length - from))
    const rows = Array.from({ length: count }, (_, place) =>
      listedEventAt(replay.history, found.at(from + place)),
    )
    return { total: found.length, from, near, rows }
  })

/** Those of a part of the log, or of all of it. */
const markersFor = (
  query: URLSearchParams,
  history: History,
  markers: Markers,
): Result.Result<MarkersResponse, BadQuery> =>
  Result.gen(function* () {
    const slots = yield* numberParameter(query, 'slots', {
      ...{ min: 1, max: slotsMax, otherwise: 240 },
    })
    const end = Math.max(0, history.length - 1)
    const first = yield* numberParameter(query, 'first', { min: 0, max: end, otherwise: 0 })
    const last = yield* numberParameter(query, 'last', { min: first, max: end, otherwise: end })
    const shown = { slotsMax: slots, ticksMax }
    return history.length === 0 ? markers.inSlots(shown) : markers.inSlots(shown, [first, last])
  })

/** In steps of so many seconds; where nobody says, as long as suits the log. */
const overTimeFor = (
  query: URLSearchParams,
  history: History,
): Result.Result<OverTimeResponse, BadQuery> => {
  if (!query.has('seconds')) return Result.succeed(overTimeIn(history))
  const [began, ended] =
    history.length === 0 ? [0, 0] : [history.at(0), history.at(history.length - 1)]
  const min = Math.max(1, Math.ceil((ended - began) / 1_000 / stepsMax))
  return Result.map(numberParameter(query, 'seconds', { min, max: secondsMax }), (seconds) =>
    overTimeIn(history, seconds * 1_000),
  )
}

/** The slice of a session or a room. */
const sliceFor = (
  query: URLSearchParams,
  history: History,
): Result.Result<SliceResponse, BadQuery> =>
  Result.gen(function* () {
    const actor = yield* textParameter(query, 'actor')
    if (actor === null) return yield* badQuery('"actor" is missing.')
    const slice = cutSlice(history, actor)
    if (Result.isFailure(slice)) return yield* badQuery(slice.failure.message)
    const { lines, seqs } = slice.success
    return { lines, seqs }
  })

/** The first event from an index on at which a condition holds, among as many as are looked at. */
const stopFor = (query: URLSearchParams, replay: Replay): Result.Result<StopResponse, BadQuery> =>
  Result.gen(function* () {
    const { history } = replay
    const from = yield* numberParameter(query, 'from', { min: 0, max: history.length })
    const text = (yield* textParameter(query, 'where')) ?? ''
    const parsed = parseCondition(text, history)
    if (Result.isFailure(parsed)) return yield* badQuery(parsed.failure.message)
    const condition = parsed.success
    const most = isOfEvents(condition) ? stopEventsMax : stopFoldedMax
    const upTo = Math.min(history.length, from + most)
    const found = resultOf(searching(replay, condition, { from, to: upTo }))
    return found === null
      ? { index: null, session: null, upTo }
      : { ...found, upTo: found.index + 1 }
  })

/** What a search gives in the end. */
const resultOf = <A>(search: Generator<number, A>): A => {
  for (;;) {
    const { done, value } = search.next()
    if (done) return value
  }
}

/** Where a seq, a time, a marker or the next event of a search leads to; null: to no event. */
const soughtIndex = (
  query: URLSearchParams,
  replay: Replay,
  { markers, hits }: { readonly markers: Markers; readonly hits: SearchHits },
): Result.Result<number | null, BadQuery> =>
  Result.gen(function* () {
    const { history } = replay
    if (query.has('seq')) {
      return firstAtLeast(history.indexOf(yield* numberParameter(query, 'seq', anyNumber)), replay)
    }
    if (query.has('at')) {
      return firstAtLeast(history.indexAt(yield* numberParameter(query, 'at', anyNumber)), replay)
    }
    if (query.has('time')) {
      return firstAtLeast(history.indexAt(yield* timeParameter(query, 'time', history)), replay)
    }
    const from = yield* indexParameter(query, 'from', replay)
    const marker = query.get('marker')
    if (marker === 'next' || marker === 'previous') return markers.next(from, marker === 'next')
    const step = query.get('step')
    const found = hits.of(yield* searchParameters(query))
    if (step === 'next') return indexIn(found, placeUpTo(found, from) + 1)
    if (step === 'previous') return indexIn(found, placeUpTo(found, from - 1))
    if (step === 'here') return indexIn(found, Math.max(0, placeUpTo(found, from)))
    return yield* badQuery(
      'Name one of "seq", "at", "time", "marker" (next, previous) or "step" (the same, here).',
    )
  })

const indexIn = (found: Indices, place: number): number | null =>
  place >= 0 && place < found.length ? found.at(place) : null

/** What lies before the first event is at the first. */
const firstAtLeast = (index: number, { history }: Replay): number | null =>
  history.length === 0 ? null : Math.max(0, index)

const logOf = (
  { source, history, fault }: Replay,
  { sessions, rooms }: Conversations,
): LogResponse => {
  const counts = new Map<LogResponse['types'][number][0], number>()
  for (let index = 0; index < history.length; index++) {
    const type = history.type(index)
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  const point = (index: number) => ({ seq: history.seq(index), at: history.at(index) })
  const isEmpty = history.length === 0
  return {
    name: source.name,
    events: history.length,
    sessions,
    rooms,
    first: isEmpty ? null : point(0),
    last: isEmpty ? null : point(history.length - 1),
    fault: fault?.message ?? null,
    isLive: source.live !== null,
    bookmarks: source.bookmarks ?? [],
    types: [...counts].sort(([, one], [, other]) => other - one),
  }
}

const laidOutCharts = async (): Promise<ChartsResponse> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(statecharts()).map(
        async ([kind, chart]) => [kind as ActorKind, await layOut(chart)] as const,
      ),
    ),
  ) as unknown as ChartsResponse
