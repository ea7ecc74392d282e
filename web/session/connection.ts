// The connection to the server: connecting, connected, waiting for another attempt, or given up.
import { assign } from 'xstate'
import { closeCodes } from '../closeCodes.ts'
import { disconnectedContext, machineSetup } from './machineSetup.ts'

/** While the page still wants a connection, whatever happens to it. */
const maintained = machineSetup.createStateConfig({
  initial: 'connecting',
  on: {
    disconnected: [
      { guard: ({ event }) => event.code === closeCodes.replaced, target: 'replaced' },
      { guard: ({ event }) => event.code === closeCodes.no_session, target: 'sessionOver' },
      {
        guard: ({ context, event }) => event.code === closeCodes.restart && context.attempts === 0,
        target: '.connecting',
        reenter: true,
        actions: 'noteDisconnect',
      },
      { target: '.backingOff', actions: 'noteDisconnect' },
    ],
    offline: { target: '.backingOff', actions: ['closeSocket', 'noteDisconnect'] },
    stalled: { target: '.backingOff', actions: ['closeSocket', 'noteDisconnect'] },
  },
  states: {
    connecting: {
      entry: 'openSocket',
      on: {
        // In the transition, not on entry: the other regions answer the same welcome with frames.
        welcome: {
          target: 'connected',
          actions: assign(({ event }) => ({ isConnected: true, attempts: 0, you: event.you })),
        },
      },
      after: { connecting: { target: 'backingOff', actions: ['closeSocket', 'noteDisconnect'] } },
    },
    connected: {
      on: {
        // The server knows of a room that we do not: a fresh welcome will tell.
        error: {
          guard: ({ event }) => event.code === 'already_chatting',
          target: 'backingOff',
          actions: ['closeSocket', 'noteDisconnect'],
        },
      },
    },
    backingOff: {
      after: { backoff: 'connecting' },
      on: {
        online: 'connecting',
        reconnect: 'connecting',
        offline: { actions: assign({ disconnectReason: 'offline' }) },
        stalled: {},
      },
    },
  },
})

export const connection = machineSetup.createStateConfig({
  initial: 'maintained',
  on: { depart: '.closed' },
  states: {
    maintained,
    replaced: {
      entry: assign(({ context }) => ({ ...disconnectedContext(context), searchCancelled: false })),
      on: { reconnect: 'maintained' },
    },
    sessionOver: { entry: assign(({ context }) => disconnectedContext(context)) },
    closed: { entry: ['closeSocket', assign({ isConnected: false })] },
  },
})
