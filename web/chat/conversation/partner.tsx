// Who the visitor is talking with.
import { useState } from 'preact/hooks'
import type { Profile } from '../../../src/events/fields.ts'
import { genderLabels } from './sentences.ts'

/** On a small screen the bio is one line until it is asked for; on a large one there is room. */
export const Partner = ({ partner }: { partner: Profile }) => {
  const [open, setOpen] = useState(false)
  // This Escape has done its work here: it does not end the chat.
  const closeByEscape = (event: KeyboardEvent) => {
    if (!open || event.key !== 'Escape') return
    event.stopPropagation()
    setOpen(false)
  }
  return (
    <section class="who" aria-label="Your partner">
      <h1 class="who-name" dir="auto">
        {partner.username}
      </h1>
      <p class="who-gender">{genderLabels[partner.gender]}</p>
      {partner.bio !== '' && (
        <div class={open ? 'who-bio who-bio-open' : 'who-bio'} onKeyDown={closeByEscape}>
          <p dir="auto">{partner.bio}</p>
          <button
            type="button"
            class="who-more"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Less' : 'More'}
            <span class="unseen"> about {partner.username}</span>
          </button>
        </div>
      )}
    </section>
  )
}
