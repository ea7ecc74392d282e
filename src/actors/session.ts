// A visitor, from joining to leaving for good.
import { assign, setup } from 'xstate'
import type { DataOf } from '../events/event.ts'
import type { Person, SessionEnd, SessionId, Suspension } from '../events/fields.ts'
import { againMs } from '../events/limits.ts'
import { type Alarm, againOf, alarm, disarm, effects, frame, send } from './effect.ts'
import { later, personOf } from './matchmaking/persons.ts'
import {
  otherOf,
  type Parting,
  type Place,
  recentRoom,
  recentWith,
  roomOf,
  type SessionContext,
  type SessionEvent,
  suspensionAt,
} from './sessionState.ts'

type SessionInput = { readonly id: SessionId } & DataOf<'session.join'>
type On<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>

/** Whether it is more than the session knows. */
const isSuspensionNew = ({ suspended }: SessionContext, event: SessionEvent): boolean =>
  event.type === 'suspended' &&
  (suspended === null || suspended.until < event.until || suspended.by !== event.by)

/** What is taken alike by whoever is in no conversation, waiting for one or not. */
const unmatched = {
  again: { guard: 'mayAskAgain', actions: ['ask', 'tellAsked', 'giveAsk'] },
  forget: { guard: 'isPartingOver', actions: ['withdrawAsk', 'forgetParting'] },
  matched: { target: 'chatting', actions: ['disarmForget', 'meet', 'tellMatched'] },
  block: { guard: 'mayBlock', actions: ['blockOther', 'tellBlocked', 'withdrawAsk', 'mark'] },
  reported: { guard: 'mayReport', actions: ['blockOther', 'tellReported', 'withdrawAsk', 'mark'] },
  expired: { guard: 'isGraceOver', target: '#session.gone', actions: 'dismiss' },
} as const

const effect = effects<SessionContext, SessionEvent>()

