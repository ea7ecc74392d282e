// The result of `--why`, in sentences.
import { Result } from 'effect'
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { accepts } from '../../actors/matchmaking/matching.ts'
import type { SessionContext } from '../../actors/sessionState.ts'
import type { LogEvent } from '../../events/event.ts'
import type { SessionId } from '../../events/fields.ts'
import { shortId } from '../../events/limits.ts'
import {
  type ConversationEnd,
  conversationEndAt,
  endAt,
  endOfRoom,
  endWords,
  sessionEndWords,
} from '../reasons/conversationEnd.ts'
import {
  lastMatchOf,
  type MatchReason,
  matchAt,
  matchReasonAt,
  matchWords,
} from '../reasons/matchReason.ts'
import { countLine, ruleWords } from '../reasons/ruleWords.ts'
import { type Company, type SessionStatus, sessionStatusOf } from '../reasons/sessionStatus.ts'
import { formatCount, formatDuration, formatOffset, plural } from '../text/format.ts'
import type { History } from '../timeline/history.ts'
import type { Replay } from '../timeline/replay.ts'
import { actorNamed, indexNamed } from './ids.ts'
import type { QueryFailure, QueryResult } from './queryResult.ts'
import { suspensionWords } from './safetyWords.ts'

/** Why the session is where it is once the turn of that event is over. */
export const queryWhy = (
  replay: Replay,
  given: string,
  seq: number,
): Result.Result<QueryResult, QueryFailure> =>
  Result.gen(function* () {
    const { history } = replay
    const session = yield* actorNamed(history, given, ['session'])
    const index = yield* indexNamed(history, seq)
    const time = (at: number) => formatOffset(at, history.at(0))
    const { words: own, place, match, ...facts } = whyOf(replay, session, { index, time })
    const reason = match === null || place !== 'chatting' ? null : matchReason(replay, match)
    const words = [...own, ...(reason?.words ?? []), ...withinTurn(seq, facts.seq)]
    return {
      *lines(style) {
        const [first = '', ...others] = words
        yield style.bold(first)
        yield* others
      },
      records: [{ ...facts, place, match: reason?.reason ?? null, words }],
    }
  })

/** Nobody sees what is between two events of a turn: all of it is one step. */
const withinTurn = (seq: number, last: number): readonly string[] =>
  seq === last
    ? []
    : [`Event ${seq} is within a turn: this is how it was when that was over, at event ${last}.`]

/** Where a session is and why, once the turn of an event is over. */
export interface Why extends Omit<SessionStatus, 'context' | 'ticket'> {
  /** Of the last event of that turn. */
  readonly seq: number
  readonly at: number
  /** The index of its last match, of which `matchReason` tells more; null if it had none. */
  readonly match: number | null
  /** How its last conversation ended; null if it had none, or is in it. */
  readonly end: ConversationEnd | null
  readonly words: readonly string[]
}

/** Which event is asked about, and how times are written. */
interface Asked {
  readonly index: number
  readonly time: (at: number) => string
}

/** As `--why` says it; why two are together is said by `matchReason`, which must look further back. */
export const whyOf = (replay: Replay, session: SessionId, { index, time }: Asked): Why => {
  const { history } = replay
  const [, last] = history.turnOf(index)
  const actors = replay.actorsAt(last)
  const status = sessionStatusOf(actors, session, history.at(last))
  const former = formerOf(actors, status.context)
  const match = lastMatchOf(history, session, last)
  const end = lastEndOf(history, match, last)
  const { context: _, ticket: __, ...facts } = status
  const words = sentencesOf(history, { index: last, time }, { ...status, former, end })
  return { ...facts, seq: history.seq(last), at: history.at(last), match, end, words }
}

/** Why the two were paired whom the match at an index made a pair; null where it is none. */
export const matchReason = (
  replay: Replay,
  index: number,
): { readonly reason: MatchReason; readonly words: readonly string[] } | null => {
  const reason = matchReasonAt(replay, index)
  if (reason === null) return null
  const mine = replay.actorsAt(index - 1).matchmaker.tickets.get(reason.seeker.session) ?? null
  return { reason, words: matchWords(reason, mine) }
}

