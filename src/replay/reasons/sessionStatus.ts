// Why a session is where it is at a point of the log, above all: why it waits.
import type { ActorSystem } from '../../actors/engine/actorSystem.ts'
import {
  accepts,
  avoids,
  isBlocked,
  needsShared,
  type Ticket,
} from '../../actors/matchmaking/matching.ts'
import { later } from '../../actors/matchmaking/persons.ts'
import { type Place, type SessionContext, suspensionAt } from '../../actors/sessionState.ts'
import type { SessionId, Suspension } from '../../events/fields.ts'

/** Rules of the policy by which a ticket is none for the one that waits, in the order asked. */
export type ExclusionRule =
  | 'seeks'
  | 'sought'
  | 'blocked'
  | 'avoided'
  | 'own interests'
  | 'their interests'

/**
 * Every other ticket is counted once, under the first rule that excludes it. Whether two share an
 * interest needs no reading: of two whom nothing else keeps apart, those who share one do not
 * both wait after a turn (M4), so whoever needs one and is still there has not found it.
 */
export const rules: readonly (readonly [
  ExclusionRule,
  (mine: Ticket, theirs: Ticket) => boolean,
])[] = [
  ['seeks', (mine, theirs) => !accepts(mine.seeks, theirs.gender)],
  ['sought', (mine, theirs) => !accepts(theirs.seeks, mine.gender)],
  ['blocked', isBlocked],
  ['avoided', (mine, theirs) => avoids(mine, theirs) || avoids(theirs, mine)],
  ['own interests', needsShared],
  ['their interests', (_, theirs) => needsShared(theirs)],
]

/** The rules that the wait itself lifts. */
const passing: readonly ExclusionRule[] = ['avoided', 'own interests', 'their interests']

/** Why nobody fits a ticket. Times in ms of Unix time. */
export interface Company {
  /** How many other tickets there are. */
  readonly tickets: number
  /** How many sessions wait without a ticket, because they are away. */
  readonly away: number
  readonly excluded: readonly { readonly rule: ExclusionRule; readonly tickets: number }[]
  /** Whom no rule excludes; after a turn there is nobody, or M4 is broken. */
  readonly fitting: readonly SessionId[]
  /** The first for whom only waiting is missing, and when that is over. */
  readonly next: { readonly session: SessionId; readonly at: number } | null
}

/** Where a session is; `company` if it waits and could be paired. */
export interface SessionStatus {
  readonly session: SessionId
  readonly place: Place | 'absent'
  readonly context: SessionContext | null
  readonly ticket: Ticket | null
  readonly company: Company | null
  /** While its person is not matched, whether it has been told already or not. */
  readonly suspension: Suspension | null
}

/** To be asked after a whole turn, as of then. */
export const sessionStatusOf = (
  actorSystem: ActorSystem,
  session: SessionId,
  at: number,
): SessionStatus => {
  const context = actorSystem.session(session)
  const ticket = actorSystem.matchmaker.tickets.get(session) ?? null
  return {
    session,
    place: actorSystem.placeOf(session) ?? 'absent',
    context,
    ticket,
    company: ticket === null ? null : companyOf(actorSystem, ticket),
    suspension: context === null ? null : suspensionOf(actorSystem, context, at),
  }
}

const suspensionOf = (
  actorSystem: ActorSystem,
  context: SessionContext,
  at: number,
): Suspension | null => {
  const own = suspensionAt(context, at)
  const known = actorSystem.matchmaker.persons.suspensionOf(context.person.id, at)
  return known === null ? own : later(own, known)
}

const companyOf = (actorSystem: ActorSystem, mine: Ticket): Company => {
  const others = actorSystem.matchmaker.tickets
    .all()
    .filter(({ session }) => session !== mine.session)
  const counts = new Map<ExclusionRule, number>()
  const fitting: SessionId[] = []
  let next: Company['next'] = null
  for (const theirs of others) {
    const rule = rules.find(([, excludes]) => excludes(mine, theirs))?.[0]
    if (rule === undefined) {
      fitting.push(theirs.session)
      continue
    }
    counts.set(rule, (counts.get(rule) ?? 0) + 1)
    if (!passing.includes(rule)) continue
    const at = freeFrom(mine, theirs)
    if (next === null || at < next.at) next = { session: theirs.session, at }
  }
  return {
    tickets: others.length,
    away: waitingSessions(actorSystem) - others.length - 1,
    excluded: rules
      .map(([rule]) => ({ rule, tickets: counts.get(rule) ?? 0 }))
      .filter(({ tickets }) => tickets > 0),
    fitting,
    next,
  }
}

/** When nothing that time lifts keeps the two apart any more. */
const freeFrom = (one: Ticket, other: Ticket): number => {
  const needs = (mine: Ticket, theirs: Ticket) =>
    avoids(mine, theirs) || needsShared(mine) ? mine.relaxAt : 0
  return Math.max(needs(one, other), needs(other, one))
}

const waitingSessions = (actorSystem: ActorSystem): number =>
  actorSystem.sessionIds().filter((id) => actorSystem.session(id)?.since !== null).length
