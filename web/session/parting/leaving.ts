// Walking on: the visitor has gone, the partner is not told yet, and all of it can be undone.
import { assign } from 'xstate'
import { closeCodes } from '../../closeCodes.ts'
import { isOtherVisit } from '../connection.ts'
import { type ClientContext, withoutConversation } from '../context.ts'
import { machineSetup } from '../machineSetup.ts'

/** How long the visitor may think better of it: to notice, to read, to reach the button. */
export const undoMs = 8_000

/** So long may what was said be on its way before the partner is told all the same. */
export const lastWordsMs = 30_000

type Told = { context: ClientContext }

const isLeaving = ({ context }: Told) => context.leaving !== null

const isDue = ({ context }: Told) => context.leaving?.isDue === true

export const stay = machineSetup.enqueueActions(({ enqueue }) => {
  enqueue.cancel('leave')
  enqueue.assign({ leaving: null })
})

/** The server is told; should it not hear, the next welcome is answered with the same. */
const goAway = machineSetup.enqueueActions(({ context, enqueue }) => {
  enqueue({ type: 'sendFrame', params: { type: 'leave_chat' } })
  enqueue.assign({ ending: 'you', isUntold: true, roomLeft: context.conversation?.room ?? null })
})

/** The next conversation is sought, and the last is no longer shown. */
export const search = machineSetup.assign(({ context }) => ({
  ...withoutConversation(context),
  searchCancelled: false,
}))

const hasWordsOnTheirWay = ({ context: { conversation } }: Told) =>
  conversation?.pending.some(({ state }) => state !== 'refused') === true

/** What did not arrive has to be seen: then one looks for the next by hand. */
const isNextSought = ({ context }: Told) =>
  context.leaving?.next === true && !hasWordsOnTheirWay({ context })

const goOn = [
  { guard: isNextSought, target: 'waiting', actions: [goAway, search] },
  { target: 'ended', actions: goAway },
] as const

const awaitWords = machineSetup.enqueueActions(({ context: { leaving }, enqueue }) => {
  enqueue.assign({ leaving: leaving && { ...leaving, isDue: true } })
  enqueue.cancel('leave')
  enqueue.raise({ type: 'leave' }, { id: 'leave', delay: lastWordsMs })
})

/** What a conversation under way does about leaving it; whatever ends it ends this too. */
export const leaving = machineSetup.createStateConfig({
  always: [
    { ...goOn[0], guard: (told) => isDue(told) && isNextSought(told) },
    { ...goOn[1], guard: (told) => isDue(told) && !hasWordsOnTheirWay(told) },
  ],
  on: {
    walkOn: [
      {
        guard: isLeaving,
        actions: assign(({ context: { leaving }, event: { next } }) => ({
          leaving: leaving && { ...leaving, next },
        })),
      },
      {
        actions: machineSetup.enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'walkOn') return
          const until = context.input.now() + undoMs
          enqueue.assign({ leaving: { until, next: event.next, isDue: false } })
          enqueue.raise({ type: 'leave' }, { id: 'leave', delay: undoMs })
        }),
      },
    ],
    undo: { actions: stay },
    // The visit goes on elsewhere, or is another: what was meant here is not done behind its back.
    disconnected: {
      guard: ({ event }) => event.code === closeCodes.replaced || isOtherVisit({ event }),
      actions: stay,
    },
    find: {
      guard: isLeaving,
      actions: machineSetup.enqueueActions(({ context: { leaving }, enqueue }) => {
        enqueue.assign({ leaving: leaving && { ...leaving, next: true } })
        if (leaving?.isDue === false) enqueue.raise({ type: 'leave' })
      }),
    },
    leave: [
      {
        guard: (told) => !isDue(told) && hasWordsOnTheirWay(told),
        actions: awaitWords,
      },
      ...goOn,
    ],
    pagehide: { guard: isLeaving, target: 'ended', actions: goAway },
  },
})
