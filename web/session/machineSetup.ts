// What the regions of the client's machine share: types, delays, and what they do to the socket.
import type { Challenge } from 'altcha-lib/types'
import { assign, enqueueActions, fromCallback, fromPromise, sendTo, setup } from 'xstate'
import type { ClientContext, ClientInput } from './context.ts'
import {
  answerMs,
  backNewsMs,
  backoffBefore,
  breathMs,
  connectingMs,
  departAgainMs,
  endNewsMs,
  floodAttempts,
  lateNewsMs,
  pingEveryMs,
  stalledMs,
  typingRepeatMs,
  unavailableMs,
} from './delays.ts'
import type { ClientEvent, SocketCommand, WorkEvent } from './events.ts'
import { betterReason, reasonOf } from './line/disconnectReason.ts'
import { inFlightMax, markInFlight, markUnsent, nextOf } from './pendingMessages.ts'
import type { ReportFrame, ReportParts } from './safety/report.ts'
import { completeUpTo } from './transcript.ts'

/** Whether an `error` only means: not now. */
export const isForLater = (event: ClientEvent): boolean =>
  event.type === 'error' &&
  (event.code === 'rate_limited' || event.code === 'unavailable' || event.code === 'out_of_order')

/** How long such an error asks to wait, in milliseconds. */
export const retryAfterMs = (event: ClientEvent): number => {
  if (event.type !== 'error') return 0
  if (event.retry_after !== undefined) return event.retry_after * 1_000
  return event.code === 'out_of_order' ? breathMs : unavailableMs
}

/** Why the connection is gone, and when it is tried again. */
const disconnectOf = ({ context, event }: { context: ClientContext; event: ClientEvent }) => {
  const { attempts: before, input } = context
  const line = event.type === 'disconnected' ? event.line : undefined
  const unexplained = line?.ok === true ? context.unexplained + 1 : 0
  const learnt =
    event.type === 'offline'
      ? 'offline'
      : reasonOf(event.type === 'disconnected' ? event.code : 0, line, unexplained)
  const disconnectReason = before === 0 ? learnt : betterReason(context.disconnectReason, learnt)
  const attempts = Math.max(before + 1, learnt === 'flood' ? floodAttempts : 0)
  const askedMs = (line?.retry_after ?? 0) * 1_000
  return {
    disconnectReason,
    unexplained,
    attempts,
    backoffMs: Math.max(askedMs, backoffBefore(attempts, input.random())),
    askedBackAt: askedMs > 0 ? input.now() + askedMs : null,
  }
}

/** The frames sent but not arrived are unsent again; what the partner did last is not known. */
export const disconnectedContext = ({ conversation }: ClientContext) => ({
  isConnected: false,
  partnerTyping: false,
  conversation: conversation && { ...conversation, pending: markUnsent(conversation.pending) },
})

export const machineSetup = setup({
  types: {
    context: {} as ClientContext,
    events: {} as ClientEvent,
    input: {} as ClientInput,
    children: {} as { socket: 'socket' },
  },
  actors: {
    socket: fromCallback<SocketCommand>(() => undefined),
    /** Solves a challenge, and tells how far it is. */
    work: fromCallback<{ type: 'stop' }, Challenge | undefined, WorkEvent>(() => undefined),
    /** Ends the visit of that id; nothing else, should the cookie be another's by now. */
    endSession: fromPromise<void, string | null>(() => Promise.resolve()),
    /** Puts together what was said: it takes what is loaded later, and time. */
    makeReport: fromPromise<ReportFrame, ReportParts | null>(() => Promise.reject()),
  },
  delays: {
    connecting: connectingMs,
    backoff: ({ context }) => context.backoffMs,
    retryAfter: ({ event }) => retryAfterMs(event),
    pause: ({ context }) => context.throttle?.pauseMs ?? 0,
    pingEvery: pingEveryMs,
    answer: answerMs,
    departAgain: departAgainMs,
    typingRepeat: typingRepeatMs,
    backNews: backNewsMs,
    endNews: endNewsMs,
    lateNews: lateNewsMs,
  },
  actions: {
    openSocket: sendTo('socket', ({ context: { conversation, visit, altcha } }) => ({
      type: 'open',
      visit,
      room: conversation?.room ?? null,
      after: conversation === null ? 0 : completeUpTo(conversation.transcript),
      ...(altcha !== null && { altcha }),
    })),
    closeSocket: sendTo('socket', { type: 'close' }),
    giveUpSocket: sendTo('socket', { type: 'giveUp' }),
    sendFrame: sendTo('socket', (_, frame: Extract<SocketCommand, { type: 'send' }>['frame']) => ({
      type: 'send',
      frame,
    })),
    noteDisconnect: assign(({ context, event }) => ({
      ...disconnectedContext(context),
      ...disconnectOf({ context, event }),
    })),
    /**
     * Hands unsent messages to the socket, and expects to hear of them before long: as many as may
     * be in flight, or none while the server has asked for a pause, but for the one after it.
     */
    sendPending: enqueueActions(({ context, enqueue }, params?: { isAfterPause: boolean }) => {
      const isAfterPause = params?.isAfterPause === true
      const { conversation, isConnected, throttle } = context
      if (conversation === null || !isConnected || (throttle !== null && !isAfterPause)) return
      const next = nextOf(conversation.pending, isAfterPause ? 1 : inFlightMax)
      if (next.length === 0) return
      for (const message of next)
        enqueue.sendTo('socket', { type: 'send', frame: { type: 'send_message', ...message } })
      enqueue.assign({
        conversation: { ...conversation, pending: markInFlight(conversation.pending, next) },
      })
      enqueue.cancel('stalled')
      enqueue.raise({ type: 'stalled' }, { id: 'stalled', delay: stalledMs })
    }),
  },
})
