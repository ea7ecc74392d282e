// The word that the visitor walked on, until the server is known to have heard it.
import { isForLater, machineSetup } from '../machineSetup.ts'

const heard = { target: '.settled', actions: machineSetup.assign({ isUntold: false }) } as const

/**
 * Frames keep their order: whatever answers what was sent after that word answers it too. A welcome
 * to the very room says that it was not heard, and the phase says it once more.
 */
export const farewell = machineSetup.createStateConfig({
  initial: 'settled',
  on: {
    chat_ended: heard,
    waiting: heard,
    matched: heard,
    welcome: {
      target: '.settled',
      actions: machineSetup.assign(({ context, event }) => ({
        isUntold:
          event.type === 'welcome' && event.room !== undefined && event.room === context.roomLeft,
      })),
    },
  },
  states: {
    settled: {
      on: {
        error: {
          guard: ({ context, event }) =>
            context.isUntold && event.id === undefined && isForLater(event),
          target: 'deferred',
        },
      },
    },
    deferred: {
      after: {
        retryAfter: {
          target: 'settled',
          actions: { type: 'sendFrame', params: { type: 'leave_chat' } },
        },
      },
    },
  },
})
