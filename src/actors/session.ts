// A visitor, from joining to leaving for good.
import { assign, setup } from 'xstate'
import type { DataOf, EventFor } from '../events/event.ts'
import type { Gender, Profile, RoomId, Seeks, SessionEnd, SessionId } from '../events/fields.ts'
import { againOf, alarm, disarm, effects, frame, send } from './effect.ts'

/** The conversation that it was in last, and whether it asked to take it up again. */
interface Parting {
  readonly room: RoomId
  readonly until: number
  readonly asked: boolean
}

export interface SessionContext {
  readonly id: SessionId
  readonly gender: Gender
  readonly seeks: Seeks
  /** Until when it may come back; null while it is online. */
  readonly until: number | null
  /** Since when it waits, and from when on anyone will do; null unless waiting. */
  readonly since: number | null
  readonly relaxAt: number
  readonly room: RoomId | null
  readonly partner: SessionId | null
  /** Its last partner. */
  readonly avoid: SessionId | null
  /** While it may ask to talk again with its last partner; null once that is over. */
  readonly parted: Parting | null
  readonly blocks: readonly SessionId[]
  /** What people wrote: redacted in a log without keys, and no part of a state checksum. */
  readonly words: {
    readonly username: string
    readonly bio: string
    readonly interests: readonly string[]
    readonly profile: Profile | null
  }
}

type SessionEvent = EventFor<'session'>
type SessionInput = { readonly id: SessionId } & DataOf<'session.join'>
type On<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>

/** Where a session is, as its clients are told. */
export type Place = 'idle' | 'waiting' | 'chatting'

/** Where the session is whose state value this is; null once it is gone. */
export const placeOf = (value: unknown): Place | null =>
  (value as { readonly here?: { readonly place: Place } }).here?.place ?? null

const ticketOf = ({ id, gender, seeks, since, relaxAt, avoid, blocks, words }: SessionContext) =>
  send({
    actor: 'matchmaker',
    type: 'matchmaker.find_match',
    data: {
      session: id,
      username: words.username,
      bio: words.bio,
      gender,
      seeks,
      interests: words.interests,
      since: since ?? 0,
      relaxAt,
      avoid,
      blocks,
    },
  })

/** Its wish to talk again, with what it is and wants now; nothing where it has none. */
const askOf = ({ id, gender, seeks, avoid, parted, blocks, words }: SessionContext) =>
  parted?.asked && avoid !== null
    ? [
        send({
          actor: 'matchmaker',
          type: 'matchmaker.again',
          data: {
            session: id,
            username: words.username,
            bio: words.bio,
            gender,
            seeks,
            interests: words.interests,
            room: parted.room,
            partner: avoid,
            blocks,
          },
        }),
      ]
    : []

/** The room of a session that is chatting. */
const roomOf = ({ room }: SessionContext): RoomId => room ?? ''

const waiting = ({ id, since }: SessionContext) => frame(id, { type: 'waiting', since: since ?? 0 })

const welcome = (context: SessionContext, state: Place) => {
  const { id, gender, seeks, room, parted, words } = context
  const { username, bio, interests, profile } = words
  return frame(id, {
    type: 'welcome',
    you: { username, bio, gender, seeks, interests },
    state,
    ...(room !== null && profile !== null && { room, partner: profile }),
    ...(parted !== null && { again: parted }),
  })
}

const endBy = (event: On<'left' | 'expired'>): SessionEnd => {
  if (event.type === 'expired') return 'expired'
  return event.anew === true ? 'joined_anew' : 'left'
}

const effect = effects<SessionContext, SessionEvent>()

