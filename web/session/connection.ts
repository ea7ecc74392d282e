// The connection to the server: connecting, connected, waiting for another attempt, or given up.
import type { Challenge } from 'altcha-lib/types'
import { assign } from 'xstate'
import { closeCodes } from '../closeCodes.ts'
import { takesLong } from '../work/takesLong.ts'
import { type ClientContext, connectionLoss, type VisitEnding } from './context.ts'
import { pingGapMs } from './delays.ts'
import type { ClientEvent, SocketEvent } from './events.ts'
import { hindranceOf } from './line/disconnectReason.ts'
import { heardOf } from './line/serverClock.ts'
import { disconnectedContext, machineSetup } from './machineSetup.ts'

/** Why the session is over, as the close or the line's answer says. */
const endOf = ({ reason, line }: SocketEvent): string | undefined => line?.detail ?? reason

/** The cookie of this browser is another visit's, by now. */
export const isOtherVisit = ({ event }: { event: SocketEvent }): boolean =>
  event.code === closeCodes.other_visit ||
  event.line?.error === 'other_visit' ||
  (isSessionOver({ event }) && endOf(event) === 'joined_anew')

const isSessionOver = ({ event }: { event: SocketEvent }): boolean =>
  event.code === closeCodes.no_session || event.line?.error === 'no_session'

const visitEndings: readonly string[] = [
  'expired',
  'left',
  'fault',
  'unknown',
  'no_cookie',
] satisfies readonly VisitEnding[]

const visitEndingOf = (context: ClientContext, event: SocketEvent): VisitEnding => {
  const end = endOf(event) ?? ''
  const loss = connectionLoss(context)
  const hindrance = end === 'expired' && loss !== null ? hindranceOf(loss) : null
  if (hindrance !== null) return hindrance
  if (end === 'expired' && loss === 'refused') return 'ended'
  return visitEndings.includes(end) ? (end as VisitEnding) : 'ended'
}

const isWorkAsked = ({ event }: { event: SocketEvent }): boolean =>
  event.line?.error === 'work_needed' && event.line.challenge !== undefined

const challengeOf = (event: ClientEvent): Challenge | undefined =>
  event.type === 'disconnected' ? event.line?.challenge : undefined

/** What came: only a line that carries something is alive, whatever it carries. */
const heard = { target: 'awaiting', reenter: true } as const

/** Several reasons to ask may come in one breath, and the server gives pings away one by one. */
const askAgain = {
  guard: ({ context: { input, pingedAt } }: { context: ClientContext }) =>
    Math.abs(input.now() - pingedAt) >= pingGapMs,
  target: 'asking',
} as const

/** Whether the line is still alive: it is asked, as nobody tells when it dies. */
const connected = machineSetup.createStateConfig({
  initial: 'asking',
  on: {
    // The server knows of a room that we do not: a fresh welcome will tell.
    error: {
      guard: ({ event }) => event.code === 'already_chatting',
      target: 'backingOff',
      actions: ['closeSocket', 'noteDisconnect'],
    },
  },
  states: {
    asking: {
      entry: [
        { type: 'sendFrame', params: { type: 'ping' } },
        assign(({ context }) => ({ pingedAt: context.input.now() })),
      ],
      always: 'awaiting',
    },
    awaiting: {
      on: {
        pong: {
          target: 'alive',
          actions: assign(({ context, event }) => ({
            serverClock: heardOf(context.serverClock, {
              asked: context.pingedAt,
              at: event.at,
              heard: context.input.now(),
            }),
          })),
        },
        messages: heard,
        sent: heard,
        typing: heard,
        waiting: heard,
        // One ping too many: refused, and so heard.
        error: { guard: ({ event }) => event.code === 'rate_limited', target: 'alive' },
      },
      after: {
        answer: {
          target: '#client.connection.maintained.backingOff',
          actions: ['closeSocket', 'noteDisconnect'],
        },
      },
    },
    alive: {
      on: { wake: askAgain, online: askAgain },
      after: {
        pingEvery: [
          { guard: ({ context }) => context.input.isVisible(), target: 'asking' },
          { target: 'alive', reenter: true },
        ],
      },
    },
  },
})

