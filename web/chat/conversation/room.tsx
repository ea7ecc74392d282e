// The conversation: what was said, what hinders it, and what comes next.
import { useState } from 'preact/hooks'
import type { ConversationEnding, ConversationState, PartnerAway } from '../../session/context.ts'
import type { DisconnectReason } from '../../session/line/disconnectReason.ts'
import { words } from '../../words/words.ts'
import { UnsentDraft } from '../unsentDraft.tsx'
import { Composer, type Draft } from './composer.tsx'
import { ConnectionNotices } from './connectionNotices.tsx'
import { Ended } from './ended.tsx'
import { MessageList } from './messageList.tsx'

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
  readonly disconnectReason: DisconnectReason | null
  readonly askedBackAt: number | null
  /** The first press to leave was made. */
  readonly isConfirming: boolean
  readonly actions: {
    readonly say: (text: string) => void
    readonly discard: (id: string) => void
    readonly keystroke: (empty: boolean) => void
    readonly write: (text: string) => void
    readonly find: () => void
    readonly depart: () => void
    readonly retry: () => void
  }
}

const Foot = ({
  name,
  typing,
  isConfirming,
}: {
  name: string
  typing: boolean
  isConfirming: boolean
}) => (
  <div class={isConfirming ? 'foot foot-confirming' : 'foot'}>
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
    <p id="composer-hint" class={isConfirming ? 'hint hint-confirming' : 'hint'}>
      {isConfirming ? words.chat.composer.confirming : words.chat.composer.hint}
    </p>
  </div>
)

type WritingProps = Pick<RoomProps, 'typing' | 'written' | 'isConfirming' | 'actions'> & {
  readonly name: string
  readonly draft: Draft | null
}

const Writing = ({ name, draft, typing, written, isConfirming, actions }: WritingProps) => (
  <>
    <Foot name={name} typing={typing} isConfirming={isConfirming} />
    <Composer
      name={name}
      draft={draft}
      say={actions.say}
      keystroke={actions.keystroke}
      written={written}
      write={actions.write}
    />
  </>
)

export const Room = (props: RoomProps) => {
  const { conversation, ending, hasInterests, written, away, disconnectReason, actions } = props
  const [draft, setDraft] = useState<Draft | null>(null)
  const name = conversation.partner.username
  return (
    <div class="room">
      <MessageList
        key={conversation.room}
        conversation={conversation}
        over={ending !== null}
        hasInterests={hasInterests}
        actions={{
          edit: ({ id, text }) => {
            actions.discard(id)
            setDraft({ text })
          },
          dismiss: ({ id }) => {
            actions.discard(id)
            setDraft({ text: null })
          },
        }}
      />
      <ConnectionNotices
        name={name}
        away={away}
        disconnectReason={disconnectReason}
        askedBackAt={props.askedBackAt}
        retry={actions.retry}
      />
      {ending === null ? (
        <Writing {...props} name={name} draft={draft} />
      ) : (
        <Ended ending={ending} name={name} find={actions.find} depart={actions.depart}>
          <UnsentDraft text={written} />
        </Ended>
      )}
    </div>
  )
}