/** What a match or an end that the event belongs to came of, in sentences; null if it is of neither. */
export const eventWhy = (
  replay: Replay,
  { index, time }: Asked,
): { readonly kind: 'match' | 'end'; readonly words: readonly string[] } | null => {
  const { history } = replay
  const match = matchAt(history, index)
  const found = match === null ? null : matchReason(replay, match)
  if (found !== null) return { kind: 'match', words: found.words }
  const at = endAt(history, index)
  const end = at === null ? null : conversationEndAt(history, at)
  const gone = sessionEndWords(history, index, time)
  // Whose conversation ends with it is told the same.
  const words = end === null ? (gone === null ? [] : [gone]) : endWords(end, time)
  return words.length === 0 ? null : { kind: 'end', words }
}

const lastEndOf = (
  history: History,
  match: number | null,
  last: number,
): ConversationEnd | null => {
  const event = match === null ? null : history.event(match)
  if (event?.type !== 'matchmaker.matched') return null
  const at = endOfRoom(history, event.data.room, last)
  return at === null ? null : conversationEndAt(history, at)
}

interface Former {
  readonly context: SessionContext
  /** Whether one of the two has blocked the other. */
  readonly isBlocked: boolean
}

/** The last partner; null where there was none, or it is gone. */
const formerOf = (actors: ActorSystem, own: SessionContext | null): Former | null => {
  const context = own === null ? null : actors.session(formerId(own) ?? '')
  if (own === null || context === null) return null
  const { persons } = actors.matchmaker
  return { context, isBlocked: persons.areApart(own.person.id, context.person.id) }
}

/** Before there were persons, whom it avoids was a session. */
const formerId = ({ parted, avoid }: SessionContext): SessionId | null => parted?.partner ?? avoid

type Status = SessionStatus & {
  readonly former: Former | null
  readonly end: ConversationEnd | null
}

const sentencesOf = (history: History, { index: last, time }: Asked, status: Status): string[] => {
  const { session, context, company, former, suspension, end } = status
  const now = history.at(last)
  const here = `${shortId(session)} at event ${history.seq(last)} (${time(now)})`
  const notes = [
    ...(suspension === null ? [] : [`It is ${suspensionWords(suspension, time)}.`]),
    ...(history.seq(0) > 1 ? [incomplete] : []),
  ]
  const ended = end === null ? [] : lastWords(end, time)
  if (context === null) {
    const [how, ...more] = absenceOf(history, { session, last, time })
    return [`${here}: ${how}`, ...more, ...ended, ...notes]
  }
  const away =
    context.until === null ? '' : ` It is away and may come back until ${time(context.until)}.`
  if (context.room !== null) {
    const partner = shortId(context.partner ?? '')
    const how = isAgain(history, session, last) ? ', again, as both asked for it' : ''
    return [`${here}: it chats with ${partner} in ${shortId(context.room)}${how}.${away}`, ...notes]
  }
  const asked = askedWords(context, former, time)
  if (context.since === null) {
    return [`${here}: it is idle: it looks for nobody.${away}`, ...ended, ...asked, ...notes]
  }
  const head = `${here}: it has waited for ${formatDuration(now - context.since)}, since ${time(context.since)}.`
  const later = [...asked, laterOf(history, session, last), ...notes]
  if (company === null) {
    return [head, `${away.trim()} It keeps its place, but is not paired until then.`, ...later]
  }
  return [head, ...companyWords(status, company, { time, now }), ...later]
}

/** Whether its last match was with the partner whom it had parted from, at the wish of both. */
const isAgain = (history: History, session: SessionId, last: number): boolean => {
  for (let index = last; index >= 0; index--) {
    if (history.actor(index) !== session || history.type(index) !== 'session.matched') continue
    const event = history.event(index)
    return event.type === 'session.matched' && event.data.again === true
  }
  return false
}

/** That it would talk again with its last partner, if it has asked for it. */
const askedWords = (
  context: SessionContext,
  former: Former | null,
  time: (at: number) => string,
): readonly string[] => {
  const { parted } = context
  if (!parted?.asked) return []
  const wish = `It asked to talk again with ${shortId(formerId(context) ?? '')}, as in ${shortId(parted.room)}`
  return [`${wish}: until ${time(parted.until)}, ${missingOf(context, former)}.`]
}

/** What keeps the two from meeting again. */
const missingOf = (one: SessionContext, former: Former | null): string => {
  if (former === null) return 'but that one is gone'
  if (former.isBlocked) return 'but they are blocked by one of them'
  const other = former.context
  if (!other.parted?.asked || other.parted.room !== one.parted?.room) return 'if that one asks too'
  const isMutual = accepts(one.seeks, other.gender) && accepts(other.seeks, one.gender)
  if (!isMutual) return 'and so did that one, but they do not accept each other any more'
  return 'and so did that one: once both are here and free'
}