/** The server lets in by work: it is done meanwhile, and whoever waits comes in without. */
const backingOff = machineSetup.createStateConfig({
  initial: 'resting',
  after: { backoff: 'connecting' },
  on: {
    // No longer offline, and nothing better is known of why there still is no line.
    online: {
      target: 'connecting',
      actions: assign(({ context: { disconnectReason: known } }) => ({
        disconnectReason: known === 'offline' ? 'lost' : known,
      })),
    },
    reconnect: 'connecting',
    offline: { target: '.resting', actions: 'noteDisconnect' },
    stalled: {},
  },
  states: {
    resting: { on: { wake: '#client.connection.maintained.connecting' } },
    working: {
      entry: assign(({ event }) => {
        const challenge = challengeOf(event)
        const isLong = challenge !== undefined && takesLong(challenge)
        return { workShare: 0, disconnectReason: isLong ? 'longWork' : 'work' }
      }),
      exit: assign({ workShare: null, disconnectReason: 'address' }),
      invoke: {
        src: 'work',
        input: ({ event }) => challengeOf(event),
      },
      on: {
        worked: { actions: assign(({ event }) => ({ workShare: event.share })) },
        solved: {
          target: '#client.connection.maintained.connecting',
          actions: assign(({ event }) => ({ altcha: event.altcha })),
        },
        unsolved: 'resting',
        stopWork: 'resting',
      },
    },
  },
})

/** While the page still wants a connection, whatever happens to it. */
const maintained = machineSetup.createStateConfig({
  initial: 'connecting',
  on: {
    disconnected: [
      { guard: ({ event }) => event.code === closeCodes.replaced, target: 'replaced' },
      { guard: isOtherVisit, target: 'otherVisit' },
      {
        guard: isSessionOver,
        target: 'sessionOver',
        actions: assign(({ context, event }) => ({ visitEnding: visitEndingOf(context, event) })),
      },
      {
        guard: ({ context, event }) => event.code === closeCodes.restart && context.attempts === 0,
        target: '.connecting',
        reenter: true,
        actions: 'noteDisconnect',
      },
      { guard: isWorkAsked, target: '.backingOff.working', actions: 'noteDisconnect' },
      { target: '.backingOff', actions: 'noteDisconnect' },
    ],
    offline: { target: '.backingOff', actions: ['closeSocket', 'noteDisconnect'] },
    stalled: { target: '.backingOff', actions: ['closeSocket', 'noteDisconnect'] },
  },
  states: {
    connecting: {
      entry: ['openSocket', assign({ altcha: null })],
      on: {
        // In the transition, not on entry: the other regions answer the same welcome with frames.
        welcome: {
          target: 'connected',
          actions: assign(({ event }) => ({
            isConnected: true,
            attempts: 0,
            unexplained: 0,
            askedBackAt: null,
            you: event.you,
            visit: event.visit,
          })),
        },
      },
      // The server may well be there: what it says comes with the end.
      after: { connecting: { actions: 'giveUpSocket' } },
    },
    connected,
    backingOff,
  },
})

export const connection = machineSetup.createStateConfig({
  initial: 'maintained',
  on: { depart: '.closed' },
  states: {
    maintained,
    replaced: {
      entry: assign(({ context }) => ({
        ...disconnectedContext(context),
        searchCancelled: false,
        wishes: null,
      })),
      on: { reconnect: 'maintained' },
    },
    /** The tab is of an earlier visit; the one that goes on is not taken from where it is used. */
    otherVisit: {
      entry: assign(({ context }) => disconnectedContext(context)),
      on: { comeAlong: 'comingAlong' },
    },
    /** The page forgets all of its visit, and begins anew with the other. */
    comingAlong: {},
    sessionOver: { entry: assign(({ context }) => disconnectedContext(context)) },
    closed: { entry: ['closeSocket', assign({ isConnected: false })] },
  },
})