/** What a session tells the world and the other actors. */
const tells = {
  armGrace: effect(({ context }) => [alarm(context.until ?? 0, context.id, 'session.expired')]),
  disarmGrace: effect(({ context }) => [disarm(context.id, 'session.expired')]),
  welcomeIdle: effect<'connect'>(({ context }) => [welcome(context, 'idle')]),
  welcomeWaiting: effect<'connect'>(({ context }) => [
    welcome(context, 'waiting'),
    waiting(context),
  ]),
  welcomeChatting: effect<'connect'>(({ context }) => [welcome(context, 'chatting')]),
  tellWaiting: effect<'find_match'>(({ context }) => [waiting(context)]),
  tellMatched: effect<'matched'>(({ context, event }) => [
    frame(context.id, {
      type: 'matched',
      room: event.room,
      partner: event.profile,
      shared: event.shared,
      ...(event.again && { again: event.again }),
    }),
  ]),
  tellEnded: effect<'leave_chat' | 'chat_ended'>(({ context, event }) => [
    frame(context.id, {
      type: 'chat_ended',
      reason: event.type === 'chat_ended' ? event.reason : 'left',
      ...(event.againUntil !== undefined && { again: event.againUntil }),
    }),
  ]),
  /** The same whatever the other does: neither learns of a refusal. */
  tellAsked: effect<'again'>(({ context: { id, parted }, event: { room } }) => [
    frame(id, { type: 'again', room, until: parted?.until ?? 0 }),
  ]),
  giveAsk: effect(({ context }) => askOf(context)),
  /** Whoever is away has taken it back already. */
  withdrawAsk: effect<'disconnect' | 'restart' | 'forget' | 'left'>(({ context, event }) => {
    const { id, parted, until } = context
    const isHere = until === null || event.type === 'disconnect' || event.type === 'restart'
    return parted?.asked && isHere
      ? [send({ actor: 'matchmaker', type: 'matchmaker.withdraw', data: { session: id } })]
      : []
  }),
  armForget: effect(({ context: { id, parted } }) =>
    parted === null ? [] : [alarm(parted.until, id, 'session.forget')],
  ),
  disarmForget: effect<'matched'>(({ context: { id, parted } }) =>
    parted === null ? [] : [disarm(id, 'session.forget')],
  ),
  takeTicket: effect(({ context }) => [ticketOf(context)]),
  withdrawTicket: effect(({ context }) => [
    send({
      actor: 'matchmaker',
      type: 'matchmaker.leave_chat',
      data: { session: context.id },
    }),
  ]),
  goAway: effect<'disconnect' | 'restart'>(({ context, event }) => [
    send({
      actor: roomOf(context),
      type: 'room.away',
      data: { by: context.id, until: event.until },
    }),
  ]),
  comeBack: effect<'connect'>(({ context }) => [
    send({ actor: roomOf(context), type: 'room.back', data: { by: context.id } }),
  ]),
  leaveRoom: effect<'leave_chat' | 'left' | 'expired'>(({ context, event }) => [
    send({
      actor: roomOf(context),
      type: 'room.leave_chat',
      data: {
        by: context.id,
        reason: event.type === 'expired' ? 'expired' : 'left',
        ...(event.type !== 'expired' && againOf(event)),
      },
    }),
  ]),
  dismiss: effect<'left' | 'expired'>(({ context, event }) => [
    { kind: 'dismiss', to: context.id, end: endBy(event) },
  ]),
}

