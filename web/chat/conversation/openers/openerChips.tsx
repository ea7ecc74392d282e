// First lines that are offered while nobody has said anything: a tap writes one, and sends nothing.
import type { ConversationState } from '../../../session/context.ts'
import { words } from '../../../words/words.ts'
import { type OfferedOpener, openersFor } from './openersFor.ts'

/** What it is about was written by a visitor, and has a direction of its own. */
const ChipWords = ({ chip, topic }: OfferedOpener) => {
  if (topic === null) return <>{chip}</>
  const [before, after] = chip.split('{interest}')
  return (
    <>
      {before}
      <bdi>{topic}</bdi>
      {after}
    </>
  )
}

export interface OpenerChipsProps {
  readonly conversation: ConversationState
  readonly take: (draft: string) => void
}

/** The style takes them away while something is written: they come back to an empty composer. */
export const OpenerChips = ({ conversation, take }: OpenerChipsProps) => {
  const { transcript, pending } = conversation
  const { label, list } = words.chat.openers
  if (transcript.length > 0 || pending.length > 0) return null
  return (
    <fieldset class="openers" aria-label={label}>
      {openersFor(conversation, list).map((opener) => (
        <button key={opener.draft} type="button" class="opener" onClick={() => take(opener.draft)}>
          <ChipWords {...opener} />
        </button>
      ))}
    </fieldset>
  )
}
