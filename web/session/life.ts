// The life of the chat page: its line, its conversation, its post, its hand.
import { assign } from 'xstate'
import { chart, isForLater } from './chart.ts'
import { type LifeEvent, newborn } from './context.ts'
import { link } from './link.ts'
import { talk } from './talk.ts'

const isHeldUp = ({ event }: { event: Extract<LifeEvent, { type: 'error' }> }) =>
  event.id !== undefined && isForLater(event)

/** Messages flow, or are held because the server asked for a pause. */
const post = chart.createStateConfig({
  initial: 'flowing',
  states: {
    flowing: {
      on: { error: { guard: isHeldUp, target: 'held', actions: assign({ held: true }) } },
    },
    held: {
      on: { error: { guard: isHeldUp, target: 'held', reenter: true } },
      after: { asked: { target: 'flowing', actions: [assign({ held: false }), 'flush'] } },
    },
  },
})

/** The visitor's hand on the keys: the partner hears when it starts and when it rests. */
const hand = chart.createStateConfig({
  initial: 'still',
  on: {
    // The server forgets the hand with the conversation or the line; there is nobody to tell.
    dropped: '.still',
    matched: '.still',
    chat_ended: '.still',
    leave: '.still',
  },
  states: {
    still: {
      on: {
        keystroke: {
          guard: ({ context, event }) => context.up && !event.empty,
          target: 'typing',
          actions: { type: 'tell', params: { type: 'typing', on: true } },
        },
      },
    },
    typing: {
      on: {
        keystroke: [
          {
            guard: ({ event }) => event.empty,
            target: 'still',
            actions: { type: 'tell', params: { type: 'typing', on: false } },
          },
          { target: 'typing', reenter: true },
        ],
        say: { target: 'still', actions: { type: 'tell', params: { type: 'typing', on: false } } },
      },
      after: {
        typingIdle: {
          target: 'still',
          actions: { type: 'tell', params: { type: 'typing', on: false } },
        },
      },
    },
  },
})

/**
 * Reads no clock, no dice and no socket: time comes through the actor's clock, the rest through
 * the input and the two actors `line` and `farewell`. `link` stands first because it learns that
 * the line is up before the others want to use it.
 */
export const life = chart.createMachine({
  id: 'life',
  type: 'parallel',
  context: ({ input }) => newborn(input),
  invoke: { id: 'line', src: 'line' },
  states: { link, talk, post, hand },
})
