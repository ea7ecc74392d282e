// Why the matchmaker paired just these two.
import { byWait, needsShared, type Ticket } from '../../actors/matchmaking/matching.ts'
import type { LogEvent } from '../../events/event.ts'
import type { RoomId, SessionId } from '../../events/fields.ts'
import { shortId } from '../../events/limits.ts'
import { formatDuration, plural } from '../text/format.ts'
import type { History } from '../timeline/history.ts'
import type { Replay } from '../timeline/replay.ts'
import { countLine, ruleWords } from './ruleWords.ts'
import { type ExclusionRule, rules } from './sessionStatus.ts'

/** What made the matchmaker look for a pair: somebody came, relaxed, was unblocked, or asked again. */
export type MatchTrigger = 'looked' | 'relaxed' | 'day ended' | 'asked again'

/** One of the two, as it waited. */
export interface Matched {
  readonly session: SessionId
  /** How long it had waited, in ms; null for who asked to talk again. */
  readonly waited: number | null
  /** How many interests it names; null where that is not known. */
  readonly interests: number | null
  readonly relaxed: boolean
}

/** The other tickets, seen from whom a partner was sought for. */
export interface OtherTickets {
  readonly tickets: number
  readonly excluded: readonly { readonly rule: ExclusionRule; readonly tickets: number }[]
  /** Who would have fitted as well, the longest wait first. */
  readonly fitting: readonly SessionId[]
  /** Those of `fitting` who had waited longer than the one taken: then M5 is broken. */
  readonly passedOver: readonly SessionId[]
  /** How many would have fitted if they share an interest with it, which is erased. */
  readonly perhaps: number
}

/** Why two were matched. */
export interface MatchReason {
  /** Of `matchmaker.matched`, and of the event that led to it. */
  readonly seq: number
  readonly cause: number | null
  readonly room: RoomId
  readonly trigger: MatchTrigger
  /** Whom a partner was sought for. */
  readonly seeker: Matched
  /** The one taken for it. */
  readonly partner: Matched
  /** Null where no ticket was looked at. */
  readonly others: OtherTickets | null
  /** How many interests they share; null where the log does not say. */
  readonly shared: number | null
}

/** The index of the match that the event is one of, or comes of; null if it is of none. */
export const matchAt = (history: History, index: number): number | null => {
  for (let at = index; at >= 0; ) {
    const type = history.type(at)
    if (type === 'matchmaker.matched') return at
    if (type !== 'session.matched' && type !== 'room.opened') return null
    const cause = history.cause(at)
    const from = cause === null ? -1 : history.indexOf(cause)
    if (from < 0 || history.seq(from) !== cause) return null
    at = from
  }
  return null
}

/** The index of the match by which the session is where it is at an index; null if it had none. */
export const lastMatchOf = (history: History, session: SessionId, index: number): number | null => {
  for (let at = index; at >= 0; at--) {
    if (history.actor(at) === session && history.type(at) === 'session.matched') {
      return matchAt(history, at)
    }
  }
  return null
}

/** Why the match at this index was made. */
export const matchReasonAt = (replay: Replay, index: number): MatchReason | null => {
  const { history } = replay
  const event = history.event(index)
  if (event.type !== 'matchmaker.matched') return null
  const { room, members, again } = event.data
  const cause = causeOf(history, event)
  const trigger = again ? 'asked again' : triggerOf(cause)
  const [first, second] = members
  const sought = cause?.type === 'matchmaker.find_match' || cause?.type === 'matchmaker.relax'
  const seeker = sought && cause.data.session === first ? first : second
  const partner = seeker === first ? second : first
  const { tickets } = replay.actorsAt(index - 1).matchmaker
  const [mine, theirs] = again ? [] : [tickets.get(seeker), tickets.get(partner)]
  const isKnown = mine !== undefined && theirs !== undefined
  return {
    ...{ seq: event.seq, cause: event.cause, room, trigger },
    seeker: matched(seeker, mine, event.at),
    partner: matched(partner, theirs, event.at),
    others: isKnown ? othersThan({ mine, theirs }, tickets.all()) : null,
    shared: sharedAt(history, index),
  }
}

const causeOf = (history: History, { cause }: LogEvent): LogEvent | null => {
  const from = cause === null ? -1 : history.indexOf(cause)
  return from >= 0 && history.seq(from) === cause ? history.event(from) : null
}

const triggerOf = (cause: LogEvent | null): MatchTrigger => {
  if (cause?.type === 'matchmaker.relax') return 'relaxed'
  return cause?.type === 'matchmaker.day_ended' ? 'day ended' : 'looked'
}

const matched = (session: SessionId, ticket: Ticket | undefined, at: number): Matched => ({
  session,
  waited: ticket === undefined ? null : at - ticket.since,
  interests: ticket?.interests.length ?? null,
  relaxed: ticket?.relaxed ?? false,
})

