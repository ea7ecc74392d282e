// First lines to choose from: a tap writes one, and sends nothing.
import type { ConversationState } from '../../../session/context.ts'
import { openers } from '../../../words/openers/current.ts'
import { Sentence } from '../../sentence.tsx'
import { openersFor } from './openersFor.ts'

export interface OpenerChipsProps {
  readonly conversation: ConversationState
  readonly take: (draft: string) => void
}

export const OpenerChips = ({ conversation, take }: OpenerChipsProps) => (
  <fieldset class="openers" aria-label={openers.label}>
    {openersFor(conversation, openers).map(({ chip, topic, draft }) => (
      <button key={draft} type="button" class="opener" onClick={() => take(draft)}>
        <Sentence
          of={(spoken = '') => chip.replace('{interest}', spoken)}
          spoken={topic === null ? [] : [topic]}
        />
      </button>
    ))}
  </fieldset>
)
