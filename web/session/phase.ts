// The visitor's way through the page: looking, talking, and what comes after.
import { assign } from 'xstate'
import { chatting, noteSent, resumed } from './chatting.ts'
import type { ClientContext } from './context.ts'
import type { Welcome } from './events.ts'
import { isForLater, machineSetup } from './machineSetup.ts'

const isIdle = ({ event }: { event: Welcome }) => event.state === 'idle'
const isWaiting = ({ event }: { event: Welcome }) => event.state === 'waiting'
const isChatting = ({ event }: { event: Welcome }) => event.state === 'chatting'

/** A cancel or a leave was asked for without a connection: the server has yet to hear of it. */
const isUnheard = ({ context, event }: { context: ClientContext; event: Welcome }) =>
  event.state !== 'idle' &&
  (context.searchCancelled || (event.room !== undefined && event.room === context.roomLeft))

const leaveChat = { type: 'sendFrame', params: { type: 'leave_chat' } } as const

/** Not looking: `idle` before or between conversations, `ended` just after one. */
const notLooking = machineSetup.createStateConfig({
  on: {
    welcome: [
      { guard: isUnheard, actions: leaveChat },
      { guard: isIdle, actions: assign({ searchCancelled: false }) },
    ],
    find: { target: 'waiting', actions: assign({ conversation: null, searchCancelled: false }) },
  },
})

const waiting = machineSetup.createStateConfig({
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
        conversation: { room, partner, shared, saidBefore: 0, transcript: [], pending: [] },
      })),
    },
    cancel: { target: 'idle', actions: [leaveChat, assign({ searchCancelled: true })] },
  },
  states: {
    asking: {
      entry: { type: 'sendFrame', params: { type: 'find_match' } },
      on: {
        error: {
          guard: ({ event }) => event.id === undefined && isForLater(event),
          target: 'deferred',
        },
      },
    },
    deferred: { after: { retryAfter: 'asking' } },
    queued: {},
  },
})

/** The visitor goes for good, and the server is told so. */
const departing = machineSetup.createStateConfig({
  invoke: {
    src: 'endSession',
    input: ({ context }) => context.visit,
    onDone: 'departed',
    onError: 'departureFailed',
  },
})

export const phase = machineSetup.createStateConfig({
  initial: 'unknown',
  on: {
    welcome: [
      {
        guard: isChatting,
        target: '.chatting',
        actions: [
          assign(({ context, event }) => ({ conversation: resumed(context, event) })),
          'sendPending',
        ],
      },
      { guard: isWaiting, target: '.waiting.queued', actions: assign({ conversation: null }) },
    ],
    depart: { target: '.departing', actions: assign({ draft: null }) },
  },
  states: {
    unknown: {
      on: {
        welcome: [
          {
            guard: ({ context, event }) =>
              isIdle({ event }) && context.input.tabState.room !== null,
            target: 'ended',
            actions: assign({ ending: 'unseen' }),
          },
          {
            guard: ({ context, event }) =>
              isIdle({ event }) && context.input.tabState.searchStopped,
            target: 'idle',
          },
          { guard: isIdle, target: 'waiting' },
        ],
      },
    },
    idle: notLooking,
    waiting,
    chatting,
    ended: {
      ...notLooking,
      on: {
        ...notLooking.on,
        sent: { actions: noteSent },
        // The server said first that there is no room any more, and then why.
        chat_ended: {
          guard: ({ context }) => context.ending === 'unseen',
          actions: assign({ ending: ({ event }) => event.reason }),
        },
      },
    },
    departing,
    departed: {},
    departureFailed: {},
  },
})
