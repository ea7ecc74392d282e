// Ends the conversation, at the second press.

import { words } from '../words/words.ts'
import { LeaveIcon } from './conversation/icons.tsx'

/** Both wordings lie on one another: a button that grew would slip away from the second press. */
export const EndButton = ({
  isConfirming,
  press,
}: {
  isConfirming: boolean
  press: () => void
}) => (
  <button type="button" class={isConfirming ? 'tool tool-confirming' : 'tool'} onClick={press}>
    <LeaveIcon />
    <span class="end-words">
      <span class={isConfirming ? 'end-other' : ''}>{words.chat.end.first}</span>
      <span class={isConfirming ? '' : 'end-other'}>{words.chat.end.second}</span>
    </span>
  </button>
)
