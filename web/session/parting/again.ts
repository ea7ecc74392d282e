// Talking again with the last partner, if both ask for it: nobody is told of a wish that stands alone.
import { againMs } from '../../../src/events/limits.ts'
import type { ClientContext, Parting } from '../context.ts'
import type { ClientEvent } from '../events.ts'
import { dueHere } from '../line/serverClock.ts'
import { isForLater, machineSetup } from '../machineSetup.ts'
import { isSuspending } from '../safety/standing.ts'

/** Until when one may ask, by this machine's clock; null while the server's is not known. */
export const askableUntil = ({ parting, serverClock }: ClientContext): number | null =>
  parting && dueHere(serverClock, parting.until)

/** What is on offer as this event says, and with whom; null where nothing is. */
const partingOf = (context: ClientContext, event: ClientEvent): Parting | null => {
  const { lastTalk, shielding, suspension } = context
  const told =
    event.type === 'welcome' && event.state !== 'chatting'
      ? event.again
      : event.type === 'chat_ended' && event.again !== undefined && lastTalk !== null
        ? { room: lastTalk.room, until: event.again }
        : undefined
  // Whoever is not matched for a while meets nobody, the last one neither.
  if (event.type === 'chat_ended' && suspension !== null) return null
  // Whoever was blocked is not offered, whatever the server has heard of it.
  if (told === undefined || told.room === shielding?.room) return null
  const { room, until } = told
  return { room, until, name: lastTalk?.room === room ? lastTalk.name : null }
}

type Told = { context: ClientContext; event: ClientEvent }

const isOffered = ({ context, event }: Told) => partingOf(context, event) !== null
const isAsked = ({ event }: Told) => event.type === 'welcome' && event.again?.asked === true
const isSameParting = ({ context, event }: Told) =>
  context.parting !== null && partingOf(context, event)?.room === context.parting.room

/** Over quietly when its time is; anew whenever more is known of the server's clock. */
const awaitEnd = machineSetup.enqueueActions(({ context, enqueue }) => {
  const until = askableUntil(context)
  const delay = until === null ? againMs : Math.max(0, until - context.input.now())
  enqueue.cancel('partingOver')
  enqueue.raise({ type: 'partingOver' }, { id: 'partingOver', delay })
})

const notePartingThere = machineSetup.enqueueActions(({ context, event, enqueue }) => {
  enqueue.assign({ parting: partingOf(context, event) })
  enqueue(awaitEnd)
})

const forget = machineSetup.enqueueActions(({ enqueue }) => {
  enqueue.cancel('partingOver')
  enqueue.assign({ parting: null })
})

const asking = machineSetup.createStateConfig({
  initial: 'told',
  on: {
    // Whoever comes back learns what the server has heard: what it has not is asked once more.
    welcome: [
      { guard: isAsked, target: 'asked', actions: notePartingThere },
      { guard: isSameParting, target: 'asking', reenter: true, actions: notePartingThere },
      { guard: ({ event }) => event.state === 'chatting', target: 'none', actions: forget },
      { target: 'late' },
    ],
    again: {
      guard: ({ context, event }) => event.room === context.parting?.room,
      target: 'asked',
    },
    error: { guard: ({ event }) => event.code === 'too_late', target: 'late' },
    partingOver: 'late',
  },
  states: {
    told: {
      entry: machineSetup.enqueueActions(({ context: { parting }, enqueue }) => {
        const room = parting?.room ?? ''
        enqueue({ type: 'sendFrame', params: { type: 'again', room } })
      }),
      on: {
        error: {
          guard: ({ event }) => event.id === undefined && isForLater(event),
          target: 'deferred',
        },
      },
    },
    deferred: { after: { retryAfter: 'told' } },
  },
})

/**
 * Whether the visitor may ask, asks, has asked, or was too late. It goes on beside a search, and
 * ends with any conversation that begins.
 */
export const again = machineSetup.createStateConfig({
  initial: 'none',
  on: {
    chat_ended: [
      { guard: isOffered, target: '.offered', actions: notePartingThere },
      { target: '.none', actions: forget },
    ],
    welcome: [
      { guard: isAsked, target: '.asked', actions: notePartingThere },
      { guard: isOffered, target: '.offered', actions: notePartingThere },
      { target: '.none', actions: forget },
    ],
    pong: { guard: ({ context }) => context.parting !== null, actions: awaitEnd },
    partingOver: { target: '.none', actions: forget },
    matched: { target: '.none', actions: forget },
    depart: { target: '.none', actions: forget },
    error: { guard: isSuspending, target: '.none', actions: forget },
    block: { target: '.none', actions: forget },
    report: { target: '.none', actions: forget },
  },
  states: {
    none: {},
    offered: { on: { talkAgain: 'asking' } },
    asking,
    asked: {},
    late: { on: { find: { target: 'none', actions: forget } } },
  },
})