interface Clockwork {
  readonly time: (at: number) => string
  readonly now: number
}

const companyWords = (
  status: SessionStatus,
  company: Company,
  { time, now }: Clockwork,
): string[] => {
  const { tickets, away, excluded, fitting, next } = company
  const words = [
    tickets === 0
      ? 'Nobody else is to be had:'
      : `${plural(tickets, 'other')} can be paired, of which`,
  ]
  if (tickets === 0) words[0] = 'Nobody else waits for a partner.'
  for (const { rule, tickets: count } of excluded) {
    words.push(countLine(count, ruleWords[rule](status.ticket)))
  }
  if (away > 0) {
    words.push(
      away === 1
        ? '1 more waits but is away: not paired until it returns.'
        : `${formatCount(away)} more wait but are away: not paired until they return.`,
    )
  }
  for (const session of fitting) {
    words.push(
      `${shortId(session)} would fit and is not paired: that is a fault of the matchmaker (M4).`,
    )
  }
  const { ticket } = status
  if (ticket !== null && !ticket.relaxed) {
    words.push(`It relaxes at ${time(ticket.relaxAt)}, ${until(ticket.relaxAt, now)}.`)
  } else if (ticket !== null) words.push('It has relaxed: anyone acceptable would do.')
  if (next !== null) {
    words.push(
      `The first who could do by waiting alone is ${shortId(next.session)}, at ${time(next.at)}, ${until(next.at, now)}.`,
    )
  } else if (tickets > 0 && fitting.length === 0) {
    words.push('No wait changes that: somebody else must come.')
  }
  return words
}

const until = (at: number, now: number): string =>
  at > now ? `in ${formatDuration(at - now)}` : 'which is due'

const incomplete =
  'The beginning of this log was deleted: who joined before it is not known to the fold.'

/** How its last conversation ended. */
const lastWords = (end: ConversationEnd, time: (at: number) => string): readonly string[] => [
  `Its last conversation, ${shortId(end.room)}, ended at event ${end.seq} (${time(end.at)}).`,
  ...endWords(end, time),
]

/** Where a session is that does not live at that point, and how it came to be so. */
const absenceOf = (
  history: History,
  { session, last, time }: { session: SessionId; last: number; time: (at: number) => string },
): readonly string[] => {
  for (let index = last; index >= 0; index--) {
    const event = history.event(index)
    if (endOf(event) !== session) continue
    const how = sessionEndWords(history, index, time)
    const gone = `it is gone since event ${event.seq} (${event.type}).`
    return how === null ? [gone] : [gone, how]
  }
  const first = firstOf(history, session, last)
  return [
    first === null
      ? 'it is not known.'
      : `it has not joined yet: it does at event ${history.seq(first)}.`,
  ]
}

const endOf = (event: LogEvent): string | null => {
  if (event.type === 'session.left' || event.type === 'session.expired') return event.actor
  return event.type === 'matchmaker.faulted' ? event.data.actor : null
}

const firstOf = (history: History, session: SessionId, after: number): number | null => {
  for (let index = after + 1; index < history.length; index++) {
    if (history.actor(index) === session) return index
  }
  return null
}

/** What became of the wait. */
const laterOf = (history: History, session: SessionId, last: number): string => {
  for (let index = last + 1; index < history.length; index++) {
    if (history.actor(index) !== session) continue
    const type = history.type(index)
    const how = outcomes[type]
    if (how === undefined) continue
    const after = formatDuration(history.at(index) - history.at(last))
    return `Later: ${how} at event ${history.seq(index)}, ${after} on.`
  }
  return 'Later: nothing; it waits to the end of the log.'
}

const outcomes: Readonly<Record<string, string>> = {
  'session.matched': 'it was matched',
  'session.leave_chat': 'it stopped waiting',
  'session.disconnect': 'it went away',
  'session.left': 'it left for good',
  'session.expired': 'it did not come back in time',
}

/** In a clause, for a summary: the first reason why nobody fits. */
export const reasonOf = (status: SessionStatus, time: (at: number) => string): string => {
  const { company, context } = status
  if (company === null) return `it is away, until ${time(context?.until ?? 0)}`
  if (company.tickets === 0) return 'nobody else waits'
  const parts = company.excluded.map(
    ({ rule, tickets }) => `${tickets} ${ruleWords[rule](status.ticket)}`,
  )
  return `of ${plural(company.tickets, 'other')}, ${parts.join('; ')}`
}
