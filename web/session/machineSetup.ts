// What the regions of the client's machine share: types, delays, and what they do to the socket.
import { assign, enqueueActions, fromCallback, fromPromise, sendTo, setup } from 'xstate'
import { closeCodes } from '../closeCodes.ts'
import type { ClientContext, ClientInput } from './context.ts'
import {
  backoffBefore,
  connectingMs,
  floodAttempts,
  stalledMs,
  typingIdleMs,
  unavailableMs,
} from './delays.ts'
import type { ClientEvent, DisconnectReason, SocketCommand } from './events.ts'
import { markInFlight, markUnsent, unsentOf } from './pendingMessages.ts'
import { completeUpTo } from './transcript.ts'

const disconnectReasonOf = (event: ClientEvent): DisconnectReason => {
  if (event.type === 'offline') return 'offline'
  if (event.type !== 'disconnected') return 'lost'
  if (event.retryAfterMs !== undefined) return 'refused'
  switch (event.code) {
    case closeCodes.restart:
      return 'restart'
    case closeCodes.slow_reader:
      return 'slow'
    case closeCodes.bad_frames:
    case closeCodes.rate_limited:
      return 'flood'
    default:
      return 'lost'
  }
}

/** Whether an `error` only means: not now. */
export const isForLater = (event: ClientEvent): boolean =>
  event.type === 'error' && (event.code === 'rate_limited' || event.code === 'unavailable')

/** How long such an error asks to wait, in milliseconds. */
const retryAfterMs = (event: ClientEvent): number =>
  event.type === 'error' && event.retry_after !== undefined
    ? event.retry_after * 1_000
    : unavailableMs

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
    endSession: fromPromise<void>(() => Promise.resolve()),
  },
  delays: {
    connecting: connectingMs,
    backoff: ({ context }) => context.backoffMs,
    retryAfter: ({ event }) => retryAfterMs(event),
    typingIdle: typingIdleMs,
  },
  actions: {
    openSocket: sendTo('socket', ({ context: { conversation } }) => ({
      type: 'open',
      room: conversation?.room ?? null,
      after: conversation === null ? 0 : completeUpTo(conversation.transcript),
    })),
    closeSocket: sendTo('socket', { type: 'close' }),
    sendFrame: sendTo('socket', (_, frame: Extract<SocketCommand, { type: 'send' }>['frame']) => ({
      type: 'send',
      frame,
    })),
    noteDisconnect: assign(({ context, event }) => {
      const disconnectReason = disconnectReasonOf(event)
      const least = disconnectReason === 'flood' ? floodAttempts : 0
      const attempts = Math.max(context.attempts + 1, least)
      const askedMs = event.type === 'disconnected' ? (event.retryAfterMs ?? 0) : 0
      const backoffMs = Math.max(askedMs, backoffBefore(attempts, context.input.random()))
      return { ...disconnectedContext(context), disconnectReason, attempts, backoffMs }
    }),
    /** Hands every unsent message to the socket, and expects to hear of it before long. */
    sendPending: enqueueActions(({ context, enqueue }) => {
      const { conversation, isConnected, isThrottled } = context
      if (conversation === null || !isConnected || isThrottled) return
      const unsent = unsentOf(conversation.pending)
      if (unsent.length === 0) return
      for (const { id, text } of unsent)
        enqueue.sendTo('socket', { type: 'send', frame: { type: 'send_message', id, text } })
      enqueue.assign({
        conversation: { ...conversation, pending: markInFlight(conversation.pending) },
      })
      enqueue.cancel('stalled')
      enqueue.raise({ type: 'stalled' }, { id: 'stalled', delay: stalledMs })
    }),
  },
})
