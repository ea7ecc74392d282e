// The conversation as it is read: what one said in quick succession stands together.
import type { PendingMessage, PendingMessages } from '../../session/pendingMessages.ts'
import type { CommittedMessage, ConversationTranscript } from '../../session/transcript.ts'

/** Messages of the same person closer together than this belong together. */
export const groupGapMs = 3 * 60_000

/** A message as it is shown; `state` is `sent` for all that the server has. */
export interface ShownMessage {
  readonly key: string
  /** Which of the transcript's it is, from 0; one that is on its way comes after all of them. */
  readonly index: number
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

const keyOf = ({ id, seq }: CommittedMessage): string => id ?? String(seq)

const shownCommitted = (message: CommittedMessage, index: number): ShownMessage => ({
  key: keyOf(message),
  index,
  text: message.text,
  at: message.at,
  state: 'sent',
})

const shownPending = (pending: PendingMessage): ShownMessage => ({
  key: pending.id,
  index: Number.POSITIVE_INFINITY,
  text: pending.text,
  at: pending.at,
  state: pending.state === 'refused' ? 'refused' : 'pending',
  pending,
})

type Place = Pick<CommittedMessage, 'from' | 'at'>

/** Whether the later of two neighbours belongs to the group of the earlier. */
const isTogether = (earlier: Place | undefined, later: Place | undefined): boolean =>
  earlier !== undefined && earlier.from === later?.from && later.at - earlier.at < groupGapMs

/**
 * The groups of what was said from message `first` on (counted from 0) and, below it, of what is
 * still on its way. A group that begins further up has its key from there: it stays the same
 * group when more of it is shown.
 */
export const messageGroupsOf = (
  transcript: ConversationTranscript,
  pending: PendingMessages,
  first = 0,
): readonly MessageGroup[] => {
  const groups: { key: string; from: MessageGroup['from']; messages: ShownMessage[] }[] = []
  let before: Place | undefined
  const add = (here: Place, message: ShownMessage, key = message.key) => {
    const last = groups.at(-1)
    if (last !== undefined && isTogether(before, here)) last.messages.push(message)
    else groups.push({ key, from: here.from, messages: [message] })
    before = here
  }
  let beginning = first
  while (isTogether(transcript[beginning - 1], transcript[beginning])) beginning -= 1
  for (let index = first; index < transcript.length; index += 1) {
    const message = transcript[index]
    if (message === undefined) break
    const head = index === first ? transcript[beginning] : undefined
    add(message, shownCommitted(message, index), head && keyOf(head))
  }
  for (const message of pending) add({ from: 'you', at: message.at }, shownPending(message))
  return groups
}