export const session = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    input: {} as SessionInput,
  },
  guards: {
    isAway: ({ context }) => context.until !== null,
    isOnline: ({ context }) => context.until === null,
    isGraceOver: ({ context, event }) => context.until !== null && event.at >= context.until,
    mayAskAgain: ({ context: { until, parted }, event }) =>
      event.type === 'again' &&
      until === null &&
      parted?.room === event.room &&
      event.at < parted.until,
    isPartingOver: ({ context: { parted }, event }) => parted !== null && event.at >= parted.until,
    isThisRoom: ({ context, event }) => event.type === 'chat_ended' && event.room === context.room,
  },
  actions: {
    ...tells,
    awaitReturn: assign(({ event }) => ({ until: (event as On<'disconnect'>).until })),
    return: assign({ until: null }),
    choose: assign(({ context, event: taken }) => {
      const event = taken as On<'find_match'>
      return {
        seeks: event.seeks ?? context.seeks,
        since: context.since ?? event.at,
        relaxAt: event.relaxAt,
        words: { ...context.words, interests: event.interests ?? context.words.interests },
      }
    }),
    stopWaiting: assign({ since: null }),
    meet: assign(({ context, event: taken }) => {
      const event = taken as On<'matched'>
      return {
        since: null,
        room: event.room,
        partner: event.partner,
        parted: null,
        words: { ...context.words, profile: event.profile },
      }
    }),
    part: assign(({ context, event: taken }) => {
      const { againUntil } = taken as On<'leave_chat' | 'chat_ended'>
      return {
        room: null,
        partner: null,
        avoid: context.partner,
        parted:
          againUntil === undefined
            ? null
            : { room: roomOf(context), until: againUntil, asked: false },
        words: { ...context.words, profile: null },
      }
    }),
    ask: assign(({ context: { parted } }) => ({ parted: parted && { ...parted, asked: true } })),
    forgetParting: assign({ parted: null }),
  },
}).createMachine({
  id: 'session',
  context: ({ input }) => ({
    id: input.id,
    gender: input.gender,
    seeks: input.seeks,
    until: input.until,
    since: null,
    relaxAt: 0,
    room: null,
    partner: null,
    avoid: null,
    parted: null,
    blocks: [],
    words: {
      username: input.username,
      bio: input.bio,
      interests: input.interests,
      profile: null,
    },
  }),
  initial: 'here',
  entry: 'armGrace',
  states: {
    here: {
      type: 'parallel',
      states: {
        presence: {
          initial: 'away',
          states: {
            away: {
              on: {
                connect: { target: 'online', actions: ['return', 'disarmGrace'] },
                restart: { actions: ['awaitReturn', 'armGrace'] },
              },
            },
            online: {
              on: {
                disconnect: { target: 'away', actions: ['awaitReturn', 'armGrace'] },
                restart: { target: 'away', actions: ['awaitReturn', 'armGrace'] },
              },
            },
          },
        },
        place: {
          initial: 'idle',
          states: {
            idle: {
              on: {
                connect: [
                  { guard: 'isAway', actions: ['welcomeIdle', 'giveAsk'] },
                  { actions: 'welcomeIdle' },
                ],
                find_match: {
                  guard: 'isOnline',
                  target: 'waiting',
                  actions: ['choose', 'tellWaiting', 'giveAsk', 'takeTicket'],
                },
                again: { guard: 'mayAskAgain', actions: ['ask', 'tellAsked', 'giveAsk'] },
                forget: { guard: 'isPartingOver', actions: ['withdrawAsk', 'forgetParting'] },
                matched: { target: 'chatting', actions: ['disarmForget', 'meet', 'tellMatched'] },
                disconnect: { actions: 'withdrawAsk' },
                restart: [
                  { guard: 'isOnline', actions: ['withdrawAsk', 'armForget'] },
                  { actions: 'armForget' },
                ],
                expired: { guard: 'isGraceOver', target: '#session.gone', actions: 'dismiss' },
                left: { target: '#session.gone', actions: ['withdrawAsk', 'dismiss'] },
              },
            },
            // It has a ticket while it is online; away, it keeps its place but is not paired.
            waiting: {
              on: {
                find_match: {
                  guard: 'isOnline',
                  actions: ['withdrawTicket', 'choose', 'tellWaiting', 'giveAsk', 'takeTicket'],
                },
                again: { guard: 'mayAskAgain', actions: ['ask', 'tellAsked', 'giveAsk'] },
                forget: { guard: 'isPartingOver', actions: ['withdrawAsk', 'forgetParting'] },
                matched: { target: 'chatting', actions: ['disarmForget', 'meet', 'tellMatched'] },
                connect: [
                  { guard: 'isAway', actions: ['welcomeWaiting', 'giveAsk', 'takeTicket'] },
                  { actions: 'welcomeWaiting' },
                ],
                disconnect: { actions: ['withdrawTicket', 'withdrawAsk'] },
                restart: [
                  { guard: 'isOnline', actions: ['withdrawTicket', 'withdrawAsk', 'armForget'] },
                  { actions: 'armForget' },
                ],
                leave_chat: {
                  guard: 'isOnline',
                  target: 'idle',
                  actions: ['withdrawTicket', 'stopWaiting'],
                },
                expired: { guard: 'isGraceOver', target: '#session.gone', actions: 'dismiss' },
                left: [
                  { guard: 'isAway', target: '#session.gone', actions: 'dismiss' },
                  {
                    target: '#session.gone',
                    actions: ['withdrawTicket', 'withdrawAsk', 'dismiss'],
                  },
                ],
              },
            },
            chatting: {
              on: {
                connect: { actions: ['welcomeChatting', 'comeBack'] },
                disconnect: { actions: 'goAway' },
                restart: { actions: 'goAway' },
                leave_chat: {
                  target: 'idle',
                  actions: ['leaveRoom', 'tellEnded', 'part', 'armForget'],
                },
                chat_ended: {
                  guard: 'isThisRoom',
                  target: 'idle',
                  actions: ['tellEnded', 'part', 'armForget'],
                },
                expired: {
                  guard: 'isGraceOver',
                  target: '#session.gone',
                  actions: ['leaveRoom', 'dismiss'],
                },
                left: { target: '#session.gone', actions: ['leaveRoom', 'dismiss'] },
              },
            },
          },
        },
      },
    },
    gone: { type: 'final' },
  },
})
