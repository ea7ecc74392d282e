// Who the visitor is talking with.
import type { ComponentChildren } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Profile } from '../../../src/events/fields.ts'
import { isKey } from '../../inputMethod.ts'
import { words } from '../../words/words.ts'
import { HidingContext } from '../hiding/hiding.ts'
import { Sentence } from '../sentence.tsx'

export interface PartnerProps {
  readonly partner: Profile
  /** Something is said where an open bio would lie over it: it closes, and may be opened again. */
  readonly givesWay: boolean
  /** What stands beside the name. */
  readonly children: ComponentChildren
}

/** On a small screen the bio is one line until it is asked for; on a large one there is room. */
export const Partner = ({ partner, givesWay, children }: PartnerProps) => {
  const [open, setOpen] = useState(false)
  const Covered = useContext(HidingContext)?.CoveredText
  useEffect(() => {
    if (givesWay) setOpen(false)
  }, [givesWay])
  // This Escape has done its work here: it does not end the chat.
  const closeByEscape = (event: KeyboardEvent) => {
    if (!open || !isKey(event, 'Escape')) return
    event.stopPropagation()
    setOpen(false)
  }
  return (
    <section class="who" aria-label={words.chat.partner.label}>
      <h1 class="who-name" dir="auto">
        {partner.username}
      </h1>
      <p class="who-gender">{words.chat.genders[partner.gender]}</p>
      {children}
      {partner.bio !== '' && (
        <div class={open ? 'who-bio who-bio-open' : 'who-bio'} onKeyDown={closeByEscape}>
          <p dir="auto">{Covered === undefined ? partner.bio : <Covered text={partner.bio} />}</p>
          <button
            type="button"
            class="who-more"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? words.chat.partner.less : words.chat.partner.more}
            <span class="unseen">
              {' '}
              <Sentence of={words.chat.partner.about} spoken={[partner.username]} />
            </span>
          </button>
        </div>
      )}
    </section>
  )
}
