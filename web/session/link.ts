// The line to the server: opening, up, pausing before another try, or given up.
import { assign } from 'xstate'
import { closeCodes } from '../wire.ts'
import { chart, grounded } from './chart.ts'

/** While the page still wants a line, whatever happens to it. */
const alive = chart.createStateConfig({
  initial: 'opening',
  on: {
    dropped: [
      { guard: ({ event }) => event.code === closeCodes.replaced, target: 'replaced' },
      { guard: ({ event }) => event.code === closeCodes.no_session, target: 'over' },
      {
        guard: ({ context, event }) => event.code === closeCodes.restart && context.attempts === 0,
        target: '.opening',
        reenter: true,
        actions: 'noteDrop',
      },
      { target: '.pausing', actions: 'noteDrop' },
    ],
    offline: { target: '.pausing', actions: ['closeLine', 'noteDrop'] },
    stalled: { target: '.pausing', actions: ['closeLine', 'noteDrop'] },
  },
  states: {
    opening: {
      entry: 'openLine',
      on: {
        // In the transition, not on entry: the other regions answer the same welcome with frames.
        welcome: {
          target: 'up',
          actions: assign(({ event }) => ({ up: true, attempts: 0, you: event.you })),
        },
      },
      after: { opening: { target: 'pausing', actions: ['closeLine', 'noteDrop'] } },
    },
    up: {
      on: {
        // The server knows of a room that we do not: a fresh welcome will tell.
        error: {
          guard: ({ event }) => event.code === 'already_chatting',
          target: 'pausing',
          actions: ['closeLine', 'noteDrop'],
        },
      },
    },
    pausing: {
      after: { pause: 'opening' },
      on: {
        online: 'opening',
        reconnect: 'opening',
        offline: { actions: assign({ drop: 'offline' }) },
        stalled: {},
      },
    },
  },
})

export const link = chart.createStateConfig({
  initial: 'alive',
  on: { depart: '.shut' },
  states: {
    alive,
    replaced: {
      entry: assign(({ context }) => ({ ...grounded(context), withdrawn: false })),
      on: { reconnect: 'alive' },
    },
    over: { entry: assign(({ context }) => grounded(context)) },
    shut: { entry: ['closeLine', assign({ up: false })] },
  },
})
