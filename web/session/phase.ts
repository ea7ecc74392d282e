// The visitor's way through the page: looking, talking, and what comes after.
import { assign } from 'xstate'
import { chatting, noteSent, resumed } from './chatting.ts'
import { type ClientContext, withoutConversation } from './context.ts'
import type { Welcome, Wishes } from './events.ts'
import { isForLater, machineSetup } from './machineSetup.ts'
import { search } from './parting/leaving.ts'
import { dropArrived } from './pendingMessages.ts'
import { isCutOffUntold } from './safety/shielding.ts'
import { isByModerator, isSuspending } from './safety/standing.ts'

const isIdle = ({ event }: { event: Welcome }) => event.state === 'idle'
const isIdleSuspended = (told: { event: Welcome }) => isIdle(told) && isSuspending(told)
const isWaiting = ({ event }: { event: Welcome }) => event.state === 'waiting'
const isChatting = ({ event }: { event: Welcome }) => event.state === 'chatting'

/** A cancel or a leave was asked for without a connection: the server has yet to hear of it. */
const isUnheard = ({ context, event }: { context: ClientContext; event: Welcome }) =>
  event.state !== 'idle' &&
  (context.searchCancelled || (event.room !== undefined && event.room === context.roomLeft))

/** Left before the page was opened anew: it goes on with what it showed. */
const isUnheardEnding = (told: { context: ClientContext; event: Welcome }) =>
  isUnheard(told) && told.context.input.tabState.ending !== null

const isUnheardStop = (told: { context: ClientContext; event: Welcome }) =>
  isUnheard(told) && told.context.input.tabState.searchStopped

const isSame = (one: Wishes, other: Wishes): boolean =>
  one.seeks === other.seeks &&
  one.interests.length === other.interests.length &&
  one.interests.every((interest, index) => interest === other.interests[index])

/** What was wished without a connection, or just before it was lost. */
const isWishUnheard = ({
  context: { wishes },
  event,
}: {
  context: ClientContext
  event: Welcome
}) => isWaiting({ event }) && wishes !== null && !isSame(wishes, event.you)

/** Whoever cuts the conversation off says that, which ends it too. */
const leaveChat = machineSetup.enqueueActions(({ context, enqueue }) => {
  if (isCutOffUntold(context, context.roomLeft)) return
  enqueue({ type: 'sendFrame', params: { type: 'leave_chat' } })
})

/** Nobody is looked for, and what was on the screen goes. */
const stopLooking = machineSetup.assign(({ context }) => withoutConversation(context))

const talk = machineSetup.assign(({ event }) => {
  if (event.type !== 'matched') return {}
  const { room, partner, shared, again: isAgain = false } = event
  const begun = { saidBefore: 0, transcript: [], pending: [] }
  return { conversation: { room, partner, shared, isAgain, ...begun }, searchCancelled: false }
})

/** Not looking: `idle` before or between conversations, `ended` just after one. */
const notLooking = machineSetup.createStateConfig({
  on: {
    welcome: [
      { guard: isUnheard, actions: leaveChat },
      { guard: isIdle, actions: assign({ searchCancelled: false }) },
    ],
    find: [
      { guard: ({ context }) => context.suspension !== null, target: 'idle', actions: stopLooking },
      { target: 'waiting', actions: search },
    ],
    error: { guard: isByModerator, target: 'idle', actions: stopLooking },
    // Both asked to talk again: one need not look for that.
    matched: { guard: ({ event }) => event.again === true, target: 'chatting', actions: talk },
  },
})

