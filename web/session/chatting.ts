// A conversation under way: what is said, and whether the other is there.
import { assign, cancel } from 'xstate'
import type { Profile } from '../../src/events/fields.ts'
import { faultOf } from '../words.ts'
import { chart, isForLater } from './chart.ts'
import type { Life, Talk, Welcome } from './context.ts'
import { acknowledge, isFlying, postpone, recall, refuse, settle, without } from './outbox.ts'
import { stalledMs } from './pace.ts'
import { merge } from './transcript.ts'

type MessageFrames = Parameters<typeof merge>[1]

/** Only for a server that forgot to say who is there. */
const someone: Profile = { username: 'Stranger', bio: '', gender: 'other' }

const withFrames = (talk: Talk, frames: MessageFrames): Talk => {
  const said = merge(talk.said, frames)
  return { ...talk, said, outbox: settle(talk.outbox, said) }
}

/** The conversation that a welcome tells of, with what this tab had kept of it. */
export const resumed = ({ talk, input: { kept } }: Life, welcome: Welcome): Talk => {
  const room = welcome.room ?? ''
  const known: Talk =
    talk?.room === room
      ? talk
      : {
          room,
          partner: welcome.partner ?? someone,
          shared: kept.room === room ? kept.shared : null,
          said: [],
          outbox: kept.room === room ? recall(kept.outbox) : [],
        }
  return withFrames(known, welcome.messages ?? [])
}

/** Changes the conversation, where there is one. */
const change =
  (by: (talk: Talk) => Talk) =>
  ({ talk }: Life) => ({ talk: talk && by(talk) })

const changeOutbox = (by: (outbox: Talk['outbox']) => Talk['outbox']) =>
  change((talk) => ({ ...talk, outbox: by(talk.outbox) }))

/** What an `error` frame with an id says of that message. */
const noteError = chart.assign(({ context, event }) => {
  if (event.type !== 'error' || event.id === undefined) return {}
  const { id, code, message } = event
  return changeOutbox((outbox) =>
    isForLater(event) ? postpone(outbox, id) : refuse(outbox, id, faultOf(code, message)),
  )(context)
})

/** Also heard after the end: a message may have been committed just before it. */
export const noteSent = chart.enqueueActions(({ context: { talk, input }, event, enqueue }) => {
  if (talk === null || event.type !== 'sent') return
  const { outbox, transcript } = acknowledge(talk.outbox, talk.said, event)
  enqueue.assign({ talk: { ...talk, outbox, said: transcript }, skewMs: event.at - input.now() })
  enqueue.cancel('stalled')
  if (outbox.some(isFlying)) enqueue.raise({ type: 'stalled' }, { id: 'stalled', delay: stalledMs })
})

const present = chart.createStateConfig({
  entry: assign({ awayUntil: null }),
  on: { partner_away: 'away' },
})

const away = chart.createStateConfig({
  entry: assign(({ context, event }) => ({
    partnerTyping: false,
    awayUntil: event.type === 'partner_away' ? event.until - context.skewMs : null,
  })),
  on: { partner_back: 'present', partner_away: { target: 'away', reenter: true } },
})

export const chatting = chart.createStateConfig({
  initial: 'present',
  exit: [cancel('stalled'), assign({ partnerTyping: false, awayUntil: null })],
  on: {
    welcome: [
      {
        guard: ({ context, event }) =>
          event.state === 'chatting' && event.room === context.talk?.room,
        target: '.present',
        actions: [assign(({ context, event }) => ({ talk: resumed(context, event) })), 'flush'],
      },
      {
        guard: ({ event }) => event.state === 'idle',
        target: 'ended',
        actions: assign({ ending: 'unseen' }),
      },
    ],
    message: {
      guard: ({ context, event }) => event.room === context.talk?.room,
      actions: assign(({ context, event }) => ({
        ...change((talk) => withFrames(talk, [event]))(context),
        partnerTyping: event.from === 'you' && context.partnerTyping,
      })),
    },
    sent: { actions: noteSent },
    typing: { actions: assign({ partnerTyping: ({ event }) => event.on }) },
    say: {
      actions: [
        assign(({ context, event }) => {
          const { mint, now } = context.input
          const unsent = { id: mint(), text: event.text, at: now(), state: 'kept' as const }
          return changeOutbox((outbox) => [...outbox, unsent])(context)
        }),
        'flush',
      ],
    },
    discard: {
      actions: assign(({ context, event }) =>
        changeOutbox((outbox) => without(outbox, event.id))(context),
      ),
    },
    error: [
      {
        guard: ({ event }) => event.code === 'not_chatting' && event.id !== undefined,
        target: 'ended',
        actions: assign({ ending: 'unseen' }),
      },
      { actions: noteError },
    ],
    waiting: 'waiting.queued',
    chat_ended: { target: 'ended', actions: assign({ ending: ({ event }) => event.reason }) },
    leave: {
      target: 'ended',
      actions: [
        { type: 'tell', params: { type: 'leave_chat' } },
        assign(({ context }) => ({ ending: 'you', left: context.talk?.room ?? null })),
      ],
    },
  },
  states: { present, away },
})
