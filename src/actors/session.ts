// A visitor, from joining to leaving for good.
import { assign, setup } from 'xstate'
import {
  type SessionContext,
  type SessionEvent,
  type SessionInput,
  sessionSays,
} from './sessionSays.ts'

type On<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>

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
    isThisRoom: ({ context, event }) => event.type === 'chat_ended' && event.room === context.room,
  },
  actions: {
    ...sessionSays,
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
        words: { ...context.words, profile: event.profile },
      }
    }),
    part: assign(({ context }) => ({
      room: null,
      partner: null,
      avoid: context.partner,
      words: { ...context.words, profile: null },
    })),
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
                connect: { target: 'online', actions: ['return', 'welcome'] },
                restart: { actions: ['awaitReturn', 'armGrace'] },
              },
            },
            online: {
              on: {
                connect: { actions: 'welcome' },
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
                find_match: {
                  guard: 'isOnline',
                  target: 'waiting',
                  actions: ['choose', 'tellWaiting', 'takeTicket'],
                },
                expired: { guard: 'isGraceOver', target: '#session.gone' },
                left: { target: '#session.gone', actions: 'dismiss' },
              },
            },
            // It has a ticket while it is online; away, it keeps its place but is not paired.
            waiting: {
              on: {
                find_match: {
                  guard: 'isOnline',
                  actions: ['withdrawTicket', 'choose', 'tellWaiting', 'takeTicket'],
                },
                matched: { target: 'chatting', actions: ['meet', 'tellMatched'] },
                connect: { guard: 'isAway', actions: 'takeTicket' },
                disconnect: { actions: 'withdrawTicket' },
                restart: { guard: 'isOnline', actions: 'withdrawTicket' },
                leave_chat: {
                  guard: 'isOnline',
                  target: 'idle',
                  actions: ['withdrawTicket', 'stopWaiting'],
                },
                expired: { guard: 'isGraceOver', target: '#session.gone' },
                left: [
                  { guard: 'isAway', target: '#session.gone', actions: 'dismiss' },
                  { target: '#session.gone', actions: ['withdrawTicket', 'dismiss'] },
                ],
              },
            },
            chatting: {
              on: {
                connect: { actions: 'comeBack' },
                disconnect: { actions: 'goAway' },
                restart: { actions: 'goAway' },
                leave_chat: { target: 'idle', actions: ['leaveRoom', 'tellEnded', 'part'] },
                chat_ended: { guard: 'isThisRoom', target: 'idle', actions: ['tellEnded', 'part'] },
                expired: {
                  guard: 'isGraceOver',
                  target: '#session.gone',
                  actions: 'leaveRoom',
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
