// Walking on: the visitor has gone, the partner is not told yet, and all of it can be undone.
import { assign } from 'xstate'
import { closeCodes } from '../../closeCodes.ts'
import { isOtherVisit } from '../connection.ts'
import { type ClientContext, withoutConversation } from '../context.ts'
import { machineSetup } from '../machineSetup.ts'

/** How long the visitor may think better of it: to notice, to read, to reach the button. */
export const undoMs = 8_000

const isLeaving = ({ context }: { context: ClientContext }) => context.leaving !== null

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

const findAnother = { target: 'waiting', actions: [goAway, search] } as const

/** What a conversation under way does about leaving it; whatever ends it ends this too. */
export const leaving = machineSetup.createStateConfig({
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
          enqueue.assign({ leaving: { until, next: event.next } })
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
    find: { guard: isLeaving, ...findAnother },
    leave: [
      { guard: ({ context }) => context.leaving?.next === true, ...findAnother },
      { target: 'ended', actions: goAway },
    ],
    pagehide: { guard: isLeaving, target: 'ended', actions: goAway },
  },
})
