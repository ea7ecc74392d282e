// The supervising actor: owns the tickets, decides pairs, clears up after whoever ends or fails.
import { setup } from 'xstate'
import type { EventFor } from '../events/event.ts'
import type { Person, SessionId, Suspension } from '../events/fields.ts'
import {
  type Alarm,
  againOf,
  alarm,
  disarm,
  effects,
  frame,
  isFolded,
  type Outcome,
  send,
} from './effect.ts'
import { Asks } from './matchmaking/asks.ts'
import { byWait, type Introduced, sharedInterests, type Ticket } from './matchmaking/matching.ts'
import { Persons, personOf } from './matchmaking/persons.ts'
import { Reports, reportsMax } from './matchmaking/reports.ts'
import { Rooms } from './matchmaking/rooms.ts'
import { Tickets } from './matchmaking/tickets.ts'

/** Tables changed in place: they hold every ticket and room, and nobody else holds them. */
export interface MatchmakerContext {
  readonly tickets: Tickets
  readonly rooms: Rooms
  readonly asks: Asks
  readonly persons: Persons
  readonly reports: Reports
}

type MatchmakerEvent = EventFor<'matchmaker'>
type On<T extends MatchmakerEvent['type']> = Extract<MatchmakerEvent, { type: T }>

const effect = effects<MatchmakerContext, MatchmakerEvent>()

const introduction = (
  { room, members, again }: On<'matched'>,
  one: Introduced,
  other: Introduced,
) =>
  send({
    actor: one.session,
    type: 'session.matched',
    data: {
      room,
      partner: other.session,
      person: other.person,
      member: members[0] === one.session ? 1 : 2,
      profile: { username: other.username, bio: other.bio, gender: other.gender },
      shared: sharedInterests(one, other),
      ...(again && { again }),
    },
  })

/** A decision; it becomes an event of its own, so that a replay need not decide again. */
const match = (room: string, one: Introduced, other: Introduced, again?: true) =>
  send({
    actor: 'matchmaker',
    type: 'matchmaker.matched',
    data: {
      room,
      members: [one.session, other.session],
      persons: [one.person, other.person],
      ...(again && { again }),
    },
  })

const suspend = (session: SessionId, suspension: Suspension) =>
  send({ actor: session, type: 'session.suspended', data: suspension })

/** [M10] whoever of a person waits or asks is told to stop. */
const suspendWaiting = (
  { tickets, asks }: MatchmakerContext,
  person: Person,
  suspension: Suspension,
): Outcome[] => {
  const waiting = [...tickets.ofPerson(person.id), ...asks.ofPerson(person.id)]
  return [...new Set(waiting.map(({ session }) => session))].map((session) =>
    suspend(session, suspension),
  )
}

/** What ends by itself, as it stands in the tables. */
export const matchmakerAlarms = ({ persons, reports, tickets }: MatchmakerContext): Alarm[] => [
  ...persons.days().map((day) => dayAlarm(day)),
  ...reports.all().map((report) => reportAlarm(report)),
  ...tickets.all().flatMap((ticket) => (ticket.relaxed ? [] : [relaxAlarm(ticket)])),
]

const relaxAlarm = ({ session, relaxAt }: { session: SessionId; relaxAt: number }): Alarm =>
  alarm(relaxAt, session, 'matchmaker.relax')

const dayAlarm = ({ day, until }: { day: string; until: number }): Alarm =>
  alarm(until, day, 'matchmaker.day_ended')

const reportAlarm = ({ report, until }: { report: string; until: number }): Alarm =>
  alarm(until, report, 'matchmaker.report_closed')

/** Those whom the end of a day lets meet, the longest wait first: each finds somebody or waits on. */
const freedPairs = ({ persons, tickets }: MatchmakerContext, day: string): [Ticket, Ticket][] => {
  const freed = persons.freedBy(day)
  if (freed.size === 0) return []
  const left = persons.copy()
  left.endDay(day)
  const waiting = tickets.copy()
  for (const person of freed) waiting.block(person, left.blocksOf(person))
  const pairs: [Ticket, Ticket][] = []
  for (const seeker of [...freed].flatMap((person) => waiting.ofPerson(person)).sort(byWait)) {
    if (waiting.get(seeker.session) !== seeker) continue
    const partner = waiting.partnerFor(seeker)
    if (partner === null) continue
    pairs.push([partner, seeker])
    for (const { session } of [partner, seeker]) waiting.close(session)
  }
  return pairs
}

