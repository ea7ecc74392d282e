// The result of `--why`, in sentences.
import { Result } from 'effect'
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import { accepts } from '../../actors/matchmaking/matching.ts'
import type { SessionContext } from '../../actors/session.ts'
import type { LogEvent } from '../../events/event.ts'
import type { SessionId } from '../../events/fields.ts'
import { shortId } from '../../events/limits.ts'
import { formatCount, formatDuration, formatOffset, plural } from '../text/format.ts'
import type { History } from '../timeline/history.ts'
import type { Replay } from '../timeline/replay.ts'
import { actorNamed, indexNamed } from './ids.ts'
import type { QueryFailure, QueryResult } from './queryResult.ts'
import { suspensionWords } from './safetyWords.ts'
import {
  type Company,
  type ExclusionRule,
  type SessionStatus,
  sessionStatusOf,
} from './sessionStatus.ts'

/** Why the session is where it is once the turn of that event is over. */
export const queryWhy = (
  replay: Replay,
  given: string,
  seq: number,
): Result.Result<QueryResult, QueryFailure> =>
  Result.gen(function* () {
    const { history } = replay
    const session = yield* actorNamed(history, given, ['session'])
    const [, last] = history.turnOf(yield* indexNamed(history, seq))
    const actors = replay.actorsAt(last)
    const status = sessionStatusOf(actors, session, history.at(last))
    const former = formerOf(actors, status.context)
    const { context: _, ticket: __, ...facts } = status
    const words = sentencesOf(history, last, { ...status, former })
    return {
      *lines(style) {
        const [first = '', ...others] = words
        yield style.bold(first)
        yield* others
      },
      records: [{ ...facts, seq: history.seq(last), at: history.at(last), words }],
    }
  })

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

type Status = SessionStatus & { readonly former: Former | null }

const sentencesOf = (history: History, last: number, status: Status): string[] => {
  const { session, context, company, former, suspension } = status
  const now = history.at(last)
  const time = (at: number) => formatOffset(at, history.at(0))
  const here = `${shortId(session)} at event ${history.seq(last)} (${time(now)})`
  const notes = [
    ...(suspension === null ? [] : [`It is ${suspensionWords(suspension, time)}.`]),
    ...(history.seq(0) > 1 ? [incomplete] : []),
  ]
  if (context === null) return [`${here}: ${absenceOf(history, session, last)}`, ...notes]
  const away =
    context.until === null ? '' : ` It is away and may come back until ${time(context.until)}.`
  if (context.room !== null) {
    const partner = shortId(context.partner ?? '')
    const how = isAgain(history, session, last) ? ', again, as both asked for it' : ''
    return [`${here}: it chats with ${partner} in ${shortId(context.room)}${how}.${away}`, ...notes]
  }
  const asked = askedWords(context, former, time)
  if (context.since === null) {
    return [`${here}: it is idle: it looks for nobody.${away}`, ...asked, ...notes]
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

/** What a rule excludes, to follow a number of tickets. */
const ruleWords: Readonly<Record<ExclusionRule, (status: SessionStatus) => string>> = {
  seeks: ({ ticket }) => `not of the gender it seeks (${ticket?.seeks})`,
  sought: ({ ticket }) => `not seeking its gender (${ticket?.gender})`,
  blocked: () => 'blocked by one of them, it or the other: no wait lifts that',
  avoided: () => 'its last partner, or it theirs: avoided until both have relaxed',
  'own interests': ({ ticket }) =>
    `without any of its interests (${ticket?.interests.length}), on which it still insists`,
  'their interests': () => 'still insisting on interests of their own, none of which it has',
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
    words.push(`${String(count).padStart(5)}  ${ruleWords[rule](status)}`)
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

/** Where a session is that does not live at that point. */
const absenceOf = (history: History, session: SessionId, last: number): string => {
  for (let index = last; index >= 0; index--) {
    const event = history.event(index)
    if (endOf(event) === session) {
      return `it is gone since event ${event.seq} (${event.type}).`
    }
  }
  const first = firstOf(history, session, last)
  return first === null
    ? 'it is not known.'
    : `it has not joined yet: it does at event ${history.seq(first)}.`
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
  const parts = company.excluded.map(({ rule, tickets }) => `${tickets} ${ruleWords[rule](status)}`)
  return `of ${plural(company.tickets, 'other')}, ${parts.join('; ')}`
}
