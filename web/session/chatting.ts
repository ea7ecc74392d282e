// A conversation under way: what is said, and whether the other is there.
import { assign, cancel } from 'xstate'
import type { Profile } from '../../src/events/fields.ts'
import type { ErrorCode } from '../../src/events/frames.ts'
import { isBlank, withoutReordering } from '../characters.ts'
import { words } from '../words/words.ts'
import { type ClientContext, type ConversationState, withoutConversation } from './context.ts'
import { partnerTypingMs, stalledMs } from './delays.ts'
import type { Welcome } from './events.ts'
import { isForLater, machineSetup } from './machineSetup.ts'
import { endsWhen, leaving, stay } from './parting/leaving.ts'
import {
  acknowledge,
  dropArrived,
  isInFlight,
  markRefused,
  markUnsent,
  type PendingMessages,
  postpone,
  without,
} from './pendingMessages.ts'
import { isByModerator } from './safety/standing.ts'
import { type MessageFrame, merge } from './transcript.ts'

/** Only for a server that forgot to say who is there. */
const unknownPartner: Profile = { username: words.chat.partner.unknown, bio: '', gender: 'other' }

const withFrames = (
  conversation: ConversationState,
  frames: readonly MessageFrame[],
): ConversationState => {
  const transcript = merge(conversation.transcript, frames)
  return { ...conversation, transcript, pending: dropArrived(conversation.pending, transcript) }
}

/** The conversation that a welcome tells of, with what this tab had kept of it. */
export const resumed = (
  { conversation, input: { tabState } }: ClientContext,
  welcome: Welcome,
): ConversationState => {
  const room = welcome.room ?? ''
  const known: ConversationState =
    conversation?.room === room
      ? conversation
      : {
          room,
          partner: welcome.partner ?? unknownPartner,
          shared: tabState.room === room ? tabState.shared : null,
          isAgain: tabState.room === room && tabState.isAgain,
          saidBefore: welcome.said ?? welcome.messages?.at(-1)?.seq ?? 0,
          transcript: [],
          pending: tabState.room === room ? markUnsent(tabState.pending) : [],
        }
  return withFrames(known, welcome.messages ?? [])
}

/** Changes the conversation, where there is one. */
const change =
  (by: (conversation: ConversationState) => ConversationState) =>
  ({ conversation }: ClientContext) => ({ conversation: conversation && by(conversation) })

const changePending = (by: (pending: PendingMessages) => PendingMessages) =>
  change((conversation) => ({ ...conversation, pending: by(conversation.pending) }))

/** Why a message was not taken; the server's own sentence where ours would say less. */
const refusalSentence = (code: ErrorCode, sentence: string): string => {
  const known: Partial<Record<ErrorCode, string>> = words.chat.refusals
  return known[code] ?? sentence
}

/** What an `error` frame with an id says of that message. */
const noteError = machineSetup.enqueueActions(({ context, event, enqueue }) => {
  if (event.type !== 'error' || event.id === undefined) return
  const { id, code, message } = event
  const changed = changePending((pending) =>
    isForLater(event)
      ? postpone(pending, id)
      : markRefused(pending, id, refusalSentence(code, message)),
  )(context)
  enqueue.assign(changed)
  if (!changed.conversation?.pending.some(isInFlight)) enqueue.cancel('stalled')
})

/** Whoever is heard to type is believed for a while only: the word that they stopped may be lost. */
const noteTyping = machineSetup.enqueueActions(({ event, enqueue }) => {
  if (event.type !== 'typing') return
  enqueue.assign({ partnerTyping: event.on })
  enqueue.cancel('partnerTypingOver')
  if (event.on)
    enqueue.raise(
      { type: 'partnerTypingOver' },
      { id: 'partnerTypingOver', delay: partnerTypingMs },
    )
})

/** Also heard after the end: a message may have been committed just before it. */
export const noteSent = machineSetup.enqueueActions(({ context, event, enqueue }) => {
  const { conversation } = context
  if (conversation === null || event.type !== 'sent') return
  const acknowledged = acknowledge(conversation.pending, conversation.transcript, event)
  enqueue.assign({ conversation: { ...conversation, ...acknowledged } })
  enqueue.cancel('stalled')
  if (acknowledged.pending.some(isInFlight))
    enqueue.raise({ type: 'stalled' }, { id: 'stalled', delay: stalledMs })
})