const waiting = machineSetup.createStateConfig({
  initial: 'asking',
  exit: assign({ outlook: null, isWishRefused: false }),
  on: {
    welcome: [
      { guard: isIdleSuspended, target: 'idle' },
      { guard: isIdle, target: 'waiting', reenter: true },
      { guard: isUnheard, target: 'waiting', reenter: true, actions: leaveChat },
      { guard: isWishUnheard, target: '.asking' },
    ],
    waiting: {
      target: '.queued',
      actions: assign({ outlook: ({ event }) => event }),
    },
    matched: { target: 'chatting', actions: talk },
    error: { guard: isSuspending, target: 'idle' },
    wish: {
      target: '.asking',
      actions: assign(({ event: { seeks, interests } }) => ({
        wishes: { seeks, interests },
        isWishRefused: false,
        // It was about other wishes.
        outlook: null,
      })),
    },
    cancel: { target: 'idle', actions: [leaveChat, assign({ searchCancelled: true })] },
  },
  states: {
    asking: {
      entry: machineSetup.enqueueActions(({ context: { wishes }, enqueue }) =>
        enqueue({ type: 'sendFrame', params: { type: 'find_match', ...wishes } }),
      ),
      on: {
        error: [
          {
            guard: ({ event }) => event.id === undefined && isForLater(event),
            target: 'deferred',
          },
          {
            guard: ({ context, event }) => event.code === 'bad_frame' && context.wishes !== null,
            target: 'asking',
            reenter: true,
            actions: assign({ wishes: null, isWishRefused: true }),
          },
        ],
      },
    },
    deferred: { after: { retryAfter: 'asking' } },
    queued: {
      on: {
        // A word on how things stand may have crossed with what was wished.
        error: {
          guard: ({ context, event }) =>
            context.wishes !== null && event.id === undefined && isForLater(event),
          target: 'deferred',
        },
      },
    },
  },
})

const farewellRequest = {
  src: 'endSession',
  input: ({ context }: { context: ClientContext }) => context.visit,
  onDone: '#client.phase.departed',
} as const

/** The visitor goes for good, and the server is told so until it answers. */
const departing = machineSetup.createStateConfig({
  initial: 'first',
  states: {
    first: { invoke: { ...farewellRequest, onError: 'unheard' } },
    unheard: {
      initial: 'waiting',
      states: {
        waiting: {
          after: { departAgain: 'again' },
          on: { online: 'again', wake: 'again', reconnect: 'again' },
        },
        again: { invoke: { ...farewellRequest, onError: 'waiting' } },
      },
    },
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
      {
        guard: isWaiting,
        target: '.waiting.queued',
        actions: assign(({ context }) => withoutConversation(context)),
      },
    ],
    depart: {
      target: '.departing',
      actions: assign(({ context: { conversation, roomLeft } }) => ({
        draft: null,
        conversation: null,
        leftOver: [],
        // Should the page be opened anew before the server hears of it, this is what it left.
        roomLeft: conversation?.room ?? roomLeft,
      })),
    },
  },
  states: {
    unknown: {
      on: {
        welcome: [
          {
            guard: isUnheardEnding,
            target: 'ended',
            actions: [
              leaveChat,
              assign(({ context: { leftOver }, event: { messages = [] } }) => ({
                leftOver: dropArrived(leftOver, messages),
              })),
            ],
          },
          { guard: isUnheardStop, target: 'idle', actions: leaveChat },
          { guard: isUnheard, target: 'waiting', actions: leaveChat },
          {
            guard: ({ context, event }) =>
              isIdle({ event }) && context.input.tabState.room !== null,
            target: 'ended',
            actions: assign({ ending: 'unseen' }),
          },
          {
            guard: ({ context, event }) =>
              isIdle({ event }) && context.input.tabState.ending !== null,
            target: 'ended',
          },
          {
            guard: ({ context, event }) =>
              isIdle({ event }) && context.input.tabState.searchStopped,
            target: 'idle',
          },
          { guard: isIdleSuspended, target: 'idle' },
          { guard: isIdle, target: 'waiting' },
        ],
      },
    },
    idle: notLooking,
    waiting,
    chatting,
    ended: {
      ...notLooking,
      initial: 'resting',
      states: {
        resting: {},
        /** The other ended it, while the visitor was about to walk on to the next. */
        beforeNext: { after: { endNews: { target: '#client.phase.waiting', actions: search } } },
      },
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
  },
})
