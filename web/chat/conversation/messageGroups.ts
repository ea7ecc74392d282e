// The conversation as it is read: what one said in quick succession stands together.
import type { PendingMessage, PendingMessages } from '../../session/pendingMessages.ts'
import type { CommittedMessage, ConversationTranscript } from '../../session/transcript.ts'

/** Messages of the same person closer together than this belong together. */
export const groupGapMs = 3 * 60_000

/** A message as it is shown; `state` is `sent` for all that the server has. */
export interface ShownMessage {
  readonly key: string
  readonly text: string
  readonly at: number
  readonly state: 'sent' | 'pending' | 'refused'
  /** What it is where the server does not have it. */
  readonly pending?: PendingMessage
}

export interface MessageGroup {
  readonly key: string
  readonly from: 'you' | 'partner'
  readonly messages: readonly ShownMessage[]
}

const shownCommitted = ({ seq, id, text, at }: CommittedMessage): ShownMessage => ({
  key: id ?? String(seq),
  text,
  at,
  state: 'sent',
})

const shownPending = (pending: PendingMessage): ShownMessage => ({
  key: pending.id,
  text: pending.text,
  at: pending.at,
  state: pending.state === 'refused' ? 'refused' : 'pending',
  pending,
})

/** The groups of what was said and, below it, of what is still on its way. */
export const messageGroupsOf = (
  transcript: ConversationTranscript,
  pending: PendingMessages,
): readonly MessageGroup[] => {
  const groups: { key: string; from: MessageGroup['from']; messages: ShownMessage[] }[] = []
  const add = (from: MessageGroup['from'], message: ShownMessage) => {
    const last = groups.at(-1)
    const before = last?.messages.at(-1)
    const together = last?.from === from && before && message.at - before.at < groupGapMs
    if (together) last.messages.push(message)
    else groups.push({ key: message.key, from, messages: [message] })
  }
  for (const message of transcript) add(message.from, shownCommitted(message))
  for (const message of pending) add('you', shownPending(message))
  return groups
}
