// Everything said in this conversation, the newest at the end.
import { useMemo, useState } from 'preact/hooks'
import type { ConversationState } from '../../session/context.ts'
import { words } from '../../words/words.ts'
import { DownIcon } from './icons.tsx'
import { messageGroupsOf } from './messageGroups.ts'
import { MessageGroupView, type PendingMessageActions } from './messageGroupView.tsx'
import { Opening } from './opening.tsx'
import { useStickToEnd } from './stickToEnd.ts'

/** Groups drawn at first, and added by each press on "earlier": a screenful many times over. */
const groupsShown = 100

export interface MessageListProps {
  readonly conversation: ConversationState
  readonly over: boolean
  /** Whether the visitor had named interests. */
  readonly hasInterests: boolean
  readonly actions: PendingMessageActions
}

export const MessageList = ({ conversation, over, hasInterests, actions }: MessageListProps) => {
  const { transcript, pending, partner } = conversation
  const [shown, setShown] = useState(groupsShown)
  const heard = transcript.reduce((count, { from }) => count + (from === 'partner' ? 1 : 0), 0)
  const { box, onScroll, toEnd, below } = useStickToEnd(
    heard,
    transcript.length - heard + pending.length,
  )
  const groups = useMemo(() => messageGroupsOf(transcript, pending), [transcript, pending])
  const latest = groups.slice(-shown)
  const focusList = () => box.current?.focus({ preventScroll: true })
  const showEarlier = () => {
    setShown(shown + groupsShown)
    // The button may go with its last press; the focus stays where the words are.
    focusList()
  }
  const toNewest = () => {
    toEnd()
    focusList()
  }
  return (
    <div class="message-list-frame">
      <div
        class="message-list"
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-live="polite"
        aria-label={words.chat.log.label(partner.username)}
        tabIndex={0}
      >
        <div class="message-list-inner">
          <Opening conversation={conversation} hasInterests={hasInterests} />
          {groups.length > latest.length && <EarlierButton press={showEarlier} />}
          {latest.map((group) => (
            <MessageGroupView
              key={group.key}
              group={group}
              name={partner.username}
              over={over}
              actions={actions}
            />
          ))}
        </div>
      </div>
      {below > 0 && <NewMessagesButton count={below} press={toNewest} />}
    </div>
  )
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
