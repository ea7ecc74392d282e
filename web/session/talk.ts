// The visitor's way through the page: looking, talking, and what comes after.
import { assign } from 'xstate'
import { chart, isForLater } from './chart.ts'
import { chatting, noteSent, resumed } from './chatting.ts'
import type { Life, Welcome } from './context.ts'

const isIdle = ({ event }: { event: Welcome }) => event.state === 'idle'
const isWaiting = ({ event }: { event: Welcome }) => event.state === 'waiting'
const isChatting = ({ event }: { event: Welcome }) => event.state === 'chatting'

/** A cancel or a leave was wished while the line was down: the server has yet to hear of it. */
const isUnheard = ({ context, event }: { context: Life; event: Welcome }) =>
  event.state !== 'idle' &&
  (context.withdrawn || (event.room !== undefined && event.room === context.left))

const leaveChat = { type: 'tell', params: { type: 'leave_chat' } } as const

/** Not looking: `idle` before or between conversations, `ended` just after one. */
const resting = chart.createStateConfig({
  on: {
    welcome: [
      { guard: isUnheard, actions: leaveChat },
      { guard: isIdle, actions: assign({ withdrawn: false }) },
    ],
    find: { target: 'waiting', actions: assign({ talk: null, withdrawn: false }) },
  },
})

const waiting = chart.createStateConfig({
  initial: 'asking',
  on: {
    welcome: [
      { guard: isIdle, target: 'waiting', reenter: true },
      { guard: isUnheard, target: 'waiting', reenter: true, actions: leaveChat },
    ],
    waiting: '.queued',
    matched: {
      target: 'chatting',
      actions: assign(({ event: { room, partner, shared } }) => ({
        talk: { room, partner, shared, said: [], outbox: [] },
      })),
    },
    cancel: { target: 'idle', actions: [leaveChat, assign({ withdrawn: true })] },
  },
  states: {
    asking: {
      entry: { type: 'tell', params: { type: 'find_match' } },
      on: {
        error: {
          guard: ({ event }) => event.id === undefined && isForLater(event),
          target: 'deferred',
        },
      },
    },
    deferred: { after: { asked: 'asking' } },
    queued: {},
  },
})

/** The visitor goes for good, and the server is told so. */
const parting = chart.createStateConfig({
  invoke: { src: 'farewell', onDone: 'parted', onError: 'stranded' },
})

export const talk = chart.createStateConfig({
  initial: 'unknown',
  on: {
    welcome: [
      {
        guard: isChatting,
        target: '.chatting',
        actions: [assign(({ context, event }) => ({ talk: resumed(context, event) })), 'flush'],
      },
      { guard: isWaiting, target: '.waiting.queued', actions: assign({ talk: null }) },
    ],
    depart: '.parting',
  },
  states: {
    unknown: {
      on: {
        welcome: [
          {
            guard: ({ context, event }) => isIdle({ event }) && context.input.kept.room !== null,
            target: 'ended',
            actions: assign({ ending: 'unseen' }),
          },
          {
            guard: ({ context, event }) => isIdle({ event }) && context.input.kept.rested,
            target: 'idle',
          },
          { guard: isIdle, target: 'waiting' },
        ],
      },
    },
    idle: resting,
    waiting,
    chatting,
    ended: {
      ...resting,
      on: {
        ...resting.on,
        sent: { actions: noteSent },
        // The server said first that there is no room any more, and then why.
        chat_ended: {
          guard: ({ context }) => context.ending === 'unseen',
          actions: assign({ ending: ({ event }) => event.reason }),
        },
      },
    },
    parting,
    parted: {},
    stranded: {},
  },
})