export const matchmaker = setup({
  types: { context: {} as MatchmakerContext, events: {} as MatchmakerEvent },
  guards: {
    hasNoTicket: ({ context, event }) =>
      context.tickets.get((event as On<'find_match'>).session) === undefined,
    hasTicket: ({ context, event }) =>
      context.tickets.get((event as On<'leave_chat'>).session) !== undefined,
    isDue: ({ context, event }) => {
      const ticket = context.tickets.get((event as On<'relax'>).session)
      return ticket !== undefined && !ticket.relaxed && event.at >= ticket.relaxAt
    },
    /** Two decisions of one turn may be about the same session: the first one holds. */
    areFree: ({ context, event }) =>
      (event as On<'matched'>).members.every(
        (member) => context.rooms.roomOf(member) === undefined,
      ),
    hasAsked: ({ context, event }) =>
      context.asks.get((event as On<'withdraw'>).session) !== undefined,
    isOpen: ({ context, event }) =>
      context.rooms.members((event as On<'closed'>).room) !== undefined,
    isDayNew: ({ context, event }) =>
      context.persons.untilOf((event as On<'day_began'>).day) === undefined,
    isDayOver: ({ context, event }) => {
      const until = context.persons.untilOf((event as On<'day_ended'>).day)
      return until !== undefined && event.at >= until
    },
    isBlockNew: ({ context, event }) => {
      const { person, other } = event as On<'blocked'>
      return !context.persons.hasBlocked(person.id, other.id)
    },
    mayReport: ({ context, event }) => {
      const { person, at } = event as On<'reported'>
      return isFolded(event) || context.persons.reportWait(person.id, at) === 0
    },
    isReportOpen: ({ context, event }) =>
      context.reports.get((event as On<'decided'>).report) !== undefined,
    isReportOver: ({ context, event }) => {
      const { report, why, at } = event as On<'report_closed'>
      const until = context.reports.get(report)?.until
      return until !== undefined && (why === 'displaced' || at >= until)
    },
  },
  actions: {
    openTicket: ({ context, event: taken }) => {
      const event = taken as On<'find_match'>
      const { session, username, bio, gender, seeks, interests } = event
      const { since, relaxAt, avoid } = event
      const person = personOf(event)
      const visitor = { session, person, username, bio, gender, seeks, interests }
      const blocks = [...(event.blocks ?? []), ...context.persons.blocksOf(person.id)]
      const relaxed = event.at >= relaxAt
      context.tickets.open({ ...visitor, since, relaxAt, avoid, blocks, relaxed })
    },
    armRelax: effect<'find_match'>(({ event }) =>
      event.at >= event.relaxAt ? [] : [relaxAlarm(event)],
    ),
    disarmRelax: effect<'matched' | 'leave_chat'>(({ event }) => {
      const sessions = event.type === 'matched' ? event.members : [event.session]
      return sessions.map((session) => disarm(session, 'matchmaker.relax'))
    }),
    closeTicket: ({ context, event }) => context.tickets.close((event as On<'leave_chat'>).session),
    relaxTicket: ({ context, event }) => context.tickets.relax((event as On<'relax'>).session),
    pair: effect<'find_match' | 'relax'>(({ context, event }, ids): Outcome[] => {
      const ticket = context.tickets.get(event.session)
      if (ticket === undefined) return []
      const suspension = context.persons.suspensionOf(ticket.person.id, event.at)
      if (suspension !== null) return [suspend(ticket.session, suspension)]
      const partner = context.tickets.partnerFor(ticket)
      return partner === null ? [] : [match(ids.room(), partner, ticket)]
    }),
    openAsk: ({ context, event: taken }) => {
      const event = taken as On<'again'>
      const { session, username, bio, gender, seeks, interests, room, partner } = event
      const visitor = { session, username, bio, gender, seeks, interests }
      context.asks.open({ ...visitor, person: personOf(event), room, partner })
    },
    closeAsk: ({ context, event }) => context.asks.close((event as On<'withdraw'>).session),
    /** [M12] only where both ask, about the same conversation, and neither blocked the other. */
    pairAgain: effect<'again'>(({ context, event }, ids): Outcome[] => {
      const { asks, persons } = context
      const ask = asks.get(event.session)
      if (ask === undefined) return []
      const suspension = persons.suspensionOf(ask.person.id, event.at)
      if (suspension !== null) return [suspend(ask.session, suspension)]
      const partner = asks.partnerFor(ask)
      if (partner === null || persons.areApart(partner.person.id, ask.person.id)) return []
      return [match(ids.room(), partner, ask, true)]
    }),
    introduce: effect<'matched'>(({ context, event }): Outcome[] => {
      const [one, other] = event.members.map((member) =>
        event.again ? context.asks.get(member) : context.tickets.get(member),
      )
      if (one === undefined || other === undefined) return []
      return [
        send({ actor: event.room, type: 'room.opened', data: { members: event.members } }),
        introduction(event, one, other),
        introduction(event, other, one),
      ]
    }),
    openRoom: ({ context, event: taken }) => {
      const { room, members, persons } = taken as On<'matched'>
      const [one, other] = members
      for (const member of members) {
        context.tickets.close(member)
        context.asks.close(member)
      }
      const known = persons ?? [personOf({ session: one }), personOf({ session: other })]
      context.rooms.open(room, members, known)
    },
    clear: ({ context, event }) => context.rooms.close((event as On<'closed'>).room),
    /** Whoever shared a conversation with what failed is told so; nobody else notices. */
    notifyPartner: effect<'faulted'>(({ context, event }): Outcome[] => {
      const { actor } = event
      const reason = 'fault' as const
      const members = context.rooms.members(actor)
      if (members !== undefined) {
        const { againUntil: again } = event
        return members.flatMap((member) => [
          frame(member, {
            type: 'chat_ended',
            reason,
            ...(again !== undefined && { again }),
          }),
          send({
            actor: member,
            type: 'session.chat_ended',
            data: { room: actor, reason, ...againOf(event) },
          }),
        ])
      }
      const room = context.rooms.roomOf(actor)
      if (room === undefined) return [{ kind: 'dismiss', to: actor, end: 'fault' }]
      return [
        send({ actor: room, type: 'room.leave_chat', data: { by: actor, reason } }),
        frame(actor, { type: 'chat_ended', reason }),
        { kind: 'dismiss', to: actor, end: 'fault' },
      ]
    }),
    beginDay: ({ context, event }) => {
      const { day, until } = event as On<'day_began'>
      context.persons.beginDay(day, until)
    },
    armDayEnd: effect<'day_began'>(({ event }) => [dayAlarm(event)]),
    pairFreed: effect<'day_ended'>(({ context, event: { day } }, ids) =>
      freedPairs(context, day).map(([one, other]) => match(ids.room(), one, other)),
    ),
    endDay: ({ context: { persons, tickets }, event }) => {
      const { day } = event as On<'day_ended'>
      const freed = persons.freedBy(day)
      persons.endDay(day)
      for (const person of freed) tickets.block(person, persons.blocksOf(person))
    },
    noteBlock: ({ context: { persons, tickets }, event }) => {
      const { person, other } = event as On<'blocked'>
      persons.block(person, other)
      tickets.block(person.id, persons.blocksOf(person.id))
    },
    /** [M9] wherever the two are together, by whatever sessions. */
    endRooms: effect<'blocked'>(({ context, event: { person, other } }) =>
      context.rooms
        .between(person.id, other.id)
        .map(({ room, by }) => send({ actor: by, type: 'session.block', data: { room } })),
    ),
    noteReport: ({ context: { persons, reports }, event: taken }) => {
      const event = taken as On<'reported'>
      const { person, other, place, at, proven, report, until } = event
      persons.noteReport(person, at)
      if (event.counted) persons.notePlace(other, place, at)
      if (report === undefined || until === undefined) return
      reports.open({ report, about: other, until, proven, place })
    },
    tellReporter: effect<'reported'>(({ event: { session, room, proven } }) => [
      send({ actor: session, type: 'session.reported', data: { room, proven } }),
    ]),
    armReportEnd: effect<'reported'>(({ event: { report, until } }) =>
      report === undefined || until === undefined ? [] : [reportAlarm({ report, until })],
    ),
    /** The newest content displaces what proves nothing, else what comes from where most does. */
    displace: effect<'reported'>(({ context: { reports } }) => {
      const last = reports.size <= reportsMax ? undefined : reports.leastWorth()
      if (last === undefined) return []
      const data = { report: last.report, why: 'displaced' } as const
      return [send({ actor: 'matchmaker', type: 'matchmaker.report_closed', data })]
    }),
    /** The decision that places lead to, as an event of its own. */
    decideCoolDown: effect<'reported'>(({ context: { persons }, event }): Outcome[] => {
      const { other: person, partner, at } = event
      const until = event.counted ? persons.coolDownDue(person.id, at) : null
      if (until === null) return []
      return [
        send({ actor: 'matchmaker', type: 'matchmaker.cooled_down', data: { person, until } }),
        suspend(partner, { until, by: 'reports' }),
      ]
    }),
    coolDown: ({ context, event }) => {
      const { person, until } = event as On<'cooled_down'>
      context.persons.coolDown(person, until)
    },
    stopCooling: effect<'cooled_down'>(({ context, event: { person, until } }) =>
      suspendWaiting(context, person, { until, by: 'reports' }),
    ),
    carryOut: effect<'decided'>(({ event }): Outcome[] => {
      const { decision, person, until, sessions } = event
      if (decision === 'warn') {
        return sessions.map((actor) => send({ actor, type: 'session.warned', data: {} }))
      }
      if (decision === 'dismiss' || until === undefined) return []
      return [
        send({ actor: 'matchmaker', type: 'matchmaker.suspended', data: { person, until } }),
        ...sessions.map((session) => suspend(session, { until, by: 'moderator' })),
      ]
    }),
    suspendPerson: ({ context, event }) => {
      const { person, until } = event as On<'suspended'>
      context.persons.suspend(person, until)
    },
    stopSuspended: effect<'suspended'>(({ context, event: { person, until } }) =>
      suspendWaiting(context, person, { until, by: 'moderator' }),
    ),
    closeReport: ({ context, event }) => context.reports.close((event as On<'decided'>).report),
    forget: ({ context, event }) => {
      const { actor } = event as On<'faulted'>
      context.tickets.close(actor)
      context.asks.close(actor)
      context.rooms.close(actor)
    },
  },
}).createMachine({
  id: 'matchmaker',
  context: () => ({
    tickets: new Tickets(),
    rooms: new Rooms(),
    asks: new Asks(),
    persons: new Persons(),
    reports: new Reports(),
  }),
  on: {
    find_match: { guard: 'hasNoTicket', actions: ['openTicket', 'armRelax', 'pair'] },
    leave_chat: { guard: 'hasTicket', actions: ['closeTicket', 'disarmRelax'] },
    relax: { guard: 'isDue', actions: ['relaxTicket', 'pair'] },
    again: { actions: ['openAsk', 'pairAgain'] },
    withdraw: { guard: 'hasAsked', actions: 'closeAsk' },
    // Tickets are not asked for: in a log whose beginning is gone, a match may close unknown ones.
    matched: { guard: 'areFree', actions: ['introduce', 'openRoom', 'disarmRelax'] },
    closed: { guard: 'isOpen', actions: 'clear' },
    faulted: { actions: ['notifyPartner', 'forget'] },
    day_began: { guard: 'isDayNew', actions: ['beginDay', 'armDayEnd'] },
    day_ended: { guard: 'isDayOver', actions: ['pairFreed', 'endDay'] },
    blocked: { guard: 'isBlockNew', actions: ['noteBlock', 'endRooms'] },
    reported: {
      guard: 'mayReport',
      actions: ['noteReport', 'tellReporter', 'armReportEnd', 'displace', 'decideCoolDown'],
    },
    cooled_down: { actions: ['coolDown', 'stopCooling'] },
    decided: { guard: 'isReportOpen', actions: ['closeReport', 'carryOut'] },
    suspended: { actions: ['suspendPerson', 'stopSuspended'] },
    report_closed: { guard: 'isReportOver', actions: 'closeReport' },
    // XState relays a child's error to its parent; the engine logs it as `faulted`.
    'xstate.error.actor.*': {},
  },
})
