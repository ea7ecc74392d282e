// The conversation: what was said, what hinders it, and what comes next.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { isBlank } from '../../characters.ts'
import type { ConversationState, Farewell, Leaving, PartnerAway } from '../../session/context.ts'
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import type { ConversationEnding } from '../../session/tabStorage.ts'
import { UnsentWords } from '../../unsentWords.tsx'
import { words } from '../../words/words.ts'
import { Composer, type Draft } from './composer.tsx'
import { ConnectionNotices } from './connectionNotices.tsx'
import { Ended } from './ended.tsx'
import type { MessageActions } from './messageGroupView.tsx'
import { MessageList } from './messageList.tsx'
import { OpenerChips } from './openers/openerChips.tsx'

export interface RoomProps {
  readonly conversation: ConversationState
  /** Why it is over; null while it goes on. */
  readonly ending: ConversationEnding | null
  /** Whether the visitor had named interests. */
  readonly hasInterests: boolean
  readonly typing: boolean
  /** What was being written; after the end it is still there to be copied. */
  readonly written: string
  readonly away: PartnerAway | null
  /** That the partner came back is still news. */
  readonly isBack: boolean
  readonly disconnectReason: DisconnectReason | null
  readonly askedBackAt: number | null
  readonly workShare: number | null
  /** The visitor walked on and can still come back. */
  readonly leaving: Leaving | null
  /** Another is sought in a moment. */
  readonly isNextMeant: boolean
  /** Whether the partner knows that the visitor walked on. */
  readonly farewell: Farewell
  readonly talkAgain: ComponentChildren
  /** What came of blocking or reporting; `isCutOff`: that is why it is over. */
  readonly outcome: ComponentChildren
  readonly isCutOff: boolean
  readonly actions: {
    readonly say: (text: string) => void
    readonly discard: (id: string) => void
    readonly keystroke: (empty: boolean) => void
    readonly write: (text: string) => void
    readonly walkOn: (next: boolean) => void
    readonly undo: () => void
    readonly find: () => void
    readonly depart: () => void
    readonly retry: () => void
    readonly waitInstead: () => void
  }
}

const Foot = ({ name, typing }: { name: string; typing: boolean }) => (
  <div class="foot">
    <p class={typing ? 'typing typing-on' : 'typing'}>
      {typing && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi class="typing-name">{name}</bdi>
          <span class="typing-words"> {words.chat.composer.typing}</span>
        </>
      )}
    </p>
    <p id="composer-hint" class="hint">
      {words.chat.composer.hint}
    </p>
  </div>
)

type WritingProps = Pick<RoomProps, 'conversation' | 'typing' | 'written' | 'actions'> & {
  readonly draft: Draft | null
  readonly giveDraft: (text: string) => void
  readonly isHidden: boolean
}

/** Only hidden while the visitor may still come back: what was being written stays. */
const Writing = (props: WritingProps) => {
  const { conversation, typing, written, draft, giveDraft, isHidden, actions } = props
  const name = conversation.partner.username
  return (
    <div class="writing" hidden={isHidden}>
      <Foot name={name} typing={typing} />
      <OpenerChips
        conversation={conversation}
        written={written}
        take={(text) => {
          giveDraft(text)
          actions.keystroke(false)
        }}
      />
      <Composer
        name={name}
        draft={draft}
        isHidden={isHidden}
        say={actions.say}
        keystroke={actions.keystroke}
        walkOn={() => actions.walkOn(false)}
        written={written}
        write={actions.write}
      />
    </div>
  )
}

/** A message that was refused is written on, or gives way to what is being written. */
const useDraft = (discard: (id: string) => void) => {
  const [draft, setDraft] = useState<Draft | null>(null)
  const giveDraft = (text: string | null) => setDraft({ text })
  const messageActions: Omit<MessageActions, 'hold'> = {
    edit: ({ id, text }) => {
      discard(id)
      giveDraft(text)
    },
    dismiss: ({ id }) => {
      discard(id)
      giveDraft(null)
    },
  }
  return { draft, giveDraft, messageActions }
}

export const Room = (props: RoomProps) => {
  const { conversation, ending, hasInterests, written, leaving, actions } = props
  const { draft, giveDraft, messageActions } = useDraft(actions.discard)
  const name = conversation.partner.username
  return (
    <div class="room">
      <MessageList
        key={conversation.room}
        conversation={conversation}
        over={ending !== null}
        hasInterests={hasInterests}
        actions={messageActions}
      />
      <ConnectionNotices
        {...props}
        name={name}
        canWrite={ending === null && leaving === null}
        isLeaving={leaving !== null}
        passFocusOn={() => giveDraft(null)}
      />
      {ending === null && (
        <Writing {...props} draft={draft} giveDraft={giveDraft} isHidden={leaving !== null} />
      )}
      {(ending !== null || leaving !== null) && (
        <Ended {...props} ending={ending ?? 'you'} name={name} hasDraft={!isBlank(written)}>
          {leaving === null && (
            <>
              {props.outcome}
              {props.talkAgain}
              <UnsentWords
                draft={written === '' ? null : { room: conversation.room, text: written }}
                undelivered={[]}
              />
            </>
          )}
        </Ended>
      )}
    </div>
  )
}
