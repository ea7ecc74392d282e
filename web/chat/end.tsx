// web/chat/end.tsx — ends the conversation, at the second press.
import { LeaveIcon } from './icons.tsx'

export const EndButton = ({ armed, press }: { armed: boolean; press: () => void }) => (
  <button type="button" class={armed ? 'tool tool-armed' : 'tool'} onClick={press}>
    <LeaveIcon />
    <span>{armed ? 'Really end?' : 'End chat'}</span>
  </button>
)
