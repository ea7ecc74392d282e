// A conversation is over: why, whether that can be undone, and where to go from here.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useNow } from '../../clock.ts'
import type { Farewell, Leaving } from '../../session/context.ts'
import type { ConversationEnding } from '../../session/tabStorage.ts'
import { words } from '../../words/words.ts'
import { useEscape } from '../escape.ts'
import { Sentence } from '../sentence.tsx'

const Undo = ({ until, undo }: { until: number; undo: () => void }) => {
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1_000))
  return (
    <button type="button" class="button button-quiet undo" onClick={undo}>
      <span>
        {words.chat.leaving.undo}{' '}
        {seconds > 0 && <span aria-hidden="true">{words.chat.leaving.seconds(seconds)}</span>}
      </span>
    </button>
  )
}

type Parted = Pick<EndedProps, 'ending' | 'leaving' | 'farewell' | 'isNextMeant'>

/** Never that the partner has been told before the server is known to have heard. */
const textOf = ({ ending, leaving, farewell, isNextMeant }: Parted, name: string): string => {
  const text = endedText(ending, leaving === null ? farewell : 'telling', name)
  return isNextMeant ? `${text} ${words.chat.leaving.thenNext}` : text
}

export const endedText = (ending: ConversationEnding, farewell: Farewell, name: string): string => {
  if (farewell === 'telling') return words.chat.leaving.text(name)
  return farewell === 'later' ? words.chat.leaving.later(name) : words.chat.ended[ending](name).text
}

export interface EndedProps {
  readonly ending: ConversationEnding
  readonly name: string
  readonly farewell: Farewell
  /** Not told yet: the visitor can still come back. */
  readonly leaving: Leaving | null
  readonly isNextMeant: boolean
  /** What is said of that stands below. */
  readonly isCutOff: boolean
  /** Something was being written: an Escape may be meant to go back to it, and does nothing. */
  readonly hasDraft: boolean
  readonly actions: {
    readonly undo: () => void
    /** `next`: looks for another once the time to undo is over. */
    readonly walkOn: (next: boolean) => void
    readonly find: () => void
    readonly depart: () => void
  }
  /** What is left of it. */
  readonly children?: ComponentChildren
}

/**
 * The heading takes the focus, not a button: an Enter meant for a message must not press it. The
 * way back stands beside the words, so that nothing else comes to lie in its place when it goes.
 */
export const Ended = (props: EndedProps) => {
  const { ending, name, leaving, hasDraft, actions, children } = props
  const section = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const ended = words.chat.ended[ending]
  const canUndo = leaving !== null
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true })
    // In a low window it stands below what is seen, and the time to undo is short.
    section.current?.scrollIntoView({ block: 'nearest' })
    section.current?.querySelector('.undo')?.scrollIntoView({ block: 'nearest' })
  }, [])
  useLayoutEffect(() => {
    // The button that goes takes the focus with it.
    if (!canUndo && document.activeElement === document.body) heading.current?.focus()
  }, [canUndo])
  useEscape(canUndo && !hasDraft, () => actions.walkOn(true))
  return (
    <section class="ended" ref={section} aria-labelledby="ended-heading">
      <div class="ended-words">
        <div>
          <h2 id="ended-heading" ref={heading} tabIndex={-1}>
            <Sentence of={(whom) => ended(whom).heading} spoken={[name]} />
          </h2>
          {!props.isCutOff && (
            <p>
              <Sentence of={(whom) => textOf(props, whom)} spoken={[name]} />
            </p>
          )}
        </div>
        {leaving !== null && <Undo until={leaving.until} undo={actions.undo} />}
      </div>
      {children}
      <div class="actions">
        <button type="button" class="button" onClick={actions.find}>
          {words.chat.actions.findAnother}
        </button>
        <button type="button" class="button button-quiet" onClick={actions.depart}>
          {words.chat.actions.leave}
        </button>
      </div>
    </section>
  )
}
