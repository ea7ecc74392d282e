// A question that stays until it is answered, over the whole page.
import './style/question.css'
import { type ComponentChildren, render } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useModal } from './modal.ts'

export interface Question {
  readonly heading: string
  readonly children: ComponentChildren
  /** What loses nothing, or what was meant. `href` opens a page of somebody else beside this one. */
  readonly first: { readonly label: string; readonly href?: string }
  readonly second: string
}

/** Null: it was closed without an answer. */
export type Choice = 'first' | 'second' | null

/** Whatever had the focus has it again afterwards. */
export const ask = (question: Question): Promise<Choice> =>
  new Promise((resolve) => {
    const place = document.body.appendChild(document.createElement('div'))
    const answer = (choice: Choice) => {
      render(null, place)
      place.remove()
      resolve(choice)
    }
    render(<Dialog {...question} answer={answer} />, place)
  })

const choiceOf = (value: string): Choice => (value === 'first' || value === 'second' ? value : null)

/** The heading takes the focus, not a button: an Enter meant for what was before must not press it. */
const Dialog = ({
  heading,
  children,
  first,
  second,
  answer,
}: Question & { readonly answer: (choice: Choice) => void }) => {
  const dialog = useModal()
  const title = useRef<HTMLHeadingElement>(null)
  const close = (choice: 'first' | 'second') => () => dialog.current?.close(choice)
  useLayoutEffect(() => title.current?.focus(), [])
  return (
    <dialog
      ref={dialog}
      class="question"
      aria-labelledby="question-heading"
      onClose={({ currentTarget }) => answer(choiceOf(currentTarget.returnValue))}
    >
      <h2 id="question-heading" ref={title} tabIndex={-1}>
        {heading}
      </h2>
      {children}
      <div class="actions">
        {first.href === undefined ? (
          <button type="button" class="button" onClick={close('first')}>
            {first.label}
          </button>
        ) : (
          <a
            class="button"
            href={first.href}
            target="_blank"
            rel="noopener noreferrer"
            onClick={close('first')}
          >
            {first.label}
          </a>
        )}
        <button type="button" class="button button-quiet" onClick={close('second')}>
          {second}
        </button>
      </div>
    </dialog>
  )
}
