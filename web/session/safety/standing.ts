// How the visitor stands with the moderators: warned, or not matched for a while.
import type { ClientContext } from '../context.ts'
import type { ClientEvent } from '../events.ts'
import { passedHere } from '../line/serverClock.ts'
import { machineSetup } from '../machineSetup.ts'

/** When the visitor may look again, by this machine's clock. */
export const suspendedUntil = ({ suspension, serverClock }: ClientContext): number | null =>
  suspension && passedHere(serverClock, suspension.until)

type Told = { context: ClientContext; event: ClientEvent }

/** What the server says of a suspension, whenever it does. */
const suspensionIn = (event: ClientEvent) => {
  if (event.type === 'welcome') return event.suspended ?? null
  const isTold = event.type === 'error' && event.code === 'suspended' && event.until !== undefined
  return isTold ? { until: event.until, by: event.by ?? 'reports' } : null
}

export const isSuspending = ({ event }: { event: ClientEvent }): boolean =>
  suspensionIn(event) !== null

/** A decision of somebody's ends a conversation; what several reports lead to does not. */
export const isByModerator = ({ event }: { event: ClientEvent }): boolean =>
  suspensionIn(event)?.by === 'moderator'

/** Looked at anew whenever more is known of the server's clock. */
const awaitEnd = machineSetup.enqueueActions(({ context, enqueue }) => {
  const until = suspendedUntil(context) ?? 0
  enqueue.cancel('suspensionOver')
  const delay = Math.max(0, until - context.input.now())
  enqueue.raise({ type: 'suspensionOver' }, { id: 'suspensionOver', delay })
})

const note = machineSetup.enqueueActions(({ event, enqueue }) => {
  enqueue.assign({ suspension: suspensionIn(event) })
  enqueue(awaitEnd)
})

const lift = machineSetup.enqueueActions(({ enqueue }) => {
  enqueue.cancel('suspensionOver')
  enqueue.assign({ suspension: null })
})

const isSuspended = ({ context }: Told): boolean => context.suspension !== null

/** Whatever the visitor does meanwhile; `lifted` is told once, by whoever had to wait for it. */
export const standing = machineSetup.createStateConfig({
  initial: 'good',
  on: {
    warned: { actions: machineSetup.assign({ isWarned: true }) },
    heed: { actions: machineSetup.assign({ isWarned: false }) },
    welcome: [
      { guard: isSuspending, target: '.suspended', actions: note },
      { guard: isSuspended, target: '.lifted', actions: lift },
    ],
    error: { guard: isSuspending, target: '.suspended', actions: note },
  },
  states: {
    good: {},
    suspended: {
      on: {
        pong: { actions: awaitEnd },
        suspensionOver: { target: 'lifted', actions: lift },
      },
    },
    lifted: { on: { find: 'good', matched: 'good' } },
  },
})
