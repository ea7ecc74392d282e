// Every question that the debugger's page may ask, and its answer.

import type { ActorKind } from '../../events/event.ts'
import { Conversations } from '../timeline/conversations.ts'
import { drawings } from '../timeline/drawing.ts'
import { Marks } from '../timeline/markers.ts'
import type { Replay } from '../timeline/replay.ts'
import type { ShownCharts, ShownHead, ShownLog, ShownRows } from './apiTypes.ts'
import { layOut } from './layout.ts'
import {
  askedNumber,
  askedSearch,
  askedText,
  BadQuestion,
  rowsMax,
  slotsMax,
} from './queryParameters.ts'
import { rowAt } from './rows.ts'
import { type Indices, Matches, placeUpTo } from './searchHits.ts'
import { stepAt } from './step.ts'

/** Answers with what becomes JSON. Throws BadQuestion. */
export type Answers = Readonly<Record<string, (query: URLSearchParams) => unknown>>

/** As many times as a narrow time line has room for. */
const ticksMax = 7

/** The answers by their paths. `head` takes in what the log has gained, all others only look. */
export const answersFrom = (replay: Replay): Answers => {
  const { history } = replay
  const conversations = new Conversations(history)
  const marks = new Marks(history)
  const matches = new Matches(history, conversations)
  const standAt = (index: number) => replay.standAt(index)
  let charts: Promise<ShownCharts> | null = null

  const askedIndex = (query: URLSearchParams, name = 'index') =>
    askedNumber(query, name, { min: 0, max: history.length - 1 })

  return {
    '/api/log': () => logOf(replay, conversations),
    '/api/events': (query): ShownRows => {
      const found = matches.of(askedSearch(query))
      const limit = askedNumber(query, 'limit', { min: 0, max: rowsMax, otherwise: 100 })
      const from = askedNumber(query, 'from', {
        min: 0,
        max: Number.MAX_SAFE_INTEGER,
        otherwise: 0,
      })
      const near = query.has('near') ? placeUpTo(found, askedIndex(query, 'near')) : -1
      const count = Math.max(0, Math.min(limit, found.length - from))
      const rows = Array.from({ length: count }, (_, place) =>
        rowAt(history, found.at(from + place)),
      )
      return { total: found.length, from, near, rows }
    },
    '/api/step': (query) => {
      const asked = { index: askedIndex(query), kept: askedText(query, 'focus') }
      return stepAt({ history, standAt }, conversations, asked)
    },
    '/api/marks': (query) => {
      const slots = askedNumber(query, 'slots', { min: 1, max: slotsMax, otherwise: 240 })
      return marks.shown(slots, ticksMax)
    },
    '/api/seek': (query) => ({ index: sought(query, replay, { marks, matches }) }),
    '/api/charts': () => {
      charts ??= laidOut()
      return charts
    },
    '/api/head': (): ShownHead => {
      for (const _ of replay.more()) {
        // It is folded by being asked for.
      }
      conversations.extend()
      marks.extend()
      return { events: history.length, fault: replay.fault?.message ?? null }
    },
  }
}

/** Where a seq, a time, a mark or the next event of a search leads to; null: to no event. */
const sought = (
  query: URLSearchParams,
  { history }: Replay,
  { marks, matches }: { readonly marks: Marks; readonly matches: Matches },
): number | null => {
  const number = { min: 0, max: Number.MAX_SAFE_INTEGER }
  const last = history.length - 1
  if (query.has('seq')) return found(history.indexOf(askedNumber(query, 'seq', number)), last)
  if (query.has('at')) return found(history.indexAt(askedNumber(query, 'at', number)), last)
  const from = askedNumber(query, 'from', { min: 0, max: last })
  const mark = query.get('mark')
  if (mark === 'next' || mark === 'previous') return marks.next(from, mark === 'next')
  const step = query.get('step')
  const among = matches.of(askedSearch(query))
  if (step === 'next') return at(among, placeUpTo(among, from) + 1)
  if (step === 'previous') return at(among, placeUpTo(among, from - 1))
  if (step === 'here') return at(among, Math.max(0, placeUpTo(among, from)))
  throw new BadQuestion(
    'Name one of "seq", "at", "mark" (next, previous) or "step" (the same, here).',
  )
}

const at = (among: Indices, place: number): number | null =>
  place >= 0 && place < among.length ? among.at(place) : null

/** What lies before the first event is at the first. */
const found = (index: number, last: number): number | null => (last < 0 ? null : Math.max(0, index))

const logOf = ({ source, history, fault }: Replay, conversations: Conversations): ShownLog => {
  const counts = new Map<ShownLog['types'][number][0], number>()
  for (let index = 0; index < history.length; index++) {
    const type = history.type(index)
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  const point = (index: number) => ({ seq: history.seq(index), at: history.at(index) })
  const isEmpty = history.length === 0
  return {
    name: source.name,
    events: history.length,
    sessions: conversations.sessions,
    rooms: conversations.rooms,
    first: isEmpty ? null : point(0),
    last: isEmpty ? null : point(history.length - 1),
    fault: fault?.message ?? null,
    types: [...counts].sort(([, one], [, other]) => other - one),
  }
}

const laidOut = async (): Promise<ShownCharts> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(drawings()).map(
        async ([kind, drawing]) => [kind as ActorKind, await layOut(drawing)] as const,
      ),
    ),
  ) as unknown as ShownCharts
