// A conversation of two sessions, from opening to closing.
import { assign, setup } from 'xstate'
import type { DataOf, EventFor } from '../events/event.ts'
import type { MemberNumber, RoomId, SessionId } from '../events/fields.ts'
import { againOf, effects, frame, isFolded, type Outcome, send } from './effect.ts'
import { Ledger } from './ledger.ts'

/** A day of typing without a pause; keeps one room's memory bounded (about 50 bytes each). */
export const roomMessagesMax = 20_000

export interface RoomContext {
  readonly id: RoomId
  readonly members: readonly [SessionId, SessionId]
  /** Who is away, and until when it may come back. */
  readonly away: Readonly<Record<SessionId, number>>
  /** Changed in place: it grows with every message, and nobody else holds it. */
  readonly ledger: Ledger
}

type RoomEvent = EventFor<'room'>
export type RoomInput = { readonly id: RoomId } & DataOf<'room.opened'>

const effect = effects<RoomContext, RoomEvent>()

const otherThan = ({ members }: RoomContext, by: SessionId): SessionId =>
  members[0] === by ? members[1] : members[0]

const by = (event: RoomEvent): SessionId => ('by' in event ? event.by : '')

const nobody: RoomContext['away'] = {}

const without = (away: RoomContext['away'], who: SessionId): RoomContext['away'] =>
  Object.fromEntries(Object.entries(away).filter(([session]) => session !== who))

/** Which of the two a member is, as receipts and their chains have it. */
export const memberOf = (
  { members }: Pick<RoomContext, 'members'>,
  who: SessionId,
): MemberNumber => (members[0] === who ? 1 : 2)

type Leaving = Extract<RoomEvent, { type: 'leave_chat' }>

/** The end of the conversation, with what proves it, as one of the members is told it. */
const chatEnded = (context: RoomContext, to: SessionId, event: Leaving) => {
  const { reason, againUntil, at } = event
  const mayAsk = to !== event.by || !(event.blocks || event.suspended)
  const { size: messages } = context.ledger
  return frame(to, {
    type: 'chat_ended',
    reason,
    ...(againUntil !== undefined && mayAsk && { again: againUntil }),
    receipt: {
      room: context.id,
      messages,
      chain: context.ledger.chain(context.id),
      at,
      you: memberOf(context, to),
    },
  })
}

const partnerAway = (to: SessionId, until: number) => frame(to, { type: 'partner_away', until })

export const room = setup({
  types: { context: {} as RoomContext, events: {} as RoomEvent, input: {} as RoomInput },
  guards: {
    isMember: ({ context, event }) => context.members.includes(by(event)),
    isAway: ({ context, event }) => by(event) in context.away,
    isPresentMember: ({ context, event }) =>
      context.members.includes(by(event)) && !(by(event) in context.away),
    /** A member's message that the room has not accepted yet, has space for, and numbers so. */
    isNew: ({ context, event }) => {
      const { members, ledger } = context
      return (
        event.type === 'send_message' &&
        members.includes(event.by) &&
        (isFolded(event) || (ledger.size < roomMessagesMax && event.number === ledger.size + 1)) &&
        ledger.find(memberOf(context, event.by), event.id) === undefined
      )
    },
  },
  actions: {
    record: ({ context, event }) => {
      if (event.type !== 'send_message') return
      const { id, text, at } = event
      const member = memberOf(context, event.by)
      context.ledger.add(member, id, { text, at, room: context.id })
    },
    deliver: effect<'send_message'>(({ context, event }) => {
      const { id, text, at } = event
      const seq = context.ledger.size
      const to = otherThan(context, event.by)
      return [
        frame(to, { type: 'message', room: context.id, seq, from: 'partner', text, at }),
        frame(event.by, { type: 'sent', id, seq, at }),
      ]
    }),
    noteAway: assign(({ context, event }) => ({
      away: event.type === 'away' ? { ...context.away, [event.by]: event.until } : context.away,
    })),
    noteBack: assign(({ context, event }) => ({ away: without(context.away, by(event)) })),
    tellAway: effect<'away'>(({ context, event }) => [
      partnerAway(otherThan(context, event.by), event.until),
    ]),
    tellBack: effect<'back'>(({ context, event }) => [
      frame(otherThan(context, event.by), { type: 'partner_back' }),
    ]),
    /** Whoever returns is told if the other is away. */
    remind: effect<'back'>(({ context, event }): Outcome[] => {
      const until = context.away[otherThan(context, event.by)]
      return until === undefined ? [] : [partnerAway(event.by, until)]
    }),
    dismiss: effect<'leave_chat'>(({ context, event }) => [
      send({
        actor: otherThan(context, event.by),
        type: 'session.chat_ended',
        data: {
          room: context.id,
          reason: event.reason,
          ...againOf(event),
        },
      }),
      send({ actor: 'matchmaker', type: 'matchmaker.closed', data: { room: context.id } }),
    ]),
    /** Both, but for whoever has no socket any more: away for too long, or stopped by a fault. */
    tellEnded: effect<'leave_chat'>(({ context, event }) => {
      const told = chatEnded(context, otherThan(context, event.by), event)
      return event.reason === 'left' ? [chatEnded(context, event.by, event), told] : [told]
    }),
  },
}).createMachine({
  id: 'room',
  context: ({ input }) => ({
    id: input.id,
    members: input.members,
    away: nobody,
    ledger: new Ledger(),
  }),
  initial: 'open',
  states: {
    open: {
      initial: 'both',
      on: {
        send_message: { guard: 'isNew', actions: ['record', 'deliver'] },
        leave_chat: { guard: 'isMember', target: 'closed', actions: ['tellEnded', 'dismiss'] },
      },
      states: {
        both: {
          on: {
            away: { guard: 'isMember', target: 'one', actions: ['noteAway', 'tellAway'] },
            back: { guard: 'isMember', actions: 'remind' },
          },
        },
        one: {
          on: {
            away: [
              { guard: 'isAway', actions: ['noteAway', 'tellAway'] },
              { guard: 'isMember', target: 'none', actions: ['noteAway', 'tellAway'] },
            ],
            back: [
              { guard: 'isAway', target: 'both', actions: ['noteBack', 'tellBack', 'remind'] },
              { guard: 'isMember', actions: 'remind' },
            ],
          },
        },
        none: {
          on: {
            away: { guard: 'isMember', actions: ['noteAway', 'tellAway'] },
            back: { guard: 'isMember', target: 'one', actions: ['noteBack', 'tellBack', 'remind'] },
          },
        },
      },
    },
    closed: { type: 'final' },
  },
})
