// Ends the conversation, at the second press.
import { LeaveIcon } from '../icons.tsx'

/** Both wordings lie on one another: a button that grew would slip away from the second press. */
export const EndButton = ({ armed, press }: { armed: boolean; press: () => void }) => (
  <button type="button" class={armed ? 'tool tool-armed' : 'tool'} onClick={press}>
    <LeaveIcon />
    <span class="end-words">
      <span class={armed ? 'end-other' : ''}>End chat</span>
      <span class={armed ? '' : 'end-other'}>End it?</span>
    </span>
  </button>
)