/** What leaves a session as it moves: frames to its client, events to other actors, alarms. */
const sessionEffects = {
  armGrace: effect(({ context }) => [graceAlarm(context, context.until ?? 0)]),
  disarmGrace: effect(({ context }) => [disarm(context.id, 'session.expired')]),
  welcomeIdle: effect<'connect'>(({ context, event }) => [welcome(context, 'idle', event.at)]),
  welcomeWaiting: effect<'connect'>(({ context, event }) => [
    welcome(context, 'waiting', event.at),
    waiting(context),
  ]),
  welcomeChatting: effect<'connect'>(({ context, event }) => [
    welcome(context, 'chatting', event.at),
  ]),
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
  /** The same whatever the other does: neither learns of a refusal. */
  tellAsked: effect<'again'>(({ context: { id, parted }, event: { room } }) => [
    frame(id, { type: 'again', room, until: parted?.until ?? 0 }),
  ]),
  giveAsk: effect(({ context }) => askOf(context)),
  /** Whoever is away has taken it back already. */
  withdrawAsk: effect(({ context, event }) => {
    const { id, parted, until } = context
    const isHere = until === null || event.type === 'disconnect' || event.type === 'restart'
    const isOfAnother =
      (event.type === 'block' || event.type === 'reported') && event.room !== parted?.room
    return parted?.asked && isHere && !isOfAnother
      ? [send({ actor: 'matchmaker', type: 'matchmaker.withdraw', data: { session: id } })]
      : []
  }),
  armForget: effect(({ context }) =>
    context.parted === null ? [] : [forgetAlarm(context, context.parted)],
  ),
  disarmForget: effect<'matched'>(({ context: { id, parted } }) =>
    parted === null ? [] : [disarm(id, 'session.forget')],
  ),
  takeTicket: effect(({ context }) => [ticketOf(context)]),
  withdrawTicket: effect(({ context: { id } }) => [
    send({ actor: 'matchmaker', type: 'matchmaker.leave_chat', data: { session: id } }),
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
  /** The partner hears what it would of any leaving, and may ask for as long. */
  breakOff: effect<'block' | 'suspended'>(({ context, event: { type, at } }) => [
    send({
      actor: roomOf(context),
      type: 'room.leave_chat',
      data: {
        by: context.id,
        reason: 'left',
        againUntil: at + againMs,
        ...(type === 'block' ? { blocks: true } : { suspended: true }),
      },
    }),
  ]),
  blockPartner: effect<'block'>(({ context }) => [blockOf(context.person, otherOf(context))]),
  /** Once is enough, whether it blocks or reports. */
  blockOther: effect<'block' | 'reported'>(({ context, event: { room, at } }) => {
    const recent = recentRoom(context, room, at)
    return recent === null || recent.blocked ? [] : [blockOf(context.person, recent.other)]
  }),
  tellBlocked: effect<'block'>(({ context: { id }, event: { room } }) => [
    frame(id, { type: 'blocked', room }),
  ]),
  tellReported: effect<'reported'>(({ context: { id }, event: { room } }) => [
    frame(id, { type: 'reported', room }),
  ]),
  /** The one that lasts: what was told before may hold for longer. */
  tellSuspended: effect<'suspended'>(({ context: { id, suspended }, event }) => {
    const { until, by } = later(suspended, { until: event.until, by: event.by })
    const message = suspendedMessage(by)
    return [frame(id, { type: 'error', code: 'suspended', message, until, by })]
  }),
  tellWarning: effect<'connect' | 'warned'>(({ context: { id, warned }, event: { type } }) =>
    type === 'warned' || warned ? [frame(id, { type: 'warned' })] : [],
  ),
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
    mayAskAgain: ({ context, event }) =>
      event.type === 'again' &&
      context.until === null &&
      context.parted?.room === event.room &&
      event.at < context.parted.until &&
      suspensionAt(context, event.at) === null,
    isPartingOver: ({ context: { parted }, event }) => parted !== null && event.at >= parted.until,
    isThisRoom: ({ context, event }) =>
      (event.type === 'chat_ended' || event.type === 'block') && event.room === context.room,
    mayLook: ({ context, event }) =>
      context.until === null && suspensionAt(context, event.at) === null,
    mayBlock: ({ context, event }) =>
      event.type === 'block' && recentRoom(context, event.room, event.at)?.blocked === false,
    /** What came without its words may come once more with them. */
    mayReport: ({ context, event }) => {
      if (event.type !== 'reported') return false
      const recent = recentRoom(context, event.room, event.at)
      return recent !== null && (!recent.reported || (event.proven && !recent.proven))
    },
    isSuspensionNew: ({ context, event }) => isSuspensionNew(context, event),
    isSuspensionNewHere: ({ context, event }) =>
      context.until === null && isSuspensionNew(context, event),
    isByModerator: ({ event }) => event.type === 'suspended' && event.by === 'moderator',
  },
  actions: {
    ...sessionEffects,
    awaitReturn: assign(({ event }) => ({ until: (event as On<'disconnect'>).until })),
    return: assign({ until: null }),
    choose: assign(({ context, event: taken }) => {
      const event = taken as On<'find_match'>
      return {
        seeks: event.seeks ?? context.seeks,
        since: context.since ?? event.at,
        relaxAt: event.relaxAt,
        suspended: null,
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
        other: event.person ?? null,
        member: event.member ?? null,
        parted: null,
        words: { ...context.words, profile: event.profile },
      }
    }),
    part: assign(({ context, event: taken }) => {
      const event = taken as On<'leave_chat' | 'chat_ended' | 'block' | 'suspended'>
      const { partner, other } = context
      const againUntil = 'againUntil' in event ? event.againUntil : undefined
      return {
        room: null,
        partner: null,
        other: null,
        member: null,
        avoid: other?.id ?? partner,
        parted:
          againUntil === undefined
            ? null
            : {
                room: roomOf(context),
                until: againUntil,
                asked: false,
                ...(other !== null && partner !== null && { partner }),
              },
        recent: recentWith(context, event.at, event.type === 'block'),
        words: { ...context.words, profile: null },
      }
    }),
    /** Whoever is blocked or reported is not met again. */
    mark: assign(({ context: { parted, recent }, event: taken }) => {
      const event = taken as On<'block' | 'reported'>
      const { room } = event
      const reported = event.type === 'reported' && { reported: true, proven: event.proven }
      const marks = { blocked: true, ...reported }
      return {
        parted: parted?.room === room ? null : parted,
        recent: recent?.map((one) => (one.room === room ? { ...one, ...marks } : one)) ?? null,
      }
    }),
    noteSuspension: assign(({ context: { suspended }, event: taken }) => {
      const { until, by } = taken as On<'suspended'>
      return { parted: null, suspended: later(suspended, { until, by }) }
    }),
    noteWarning: assign({ warned: true }),
    forgetWarning: assign({ warned: null }),
    ask: assign(({ context: { parted } }) => ({ parted: parted && { ...parted, asked: true } })),
    forgetParting: assign({ parted: null }),
  },
}).createMachine({
  id: 'session',
  context: ({ input }) => ({
    id: input.id,
    person: personOf({ ...input, session: input.id }),
    gender: input.gender,
    seeks: input.seeks,
    until: input.until,
    since: null,
    relaxAt: 0,
    room: null,
    partner: null,
    other: null,
    member: null,
    avoid: null,
    parted: null,
    recent: null,
    suspended: input.suspended ?? null,
    warned: null,
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
                warned: { actions: 'noteWarning' },
              },
            },
            online: {
              on: {
                disconnect: { target: 'away', actions: ['awaitReturn', 'armGrace'] },
                restart: { target: 'away', actions: ['awaitReturn', 'armGrace'] },
                warned: { actions: 'tellWarning' },
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
                  {
                    guard: 'isAway',
                    actions: ['welcomeIdle', 'tellWarning', 'forgetWarning', 'giveAsk'],
                  },
                  { actions: 'welcomeIdle' },
                ],
                find_match: {
                  guard: 'mayLook',
                  target: 'waiting',
                  actions: ['choose', 'tellWaiting', 'giveAsk', 'takeTicket'],
                },
                ...unmatched,
                suspended: {
                  guard: 'isSuspensionNew',
                  actions: ['withdrawAsk', 'tellSuspended', 'noteSuspension'],
                },
                disconnect: { actions: 'withdrawAsk' },
                restart: [
                  { guard: 'isOnline', actions: ['withdrawAsk', 'armForget'] },
                  { actions: 'armForget' },
                ],
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
                connect: [
                  {
                    guard: 'isAway',
                    actions: [
                      'welcomeWaiting',
                      'tellWarning',
                      'forgetWarning',
                      'giveAsk',
                      'takeTicket',
                    ],
                  },
                  { actions: 'welcomeWaiting' },
                ],
                ...unmatched,
                suspended: [
                  {
                    guard: 'isSuspensionNewHere',
                    target: 'idle',
                    actions: [
                      'withdrawTicket',
                      'withdrawAsk',
                      'tellSuspended',
                      'stopWaiting',
                      'noteSuspension',
                    ],
                  },
                  {
                    guard: 'isSuspensionNew',
                    target: 'idle',
                    actions: ['stopWaiting', 'noteSuspension'],
                  },
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
                connect: {
                  actions: ['welcomeChatting', 'tellWarning', 'forgetWarning', 'comeBack'],
                },
                disconnect: { actions: 'goAway' },
                restart: { actions: 'goAway' },
                leave_chat: { target: 'idle', actions: ['leaveRoom', 'part', 'armForget'] },
                chat_ended: {
                  guard: 'isThisRoom',
                  target: 'idle',
                  actions: ['part', 'armForget'],
                },
                block: [
                  {
                    guard: 'isThisRoom',
                    target: 'idle',
                    actions: ['breakOff', 'blockPartner', 'tellBlocked', 'part'],
                  },
                  { guard: 'mayBlock', actions: ['blockOther', 'tellBlocked', 'mark'] },
                ],
                reported: {
                  guard: 'mayReport',
                  actions: ['blockOther', 'tellReported', 'mark'],
                },
                suspended: [
                  {
                    guard: 'isByModerator',
                    target: 'idle',
                    actions: ['breakOff', 'tellSuspended', 'part', 'noteSuspension'],
                  },
                  { guard: 'isSuspensionNew', actions: ['tellSuspended', 'noteSuspension'] },
                ],
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

/** What ends by itself, as a session stands: it is away, or may ask to talk again. */
export const sessionAlarms = (context: SessionContext): readonly Alarm[] => [
  ...(context.until === null ? [] : [graceAlarm(context, context.until)]),
  ...(context.parted === null ? [] : [forgetAlarm(context, context.parted)]),
]

const graceAlarm = ({ id }: SessionContext, until: number): Alarm =>
  alarm(until, id, 'session.expired')

const forgetAlarm = ({ id }: SessionContext, { until }: Parting): Alarm =>
  alarm(until, id, 'session.forget')

const waiting = ({ id, since }: SessionContext) => frame(id, { type: 'waiting', since: since ?? 0 })

const welcome = (context: SessionContext, state: Place, at: number) => {
  const { id, gender, seeks, room, parted, words } = context
  const { username, bio, interests, profile } = words
  const suspended = suspensionAt(context, at)
  return frame(id, {
    type: 'welcome',
    you: { username, bio, gender, seeks, interests },
    state,
    ...(room !== null && profile !== null && { room, partner: profile }),
    ...(parted !== null && {
      again: { room: parted.room, until: parted.until, asked: parted.asked },
    }),
    ...(suspended !== null && { suspended }),
  })
}

/** Who it is and what it wants, as the matchmaker is told. */
const wishesOf = ({ id, person, gender, seeks, words }: SessionContext) => ({
  session: id,
  person,
  username: words.username,
  bio: words.bio,
  gender,
  seeks,
  interests: words.interests,
})

const ticketOf = (context: SessionContext) =>
  send({
    actor: 'matchmaker',
    type: 'matchmaker.find_match',
    data: {
      ...wishesOf(context),
      since: context.since ?? 0,
      relaxAt: context.relaxAt,
      avoid: context.avoid,
    },
  })

/** Its wish to talk again, with what it is and wants now; nothing where it has none. */
const askOf = (context: SessionContext) => {
  const { parted, avoid } = context
  const partner = parted?.partner ?? avoid
  if (!parted?.asked || partner === null) return []
  const data = { ...wishesOf(context), room: parted.room, partner }
  return [send({ actor: 'matchmaker', type: 'matchmaker.again', data })]
}

const blockOf = (person: Person, other: Person) =>
  send({ actor: 'matchmaker', type: 'matchmaker.blocked', data: { person, other } })

/** What whoever is suspended is told, beside until when. */
export const suspendedMessage = (by: Suspension['by']): string =>
  by === 'reports'
    ? 'Several people reported you. You will not be matched for a while.'
    : 'A moderator read a report about you. You will not be matched for a while.'

const endBy = (event: Extract<SessionEvent, { type: 'left' | 'expired' }>): SessionEnd => {
  if (event.type === 'expired') return 'expired'
  return event.anew === true ? 'joined_anew' : 'left'
}
