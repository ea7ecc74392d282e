// First lines are offered while nobody has said anything: a tap writes one, and sends nothing.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import type { ConversationState } from '../../../session/context.ts'
import { openersIn } from '../../../words/openers/lists.ts'
import { language } from '../../../words/words.ts'
import { Sentence } from '../../sentence.tsx'
import type { OfferedOpener } from './openersFor.ts'

interface Offer {
  /** What the chips are, for those who listen. */
  readonly label: string
  readonly openers: readonly OfferedOpener[]
}

/** What it takes is loaded here, and not with the page. */
const load = async (conversation: ConversationState): Promise<Offer> => {
  const [{ openersFor }, list] = await Promise.all([
    import('./openersFor.ts'),
    openersIn[language](),
  ])
  return { label: list.label, openers: openersFor(conversation, list) }
}

const useOffer = (conversation: ConversationState): Offer | null => {
  const [offer, setOffer] = useState<Offer | null>(null)
  const isUnsaid = conversation.transcript.length === 0 && conversation.pending.length === 0
  useEffect(() => {
    if (!isUnsaid) return
    // Two who cannot load it say hello without.
    load(conversation).then(setOffer, () => undefined)
  }, [conversation.room, isUnsaid])
  return isUnsaid ? offer : null
}

export interface OpenerChipsProps {
  readonly conversation: ConversationState
  /** What stands in the composer. */
  readonly written: string
  readonly take: (draft: string) => void
}

/** What comes in above must not push from a low screen what one is about to write in. */
const keepComposerInSight = () => {
  const { activeElement } = document
  if (activeElement instanceof HTMLTextAreaElement)
    activeElement.form?.scrollIntoView({ block: 'nearest' })
}

/** Gone while something is written, and for good once something was said. */
export const OpenerChips = ({ conversation, written, take }: OpenerChipsProps) => {
  const offer = useOffer(conversation)
  useLayoutEffect(keepComposerInSight, [offer])
  if (offer === null || written !== '') return null
  return (
    <fieldset class="openers" aria-label={offer.label}>
      {offer.openers.map(({ chip, topic, draft }) => (
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
