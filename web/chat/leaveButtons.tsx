// Ends the conversation, or ends it for the next one; either can be undone for a while.
import type { Leaving } from '../session/context.ts'
import { words } from '../words/words.ts'
import { LeaveIcon, NextIcon } from './conversation/icons.tsx'

/** While the leaving can be undone only the next one is left to ask for, until it is. */
export const LeaveButtons = ({
  leaving,
  walkOn,
}: {
  leaving: Leaving | null
  walkOn: (next: boolean) => void
}) => (
  <>
    {leaving === null && (
      <button type="button" class="tool" aria-keyshortcuts="Escape" onClick={() => walkOn(false)}>
        <LeaveIcon />
        <span>{words.chat.end.button}</span>
      </button>
    )}
    {leaving?.next !== true && (
      <button
        type="button"
        class="tool"
        aria-keyshortcuts={leaving === null ? undefined : 'Escape'}
        onClick={() => walkOn(true)}
      >
        <NextIcon />
        <span>{words.chat.end.next}</span>
      </button>
    )}
  </>
)
