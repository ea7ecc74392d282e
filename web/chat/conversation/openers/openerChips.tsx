// First lines that are offered while nobody has said anything: a tap writes one, and sends nothing.
import type { ConversationState } from '../../../session/context.ts'
import { words } from '../../../words/words.ts'
import { Sentence } from '../../sentence.tsx'
import { openersFor } from './openersFor.ts'

export interface OpenerChipsProps {
  readonly conversation: ConversationState
  /** What stands in the composer. */
  readonly written: string
  readonly take: (draft: string) => void
}

/** Gone while something is written, and for good once something was said. */
export const OpenerChips = ({ conversation, written, take }: OpenerChipsProps) => {
  const { transcript, pending } = conversation
  const { label, list } = words.chat.openers
  if (written !== '' || transcript.length > 0 || pending.length > 0) return null
  return (
    <fieldset class="openers" aria-label={label}>
      {openersFor(conversation, list).map(({ chip, topic, draft }) => (
        <button key={draft} type="button" class="opener" onClick={() => take(draft)}>
          <Sentence
            of={(spoken = '') => chip.replace('{interest}', spoken)}
            spoken={topic === null ? [] : [topic]}
          />
        </button>
      ))}
    </fieldset>
  )
}
