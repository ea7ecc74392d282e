// What never reached the other when a conversation ended: to be copied, not to be sent to the next.
import type { PendingMessages } from './session/pendingMessages.ts'
import type { MessageDraft } from './session/tabStorage.ts'
import { words } from './words/words.ts'

interface UnsentWordsProps {
  readonly draft: MessageDraft | null
  /** Messages that were sent and did not arrive; none where the page shows them as such. */
  readonly undelivered: PendingMessages
}

/** Nothing where nothing was written. All of it is selected as soon as it has the focus. */
export const UnsentWords = ({ draft, undelivered }: UnsentWordsProps) => {
  const texts = [...undelivered, ...(draft === null ? [] : [draft])].map(({ text }) => text)
  if (texts.length === 0) return null
  return (
    <label class="unsent">
      <span>{undelivered.length === 0 ? words.chat.unsent : words.chat.undelivered}</span>
      <textarea
        readOnly
        rows={texts.length + 1}
        dir="auto"
        value={texts.join('\n\n')}
        onFocus={({ currentTarget }) => {
          currentTarget.select()
          // Selecting keeps a browser from bringing it into sight by itself.
          currentTarget.scrollIntoView({ block: 'nearest' })
        }}
      />
    </label>
  )
}
