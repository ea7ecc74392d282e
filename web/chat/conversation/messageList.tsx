// Everything said in this conversation, the newest at the end.
import { useMemo, useState } from 'preact/hooks'
import type { ConversationState } from '../../session/context.ts'
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
  return (
    <div class="message-list-frame">
      <div
        class="message-list"
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-live="polite"
        aria-label={`Conversation with ${partner.username}`}
        tabIndex={0}
      >
        <div class="message-list-inner">
          <Opening conversation={conversation} hasInterests={hasInterests} />
          {groups.length > latest.length && (
            <button
              type="button"
              class="link earlier"
              onClick={() => {
                setShown(shown + groupsShown)
                // The button may go with its last press; the focus stays where the words are.
                box.current?.focus({ preventScroll: true })
              }}
            >
              Show what was said earlier
            </button>
          )}
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
      {below > 0 && (
        <button
          type="button"
          class="pill"
          onClick={() => {
            toEnd()
            box.current?.focus({ preventScroll: true })
          }}
        >
          <DownIcon />
          {below === 1 ? '1 new message' : `${below} new messages`}
        </button>
      )}
    </div>
  )
}
