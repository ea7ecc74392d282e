// A log at a glance.
import { shapes } from '../../events/event.ts'
import { shortId } from '../../events/limits.ts'
import { sessionStatusOf } from '../reasons/sessionStatus.ts'
import { formatCount, formatDuration, formatOffset, plural } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import type { Replay } from '../timeline/replay.ts'
import type { QueryResult } from './queryResult.ts'
import { type Safety, safetyIn, safetyLines } from './safety.ts'
import { type Percentiles, percentilesOf, waitsIn } from './waits.ts'
import { reasonOf } from './why.ts'

/** So many of those who still wait are explained; the rest are counted. */
const explainedMax = 10

/** Times in ms of Unix time, waits in ms. */
interface LogSummary {
  readonly log: string
  readonly events: number
  readonly turns: number
  readonly from: number | null
  readonly to: number | null
  /** False if older events have been deleted. */
  readonly whole: boolean
  readonly types: Readonly<Record<string, number>>
  readonly sessions: { readonly joined: number; readonly ended: number; readonly alive: number }
  readonly rooms: { readonly opened: number; readonly open: number }
  readonly matches: number
  readonly faults: number
  readonly safety: Safety
  readonly waits: {
    readonly matched: Percentiles | null
    readonly stopped: number
    readonly gone: number
    readonly open: number
  }
  readonly waiting: readonly {
    readonly session: string
    readonly since: number
    readonly why: string
  }[]
}

export const querySummary = (replay: Replay): QueryResult => {
  const summary = summarised(replay)
  return { lines: (style) => linesOf(summary, style), records: [summary] }
}

const summarised = (replay: Replay): LogSummary => {
  const { history, source } = replay
  const { length } = history
  const counts = new Map<string, number>()
  let ended = 0
  for (let index = 0; index < length; index++) {
    const type = history.type(index)
    counts.set(type, (counts.get(type) ?? 0) + 1)
    if (type === 'session.left' || type === 'session.expired') ended += 1
  }
  const count = (type: string) => counts.get(type) ?? 0
  const actorSystem = replay.actorsAt(length - 1)
  const waits = waitsIn(history)
  const ending = (end: string) => waits.filter((wait) => wait.end === end)
  const began = length === 0 ? 0 : history.at(0)
  return {
    log: source.name,
    events: length,
    turns: length === 0 ? 0 : history.turn(length - 1) - history.turn(0) + 1,
    from: length === 0 ? null : began,
    to: length === 0 ? null : history.at(length - 1),
    whole: length === 0 || history.seq(0) === 1,
    types: Object.fromEntries([...shapes.keys()].map((type) => [type, count(type)])),
    sessions: { joined: count('session.join'), ended, alive: actorSystem.sessions },
    rooms: { opened: count('room.opened'), open: actorSystem.matchmaker.rooms.size },
    matches: count('matchmaker.matched'),
    faults: count('matchmaker.faulted'),
    safety: safetyIn(replay),
    waits: {
      matched: percentilesOf(ending('matched').map(({ from, to }) => to - from)),
      stopped: ending('stopped').length,
      gone: ending('gone').length,
      open: ending('open').length,
    },
    waiting: ending('open')
      .toSorted((one, other) => one.from - other.from)
      .slice(0, explainedMax)
      .map(({ session, from }) => {
        const status = sessionStatusOf(actorSystem, session, history.at(length - 1))
        return { session, since: from, why: reasonOf(status, (at) => formatOffset(at, began)) }
      }),
  }
}

function* linesOf(summary: LogSummary, style: TextStyle): Iterable<string> {
  const { from, to, waits, sessions, rooms, waiting } = summary
  yield `${style.bold(summary.log)}: ${plural(summary.events, 'event')} in ${plural(summary.turns, 'turn')}`
  if (from === null || to === null) return
  const iso = (at: number) => new Date(at).toISOString()
  yield `${iso(from)} to ${iso(to)} (${formatDuration(to - from)})`
  if (!summary.whole)
    yield 'Older events of this log were deleted; it begins in the middle of lives.'
  yield ''
  const ends = summary.types
  yield `sessions  ${formatCount(sessions.joined)} joined, ${formatCount(ends['session.left'] ?? 0)} left, ${formatCount(ends['session.expired'] ?? 0)} expired, ${formatCount(sessions.alive)} alive`
  yield `rooms     ${formatCount(rooms.opened)} opened, ${formatCount(rooms.open)} open at the end`
  yield `matches   ${formatCount(summary.matches)}`
  if (summary.faults > 0) yield style.bad(`faults    ${formatCount(summary.faults)}`)
  yield* safetyLines(summary.safety)
  const { matched } = waits
  if (matched !== null) {
    yield `waits     p50 ${formatDuration(matched.p50)}, p90 ${formatDuration(matched.p90)}, max ${formatDuration(matched.max)}`
  }
  yield `in vain   ${formatCount(waits.stopped)} stopped waiting, ${formatCount(waits.gone)} went, ${formatCount(waits.open)} still wait`
  yield ''
  for (const [type, count] of Object.entries(summary.types)) {
    if (count > 0) yield `${formatCount(count).padStart(10)}  ${type}`
  }
  if (waiting.length === 0) return
  yield ''
  yield style.bold('Waiting at the end')
  for (const { session, since: from_, why } of waiting) {
    yield `${shortId(session).padEnd(9)} for ${formatDuration(to - from_)}: ${why}`
  }
  if (waits.open > waiting.length) yield `… and ${waits.open - waiting.length} more`
}
