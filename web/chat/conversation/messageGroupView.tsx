// What one of the two said in quick succession, and how far it has come.
import type { PendingMessage } from '../../session/pendingMessages.ts'
import { locale, words } from '../../words/words.ts'
import { FaultIcon, PendingIcon, SentIcon } from './icons.tsx'
import { MessageText } from './log/messageText.tsx'
import type { MessageGroup, ShownMessage } from './messageGroups.ts'
import type { Cautions } from './useCautions.tsx'

export interface MessageActions {
  readonly edit: (message: PendingMessage) => void
  readonly dismiss: (message: PendingMessage) => void
  /** A message is about to grow or shrink by itself: the list keeps its place. */
  readonly hold: () => void
}

const timeOfDay = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })

const DeliveryState = ({ message, over }: { message: ShownMessage; over: boolean }) => {
  if (message.state === 'sent')
    return (
      <>
        <SentIcon />
        <span class="unseen">{words.chat.message.sent}</span>
      </>
    )
  if (over) return <span>{words.chat.message.undelivered}</span>
  return (
    <>
      <PendingIcon />
      <span class="unseen">{words.chat.message.sending}</span>
    </>
  )
}

/** No second try: the server would say the same again. */
const RefusedNote = ({
  message,
  actions,
}: {
  message: PendingMessage
  actions: MessageActions
}) => (
  <div class="refused">
    <p>
      <FaultIcon />
      {words.chat.message.refused} {message.fault}
    </p>
    <button type="button" class="link" onClick={() => actions.edit(message)}>
      {words.chat.message.edit}
    </button>
    <button type="button" class="link" onClick={() => actions.dismiss(message)}>
      {words.chat.message.dismiss}
    </button>
  </div>
)

export interface MessageGroupViewProps {
  readonly group: MessageGroup
  readonly name: string
  readonly over: boolean
  /** Messages below this number were said before: they appear without being read out. */
  readonly silentBelow: number
  readonly cautions: Cautions
  /** What they do changes with the page; the messages need not be drawn again for it. */
  readonly actions: { readonly current: MessageActions }
}

export const MessageGroupView = ({
  group,
  name,
  over,
  silentBelow,
  cautions,
  actions,
}: MessageGroupViewProps) => {
  const mine = group.from === 'you'
  const last = group.messages.at(-1)
  return (
    <div class={mine ? 'message-group message-group-you' : 'message-group message-group-partner'}>
      {group.messages.map((message) => (
        <div
          key={message.key}
          class={`message message-${message.state}`}
          aria-live={message.index < silentBelow ? 'off' : undefined}
        >
          <MessageText
            text={message.text}
            name={mine ? null : name}
            hold={() => actions.current.hold()}
          />
          {!mine && cautions.under(message.key)}
          {message.state === 'refused' && message.pending !== undefined && !over && (
            <RefusedNote message={message.pending} actions={actions.current} />
          )}
        </div>
      ))}
      {last !== undefined && (last.state !== 'refused' || over) && (
        // Not read out: one's own words were heard once, and of the rest the status tells.
        <p class="meta" aria-live="off">
          <time dateTime={new Date(last.at).toISOString()}>{timeOfDay.format(last.at)}</time>
          {mine && <DeliveryState message={last} over={over} />}
        </p>
      )}
    </div>
  )
}
