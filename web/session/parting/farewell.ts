// The word that the visitor left, a conversation or a search, until the server has heard it.
import type { ClientContext } from '../context.ts'
import { isForLater, machineSetup } from '../machineSetup.ts'

const heard = { target: '.settled', actions: machineSetup.assign({ isUntold: false }) } as const

type Told = { context: ClientContext }

const isSearching = ({ context }: Told) => !context.searchCancelled

/** Nothing answers the word that a search is over: only a refusal is heard of. */
const mayBeUnheard = ({ context }: Told) => context.isUntold || context.searchCancelled

/** A search that goes on, or finds somebody, has not heard that it was cancelled. */
const heardBySearch = { guard: isSearching, ...heard } as const

/**
 * Frames keep their order: whatever answers what was sent after that word answers it too. A welcome
 * to the very room says that it was not heard, and the phase says it once more.
 */
export const farewell = machineSetup.createStateConfig({
  initial: 'settled',
  on: {
    chat_ended: heard,
    waiting: heardBySearch,
    matched: heardBySearch,
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
            mayBeUnheard({ context }) && event.id === undefined && isForLater(event),
          target: 'deferred',
        },
      },
    },
    deferred: {
      after: {
        retryAfter: [
          {
            guard: mayBeUnheard,
            target: 'settled',
            actions: { type: 'sendFrame', params: { type: 'leave_chat' } },
          },
          { target: 'settled' },
        ],
      },
    },
  },
})
