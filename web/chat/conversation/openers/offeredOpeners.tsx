// First lines are offered while nobody has said anything; what it takes is loaded only then.
import type { FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { OpenerChipsProps } from './openerChips.tsx'

export interface OfferedOpenersProps extends OpenerChipsProps {
  /** What stands in the composer. */
  readonly written: string
}

/** Gone while something is written, and for good once something was said. */
export const OfferedOpeners = ({ conversation, written, take }: OfferedOpenersProps) => {
  const [Chips, setChips] = useState<FunctionComponent<OpenerChipsProps> | null>(null)
  const isUnsaid = conversation.transcript.length === 0 && conversation.pending.length === 0
  useEffect(() => {
    if (!isUnsaid) return
    import('./openerChips.tsx').then(
      ({ OpenerChips }) => setChips(() => OpenerChips),
      // Two who cannot load it say hello without.
      () => undefined,
    )
  }, [isUnsaid])
  if (!isUnsaid || written !== '' || Chips === null) return null
  return <Chips conversation={conversation} take={take} />
}
