// The client's machine: its connection, its phase, its messages on their way, its typing.
import { type ActorRefFrom, assign, type SnapshotFrom } from 'xstate'
import { connection } from './connection.ts'
import { initialContext } from './context.ts'
import type { ClientEvent } from './events.ts'
import { isForLater, machineSetup } from './machineSetup.ts'
import { phase } from './phase.ts'
import { emptyTabState, type TabState } from './tabStorage.ts'

const isMessageDeferred = ({ event }: { event: Extract<ClientEvent, { type: 'error' }> }) =>
  event.id !== undefined && isForLater(event)

/** Messages flow, or are throttled because the server asked for a pause. */
const sending = machineSetup.createStateConfig({
  initial: 'flowing',
  states: {
    flowing: {
      on: {
        error: {
          guard: isMessageDeferred,
          target: 'throttled',
          actions: assign({ isThrottled: true }),
        },
      },
    },
    throttled: {
      on: { error: { guard: isMessageDeferred, target: 'throttled', reenter: true } },
      after: {
        retryAfter: {
          target: 'flowing',
          actions: [assign({ isThrottled: false }), 'sendPending'],
        },
      },
    },
  },
})

const tellTyping = (on: boolean) => ({ type: 'sendFrame', params: { type: 'typing', on } }) as const

/** Whether the visitor types: the partner hears when it starts and when it stops. */
const typing = machineSetup.createStateConfig({
  initial: 'off',
  on: {
    // The server forgets it with the conversation or the connection; there is nobody to tell.
    disconnected: '.off',
    matched: '.off',
    chat_ended: '.off',
    leave: '.off',
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
      on: {
        keystroke: [
          { guard: ({ event }) => event.empty, target: 'off', actions: tellTyping(false) },
          { target: 'on', reenter: true },
        ],
        say: { target: 'off', actions: tellTyping(false) },
        walkOn: { target: 'off', actions: tellTyping(false) },
      },
      after: { typingIdle: { target: 'off', actions: tellTyping(false) } },
    },
  },
})

/**
 * Reads no clock, no dice and no socket: time comes through the actor's clock, the rest through
 * the input and the two actors `socket` and `endSession`. `connection` stands first because it
 * learns that the server is there before the others want to tell it something.
 */
export const clientMachine = machineSetup.createMachine({
  id: 'client',
  type: 'parallel',
  context: ({ input }) => initialContext(input),
  invoke: { id: 'socket', src: 'socket' },
  states: { connection, phase, sending, typing },
})

export type ClientActor = ActorRefFrom<typeof clientMachine>
export type ClientSnapshot = SnapshotFrom<typeof clientMachine>

/** What is worth keeping over a refresh: only a conversation under way, and whether one is sought. */
export const tabStateOf = (snapshot: ClientSnapshot): TabState => {
  if (snapshot.matches({ phase: 'waiting' })) return emptyTabState
  if (!snapshot.matches({ phase: 'chatting' })) return { ...emptyTabState, searchStopped: true }
  const { room, pending, shared } = snapshot.context.conversation ?? emptyTabState
  return { searchStopped: false, room, pending, shared }
}