/** How many interests the two were told that they share. */
const sharedAt = (history: History, index: number): number | null => {
  for (const next of history.consequencesOf(index)) {
    const event = history.event(next)
    if (event.type === 'session.matched') return event.data.shared.length
  }
  return null
}

/** What interests have no part in. */
const plainRules = rules.filter(([rule]) => !rule.endsWith('interests'))

/**
 * Why each other ticket was not taken. Interests are erased; but who had waited longer than the one
 * taken and is kept apart by interests alone shares none, or it had been taken (M5).
 */
const othersThan = (
  { mine, theirs }: { readonly mine: Ticket; readonly theirs: Ticket },
  all: readonly Ticket[],
): OtherTickets => {
  const others = all.filter(({ session }) => session !== mine.session && session !== theirs.session)
  const counts = new Map<ExclusionRule, number>()
  const fitting: Ticket[] = []
  let perhaps = 0
  for (const other of others.toSorted(byWait)) {
    const rule = plainRules.find(([, excludes]) => excludes(mine, other))?.[0]
    const interests = needsShared(mine) ? 'own interests' : 'their interests'
    const isOpen = !needsShared(mine) && !needsShared(other)
    const mayShare = mine.interests.length > 0 && other.interests.length > 0
    if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1)
    else if (isOpen) fitting.push(other)
    else if (mayShare && byWait(other, theirs) > 0) perhaps += 1
    else counts.set(interests, (counts.get(interests) ?? 0) + 1)
  }
  return {
    tickets: others.length,
    excluded: rules
      .map(([rule]) => ({ rule, tickets: counts.get(rule) ?? 0 }))
      .filter(({ tickets }) => tickets > 0),
    fitting: fitting.map(({ session }) => session),
    passedOver: fitting.filter((other) => byWait(other, theirs) < 0).map(({ session }) => session),
    perhaps,
  }
}

/** So many of those who would have fitted are named. */
const namedMax = 3

/** Why the two were matched, in sentences. */
export const matchWords = (reason: MatchReason, mine: Ticket | null): string[] => {
  const { seeker, partner, others } = reason
  const words = [`Matched at event ${reason.seq}: ${triggerWords(reason)}`]
  if (others !== null) {
    if (others.tickets > 0) {
      words.push(
        `Of ${plural(others.tickets, 'other')} who waited, for ${shortId(seeker.session)}:`,
      )
    }
    for (const { rule, tickets } of others.excluded) {
      words.push(countLine(tickets, ruleWords[rule](mine)))
    }
    words.push(...fittingWords(others), choiceWords(others, shortId(partner.session)))
  }
  return [...words, ...sharedWords(reason)]
}

const triggerWords = ({ trigger, cause, seeker, partner }: MatchReason): string => {
  const [one, other] = [shortId(seeker.session), shortId(partner.session)]
  const event = cause === null ? '' : ` (event ${cause})`
  const wait = ({ waited }: Matched) => (waited === null ? 'a while' : formatDuration(waited))
  switch (trigger) {
    case 'asked again':
      return `both had asked to talk again: ${one} was the second to${event}.`
    case 'relaxed':
      return `${one} had just relaxed${event}, after ${wait(seeker)}; ${other} had waited for ${wait(partner)}.`
    case 'day ended':
      return `a day had ended, and with it what kept them apart${event}; ${other} had waited for ${wait(partner)}, ${one} for ${wait(seeker)}.`
    case 'looked':
      return `${one} had just begun to look${event}; ${other} had waited for ${wait(partner)}.`
  }
}

const fittingWords = ({ fitting, perhaps }: OtherTickets): string[] => {
  const named = fitting.slice(0, namedMax).map(shortId).join(', ')
  const more = fitting.length > namedMax ? ' …' : ''
  return [
    ...(fitting.length > 0 ? [countLine(fitting.length, `fitting as well: ${named}${more}`)] : []),
    ...(perhaps > 0
      ? [countLine(perhaps, 'fitting if they share an interest with it, which is erased')]
      : []),
  ]
}

const choiceWords = ({ fitting, passedOver, perhaps }: OtherTickets, partner: string): string => {
  const [longer] = passedOver
  if (longer !== undefined) {
    return `${shortId(longer)} had waited longer than ${partner} and was not taken: that is a fault of the matchmaker (M5).`
  }
  return fitting.length + perhaps === 0
    ? 'Nobody else fitted.'
    : `${partner} was taken: of those who fitted it had waited longest.`
}

const sharedWords = ({ shared, seeker, partner }: MatchReason): string[] => {
  if (shared === null) return []
  if (shared > 0) return [`They share ${plural(shared, 'interest')}.`]
  const why = [partner, seeker].flatMap(({ session, interests, relaxed }) =>
    interests === 0
      ? [`${shortId(session)} names none`]
      : relaxed
        ? [`${shortId(session)} has relaxed`]
        : [],
  )
  return [`They share no interest${why.length === 0 ? '' : `: ${why.join(', ')}`}.`]
}
