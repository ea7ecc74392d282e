// A visitor, from joining to leaving for good.
import { assign, setup } from 'xstate'
import type { DataOf } from '../events/event.ts'
import type { SessionId } from '../events/fields.ts'
import { later, personOf } from './matchmaking/persons.ts'
import { sessionEffects } from './sessionEffects.ts'
import {
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
