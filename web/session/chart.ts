// What the regions of the page's life share: types, timing, the line, the post.
import { assign, enqueueActions, fromCallback, fromPromise, sendTo, setup } from 'xstate'
import { closeCodes } from '../wire.ts'
import type { Drop, Life, LifeEvent, LifeInput, LineOrder } from './context.ts'
import { launch, recall, sendable } from './outbox.ts'
import {
  floodAttempts,
  openingMs,
  pauseBefore,
  stalledMs,
  typingIdleMs,
  unavailableMs,
} from './pace.ts'
import { completeUpTo } from './transcript.ts'

const dropOf = (event: LifeEvent): Drop => {
  if (event.type === 'offline') return 'offline'
  if (event.type !== 'dropped') return 'lost'
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
export const isForLater = (event: LifeEvent): boolean =>
  event.type === 'error' && (event.code === 'rate_limited' || event.code === 'unavailable')

/** How long such an error asks to wait, in milliseconds. */
const waitOf = (event: LifeEvent): number =>
  event.type === 'error' && event.retry_after !== undefined
    ? event.retry_after * 1_000
    : unavailableMs

/** The frames sent but not arrived are kept again; what the partner did last is not known. */
export const grounded = ({ talk }: Life) => ({
  up: false,
  partnerTyping: false,
  talk: talk && { ...talk, outbox: recall(talk.outbox) },
})

export const chart = setup({
  types: {
    context: {} as Life,
    events: {} as LifeEvent,
    input: {} as LifeInput,
    children: {} as { line: 'line' },
  },
  actors: {
    line: fromCallback<LineOrder>(() => undefined),
    farewell: fromPromise<void>(() => Promise.resolve()),
  },
  delays: {
    opening: openingMs,
    pause: ({ context }) => context.pauseMs,
    asked: ({ event }) => waitOf(event),
    typingIdle: typingIdleMs,
  },
  actions: {
    openLine: sendTo('line', ({ context }) => ({
      type: 'open',
      room: context.talk?.room ?? null,
      after: context.talk === null ? 0 : completeUpTo(context.talk.said),
    })),
    closeLine: sendTo('line', { type: 'close' }),
    tell: sendTo('line', (_, frame: Extract<LineOrder, { type: 'send' }>['frame']) => ({
      type: 'send',
      frame,
    })),
    noteDrop: assign(({ context, event }) => {
      const drop = dropOf(event)
      const least = drop === 'flood' ? floodAttempts : 0
      const attempts = Math.max(context.attempts + 1, least)
      const pauseMs = pauseBefore(attempts, context.input.random())
      return { ...grounded(context), drop, attempts, pauseMs }
    }),
    /** Hands every kept message to the line, and expects to hear of it before long. */
    flush: enqueueActions(({ context: { talk, up, held }, enqueue }) => {
      const ready = talk === null || !up || held ? [] : sendable(talk.outbox)
      if (talk === null || ready.length === 0) return
      for (const { id, text } of ready)
        enqueue.sendTo('line', { type: 'send', frame: { type: 'send_message', id, text } })
      enqueue.assign({ talk: { ...talk, outbox: launch(talk.outbox) } })
      enqueue.cancel('stalled')
      enqueue.raise({ type: 'stalled' }, { id: 'stalled', delay: stalledMs })
    }),
  },
})
