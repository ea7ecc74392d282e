// What was being written when a conversation ended: to be copied, not to be sent to the next.
import { words } from './words/words.ts'

/** Nothing where nothing was being written. All of it is selected as soon as it has the focus. */
export const UnsentDraft = ({ text }: { text: string }) =>
  text === '' ? null : (
    <label class="unsent">
      <span>{words.chat.unsent}</span>
      <textarea
        readOnly
        rows={2}
        dir="auto"
        value={text}
        onFocus={({ currentTarget }) => {
          currentTarget.select()
          // Selecting keeps a browser from bringing it into sight by itself.
          currentTarget.scrollIntoView({ block: 'nearest' })
        }}
      />
    </label>
  )
