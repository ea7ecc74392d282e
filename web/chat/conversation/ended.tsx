// A conversation is over: why, and where to go from here.
import { useEffect, useRef } from 'preact/hooks'
import type { ConversationEnding } from '../../session/context.ts'
import { words } from '../../words/words.ts'
import { Sentence } from '../sentence.tsx'

export interface EndedProps {
  readonly ending: ConversationEnding
  readonly name: string
  readonly find: () => void
  readonly depart: () => void
}

/** The heading takes the focus, not a button: an Enter meant for a message must not press it. */
export const Ended = ({ ending, name, find, depart }: EndedProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const ended = words.chat.ended[ending]
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <section class="ended" aria-labelledby="ended-heading">
      <div>
        <h2 id="ended-heading" ref={heading} tabIndex={-1}>
          <Sentence of={(whom) => ended(whom).heading} spoken={[name]} />
        </h2>
        <p>
          <Sentence of={(whom) => ended(whom).text} spoken={[name]} />
        </p>
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={find}>
          {words.chat.actions.findAnother}
        </button>
        <button type="button" class="button button-quiet" onClick={depart}>
          {words.chat.actions.leave}
        </button>
      </div>
    </section>
  )
}