/** What was meant for one stranger is shown to them alone, also where the two meet again. */
const keepOwnWords = machineSetup.assign(({ context: { draft, conversation, lastTalk } }) => {
  if (draft === null || conversation === null) return { draft: null, leftOver: [] }
  const { room, isAgain } = conversation
  const isTheirs = draft.room === room || (isAgain && draft.room === lastTalk?.room)
  return { draft: isTheirs ? { ...draft, room } : null, leftOver: [] }
})

/** Told of by `shielding`, instead of a leaving. */
const cutOff = {
  target: 'ended',
  actions: machineSetup.assign(({ context: { conversation } }) => ({
    ending: 'you',
    roomLeft: conversation?.room ?? null,
    isUntold: false,
  })),
} as const

const present = machineSetup.createStateConfig({
  entry: assign({ awayUntil: null }),
  on: { partner_away: 'away' },
  initial: 'asEver',
  states: {
    asEver: {},
    // That they are back is news for a while.
    back: { after: { backNews: 'asEver' } },
  },
})

const away = machineSetup.createStateConfig({
  entry: assign(({ event }) => ({
    partnerTyping: false,
    awayUntil: event.type === 'partner_away' ? event.until : null,
  })),
  on: { partner_back: 'present.back', partner_away: { target: 'away', reenter: true } },
})

export const chatting = machineSetup.createStateConfig({
  initial: 'present',
  entry: [
    keepOwnWords,
    assign(({ context: { conversation } }) => ({
      lastTalk: conversation && { room: conversation.room, name: conversation.partner.username },
    })),
  ],
  exit: [cancel('stalled'), assign({ partnerTyping: false, awayUntil: null }), stay],
  always: leaving.always,
  on: {
    ...leaving.on,
    welcome: [
      {
        guard: ({ context, event }) =>
          event.state === 'chatting' && event.room === context.conversation?.room,
        target: '.present',
        actions: [
          assign(({ context, event }) => ({ conversation: resumed(context, event) })),
          'sendPending',
        ],
      },
      ...endsWhen(({ event }) => event.type === 'welcome' && event.state === 'idle'),
    ],
    messages: {
      actions: assign(({ context, event }) => {
        const messages = event.messages.filter(({ room }) => room === context.conversation?.room)
        return {
          ...change((conversation) => withFrames(conversation, messages))(context),
          partnerTyping: context.partnerTyping && messages.every(({ from }) => from === 'you'),
        }
      }),
    },
    sent: { actions: [noteSent, 'sendPending'] },
    typing: { actions: noteTyping },
    partnerTypingOver: { actions: assign({ partnerTyping: false }) },
    say: {
      guard: ({ context }) => context.leaving === null,
      actions: [
        assign(({ context, event }) => {
          const { newMessageId, now } = context.input
          const message = {
            id: newMessageId(),
            text: withoutReordering(event.text),
            at: now(),
            state: 'unsent' as const,
          }
          return changePending((pending) => [...pending, message])(context)
        }),
        'sendPending',
      ],
    },
    write: {
      actions: assign(({ context: { conversation }, event: { text } }) => ({
        draft: conversation === null || isBlank(text) ? null : { room: conversation.room, text },
      })),
    },
    discard: {
      actions: assign(({ context, event }) =>
        changePending((pending) => without(pending, event.id))(context),
      ),
    },
    error: [
      {
        guard: isByModerator,
        target: 'idle',
        actions: assign(({ context }) => withoutConversation(context)),
      },
      ...endsWhen(
        ({ event }) =>
          event.type === 'error' && event.code === 'not_chatting' && event.id !== undefined,
      ),
      { actions: noteError },
    ],
    waiting: 'waiting.queued',
    chat_ended: endsWhen(() => true),
    // Neither waits, and neither can be undone.
    block: cutOff,
    report: cutOff,
  },
  states: { present, away },
})
