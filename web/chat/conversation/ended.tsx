// A conversation is over: why, and where to go from here.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ConversationEnding } from '../../session/context.ts'
import { words } from '../../words/words.ts'

export interface EndedProps {
  readonly ending: ConversationEnding
  readonly name: string
  readonly find: () => void
  readonly depart: () => void
  /** What is left of it. */
  readonly children?: ComponentChildren
}

/** The heading takes the focus, not a button: an Enter meant for a message must not press it. */
export const Ended = ({ ending, name, find, depart, children }: EndedProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const { heading: title, text } = words.chat.ended[ending](name)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <section class="ended" aria-labelledby="ended-heading">
      <div>
        <h2 id="ended-heading" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p>{text}</p>
      </div>
      {children}
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
