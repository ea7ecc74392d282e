// The supervising actor: owns the tickets, decides pairs, clears up after whoever ends or fails.
import { setup } from 'xstate'
import type { EventFor } from '../events/event.ts'
import { againOf, alarm, disarm, effects, frame, type Outcome, send } from './effect.ts'
import { Asks } from './matchmaking/asks.ts'
import { type Introduced, sharedInterests } from './matchmaking/matching.ts'
import { Rooms } from './matchmaking/rooms.ts'
import { Tickets } from './matchmaking/tickets.ts'

/** Tables changed in place: they hold every ticket and room, and nobody else holds them. */
export interface MatchmakerContext {
  readonly tickets: Tickets
  readonly rooms: Rooms
  readonly asks: Asks
}

type MatchmakerEvent = EventFor<'matchmaker'>
type On<T extends MatchmakerEvent['type']> = Extract<MatchmakerEvent, { type: T }>

const effect = effects<MatchmakerContext, MatchmakerEvent>()

const introduction = ({ room, again }: On<'matched'>, one: Introduced, other: Introduced) =>
  send({
    actor: one.session,
    type: 'session.matched',
    data: {
      room,
      partner: other.session,
      profile: { username: other.username, bio: other.bio, gender: other.gender },
      shared: sharedInterests(one, other),
      ...(again && { again }),
    },
  })

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
  },
  actions: {
    openTicket: ({ context, event: taken }) => {
      const event = taken as On<'find_match'>
      const { session, username, bio, gender, seeks, interests } = event
      const { since, relaxAt, avoid, blocks } = event
      const visitor = { session, username, bio, gender, seeks, interests }
      const relaxed = event.at >= relaxAt
      context.tickets.open({ ...visitor, since, relaxAt, avoid, blocks, relaxed })
    },
    armRelax: effect<'find_match'>(({ event }): Outcome[] => {
      const { session, relaxAt, at } = event
      if (at >= relaxAt) return []
      return [alarm(relaxAt, session, 'matchmaker.relax')]
    }),
    disarmRelax: effect<'matched' | 'leave_chat'>(({ event }) => {
      const sessions = event.type === 'matched' ? event.members : [event.session]
      return sessions.map((session) => disarm(session, 'matchmaker.relax'))
    }),
    closeTicket: ({ context, event }) => context.tickets.close((event as On<'leave_chat'>).session),
    relaxTicket: ({ context, event }) => context.tickets.relax((event as On<'relax'>).session),
    /** The decision; it becomes an event of its own, so that a replay need not decide again. */
    pair: effect<'find_match' | 'relax'>(({ context, event }, ids): Outcome[] => {
      const ticket = context.tickets.get(event.session)
      const partner = ticket === undefined ? null : context.tickets.partnerFor(ticket)
      if (partner === null) return []
      return [
        send({
          actor: 'matchmaker',
          type: 'matchmaker.matched',
          data: { room: ids.room(), members: [partner.session, event.session] },
        }),
      ]
    }),
    openAsk: ({ context, event: taken }) => {
      const { session, username, bio, gender, seeks, interests, room, partner, blocks } =
        taken as On<'again'>
      const visitor = { session, username, bio, gender, seeks, interests }
      context.asks.open({ ...visitor, room, partner, blocks })
    },
    closeAsk: ({ context, event }) => context.asks.close((event as On<'withdraw'>).session),
    /** [M12] only where both ask, about the same conversation. */
    pairAgain: effect<'again'>(({ context, event }, ids): Outcome[] => {
      const partner = context.asks.partnerFor(event)
      if (partner === null) return []
      return [
        send({
          actor: 'matchmaker',
          type: 'matchmaker.matched',
          data: { room: ids.room(), members: [partner.session, event.session], again: true },
        }),
      ]
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
      const { room, members } = taken as On<'matched'>
      for (const member of members) {
        context.tickets.close(member)
        context.asks.close(member)
      }
      context.rooms.open(room, members)
    },
    clear: ({ context, event }) => context.rooms.close((event as On<'closed'>).room),
    /** Whoever shared a conversation with what failed is told so; nobody else notices. */
    notifyPartner: effect<'faulted'>(({ context, event }): Outcome[] => {
      const { actor } = event
      const reason = 'fault' as const
      const members = context.rooms.members(actor)
      if (members !== undefined) {
        return members.map((member) =>
          send({
            actor: member,
            type: 'session.chat_ended',
            data: { room: actor, reason, ...againOf(event) },
          }),
        )
      }
      const room = context.rooms.roomOf(actor)
      if (room === undefined) return [{ kind: 'dismiss', to: actor, end: 'fault' }]
      return [
        send({ actor: room, type: 'room.leave_chat', data: { by: actor, reason } }),
        frame(actor, { type: 'chat_ended', reason }),
        { kind: 'dismiss', to: actor, end: 'fault' },
      ]
    }),
    forget: ({ context, event }) => {
      const { actor } = event as On<'faulted'>
      context.tickets.close(actor)
      context.asks.close(actor)
      context.rooms.close(actor)
    },
  },
}).createMachine({
  id: 'matchmaker',
  context: () => ({ tickets: new Tickets(), rooms: new Rooms(), asks: new Asks() }),
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
    // XState relays a child's error to its parent; the engine logs it as `faulted`.
    'xstate.error.actor.*': {},
  },
})
