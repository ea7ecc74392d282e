// The client's machine: its connection, its phase, its messages on their way, its typing.
import { type ActorRefFrom, assign, type SnapshotFrom } from 'xstate'
import { connection } from './connection.ts'
import { type ClientContext, initialContext, undelivered } from './context.ts'
import { typingIdleMs } from './delays.ts'
import type { ClientEvent } from './events.ts'
import { isForLater, machineSetup, retryAfterMs } from './machineSetup.ts'
import { again } from './parting/again.ts'
import { farewell } from './parting/farewell.ts'
import { hasUnsent, isInFlight } from './pendingMessages.ts'
import { phase } from './phase.ts'
import { shielding } from './safety/shielding.ts'
import { standing } from './safety/standing.ts'
import { emptyTabState, type TabState } from './tabStorage.ts'

type Refusal = Extract<ClientEvent, { type: 'error' }>

/** Not now; what only follows from such a refusal is no longer in flight by then. */
const isMessageDeferred = ({ context, event }: { context: ClientContext; event: Refusal }) =>
  isForLater(event) &&
  context.conversation?.pending.some((one) => one.id === event.id && isInFlight(one)) === true

/**
 * Each refusal for haste tells how long until one more is allowed. That is never longer than from
 * one to the next, and by half of it the pace comes closer to the one that the server allows.
 */
const noteThrottle = machineSetup.assign(({ context, event }) => {
  const pauseMs = retryAfterMs(event)
  const isHasty = event.type === 'error' && event.code === 'rate_limited'
  const before = context.throttle?.paceMs ?? 0
  const paceMs = isHasty ? Math.max(before + pauseMs / 2, pauseMs) : before
  return { throttle: { pauseMs, paceMs } }
})

/** Messages flow, or are throttled because the server asked for a pause. */
const sending = machineSetup.createStateConfig({
  initial: 'flowing',
  states: {
    flowing: {
      on: { error: { guard: isMessageDeferred, target: 'throttled', actions: noteThrottle } },
    },
    throttled: {
      on: {
        error: {
          guard: ({ context, event }) =>
            event.code !== 'out_of_order' && isMessageDeferred({ context, event }),
          target: 'throttled',
          reenter: true,
          actions: noteThrottle,
        },
      },
      after: {
        pause: [
          {
            guard: ({ context: { throttle, isConnected, conversation } }) =>
              throttle?.paceMs !== 0 && isConnected && hasUnsent(conversation?.pending ?? []),
            target: 'throttled',
            reenter: true,
            actions: [
              { type: 'sendPending', params: { isAfterPause: true } },
              assign(({ context: { throttle } }) => ({
                throttle: throttle && { ...throttle, pauseMs: throttle.paceMs },
              })),
            ],
          },
          { target: 'flowing', actions: [assign({ throttle: null }), 'sendPending'] },
        ],
      },
    },
  },
})

const tellTyping = (on: boolean) => ({ type: 'sendFrame', params: { type: 'typing', on } }) as const

const awaitIdle = machineSetup.enqueueActions(({ enqueue }) => {
  enqueue.cancel('typingIdle')
  enqueue.raise({ type: 'typingIdle' }, { id: 'typingIdle', delay: typingIdleMs })
})

/** Whether the visitor types: the partner hears when it starts and when it stops. */
const typing = machineSetup.createStateConfig({
  initial: 'off',
  on: {
    // The server forgets it with the conversation or the connection; there is nobody to tell.
    disconnected: '.off',
    matched: '.off',
    chat_ended: '.off',
    leave: '.off',
    block: '.off',
    report: '.off',
  },
  states: {
    off: {
      on: {
        keystroke: {
          guard: ({ context, event }) => context.isConnected && !event.empty,
          target: 'on',
          actions: tellTyping(true),
        },
      },
    },
    on: {
      entry: awaitIdle,
      initial: 'told',
      on: {
        keystroke: [
          { guard: ({ event }) => event.empty, target: 'off', actions: tellTyping(false) },
          { actions: awaitIdle },
        ],
        say: { target: 'off', actions: tellTyping(false) },
        walkOn: { target: 'off', actions: tellTyping(false) },
        typingIdle: { target: 'off', actions: tellTyping(false) },
      },
      states: {
        told: { after: { typingRepeat: 'due' } },
        // The partner believes it only for so long.
        due: {
          on: {
            keystroke: {
              guard: ({ event }) => !event.empty,
              target: 'told',
              actions: [tellTyping(true), awaitIdle],
            },
          },
        },
      },
    },
  },
})

/**
 * Reads no clock, no dice and no socket: time comes through the actor's clock, the rest through
 * the input and the two actors `socket` and `endSession`. `connection` stands first because it
 * learns that the server is there before the others want to tell it something, `shielding` and
 * `farewell` before `phase` because one is told of the last partner before one is asked for the next.
 */
export const clientMachine = machineSetup.createMachine({
  id: 'client',
  type: 'parallel',
  context: ({ input }) => initialContext(input),
  invoke: { id: 'socket', src: 'socket' },
  states: { connection, shielding, standing, farewell, phase, again, sending, typing },
})

export type ClientActor = ActorRefFrom<typeof clientMachine>
export type ClientSnapshot = SnapshotFrom<typeof clientMachine>

/** Another is sought in a moment. */
export const isNextMeant = (snapshot: ClientSnapshot): boolean =>
  snapshot.context.leaving?.next === true || snapshot.matches({ phase: { ended: 'beforeNext' } })

/** What the visitor wrote and nobody has got: it outlives the visit. */
export const keptWords = ({ context }: ClientSnapshot): TabState => ({
  ...emptyTabState,
  visit: context.visit,
  draft: context.draft,
  pending: undelivered(context),
  isWarned: context.isWarned,
})

/**
 * What is worth keeping over a refresh: a conversation under way, or how it ended; whether one is
 * sought; and with whom the last one was while it may be taken up again.
 */
export const tabStateOf = (snapshot: ClientSnapshot): TabState => {
  const { conversation, parting, lastTalk, ending, roomLeft, isUntold } = snapshot.context
  const { talkEnd, shielding } = snapshot.context
  const isShown = snapshot.matches({ phase: 'ended' })
  const isOver = snapshot.matches({ shielding: { free: 'over' } })
  const isReportable = isShown && talkEnd !== null && !isOver
  const isStillAbout = parting !== null || isUntold || shielding !== null || isReportable
  const kept = {
    ...keptWords(snapshot),
    roomLeft,
    lastTalk: isStillAbout ? lastTalk : null,
    talkEnd: isReportable ? talkEnd : null,
    shielding,
  }
  const isLooking =
    snapshot.matches({ phase: 'waiting' }) || snapshot.matches({ phase: { ended: 'beforeNext' } })
  if (isLooking) return kept
  if (snapshot.matches({ phase: 'ended' })) return { ...kept, searchStopped: true, ending }
  if (!snapshot.matches({ phase: 'chatting' })) return { ...kept, searchStopped: true }
  const { room, shared, isAgain } = conversation ?? emptyTabState
  return { ...kept, room, shared, isAgain, lastTalk }
}
