// Everything said in this conversation, the newest at the end.
import { useMemo, useRef } from 'preact/hooks'
import type { ConversationState } from '../../session/context.ts'
import { words } from '../../words/words.ts'
import { DownIcon } from './icons.tsx'
import { useCaughtUp } from './log/caughtUp.ts'
import { useMessageWindow } from './log/messageWindow.ts'
import { useStickToEnd } from './log/stickToEnd.ts'
import { messageGroupsOf } from './messageGroups.ts'
import { type MessageActions, MessageGroupView } from './messageGroupView.tsx'
import { Opening } from './opening.tsx'
import { useCautions } from './useCautions.tsx'

export interface MessageListProps {
  readonly conversation: ConversationState
  readonly over: boolean
  /** Whether the visitor had named interests. */
  readonly hasInterests: boolean
  readonly actions: Omit<MessageActions, 'hold'>
}

export const MessageList = ({ conversation, over, hasInterests, actions }: MessageListProps) => {
  const list = useMessages(conversation)
  const name = conversation.partner.username
  const latest = useRef<MessageActions>({ ...actions, hold: list.hold })
  latest.current = { ...actions, hold: list.hold }
  const { groups, silentBelow } = list
  const cautions = useCautions(conversation.transcript)
  // The same elements as before where nothing of theirs has changed: a key that is pressed, or a
  // partner who types, draws no message again.
  const views = useMemo(
    () =>
      groups.map((group) => (
        <MessageGroupView
          key={group.key}
          group={group}
          name={name}
          over={over}
          silentBelow={silentBelow}
          cautions={cautions}
          actions={latest}
        />
      )),
    [groups, name, over, silentBelow, cautions],
  )
  return (
    <div class="message-list-frame">
      <div
        class="message-list"
        ref={list.box}
        onScroll={list.onScroll}
        role="log"
        aria-live="polite"
        aria-busy={!list.isCaughtUp}
        aria-label={words.chat.log.label(name)}
        tabIndex={0}
      >
        <div class="message-list-inner">
          <Opening conversation={conversation} hasInterests={hasInterests} />
          {list.first > 0 && <EarlierButton press={list.toEarlier} />}
          {views}
        </div>
      </div>
      {list.below > 0 && <NewMessagesButton count={list.below} press={list.toNewest} />}
    </div>
  )
}

/** What is shown of a conversation, and where in it the reader is. */
const useMessages = (conversation: ConversationState) => {
  const { pending } = conversation
  const box = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  const { transcript, wasSaidBefore, isCaughtUp } = useCaughtUp(conversation)
  const total = transcript.length
  const { showEarlier, ...shown } = useMessageWindow(total, wasSaidBefore, box, stuck)
  const { first } = shown
  const groups = useMemo(
    () => messageGroupsOf(transcript, pending, first),
    [transcript, pending, first],
  )
  const heard = transcript.reduce((count, { from }) => count + (from === 'partner' ? 1 : 0), 0)
  const said = { heard, own: total - heard + pending.length, content: groups }
  const { onScroll, toEnd, letGo, below } = useStickToEnd(box, stuck, said)
  const focus = () => box.current?.focus({ preventScroll: true })
  const toEarlier = () => {
    letGo()
    showEarlier()
    // The button may go with its last press; the focus stays where the words are.
    focus()
  }
  const toNewest = () => {
    toEnd()
    focus()
  }
  const hold = () => {
    letGo()
    requestAnimationFrame(onScroll)
  }
  return { ...shown, isCaughtUp, box, groups, onScroll, below, toEarlier, toNewest, hold }
}

const EarlierButton = ({ press }: { press: () => void }) => (
  <button type="button" class="link earlier" onClick={press}>
    {words.chat.log.earlier}
  </button>
)

const NewMessagesButton = ({ count, press }: { count: number; press: () => void }) => (
  <button type="button" class="pill" onClick={press}>
    <DownIcon />
    {words.chat.log.fresh(count)}
  </button>
)
