// Asks once before something is decided.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useModal } from '../modal.ts'
import type { DecisionAsked, Deed } from './decisions.ts'

interface DecisionDialogProps {
  readonly asked: DecisionAsked
  /** Null: nothing is decided. */
  readonly answer: (deed: Deed | null) => void
}

/** The heading takes the focus: the key that opened it, pressed on, presses no button. */
export const DecisionDialog = ({ asked, answer }: DecisionDialogProps) => {
  const dialog = useModal()
  const title = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => title.current?.focus(), [])
  const { heading, explains, deeds } = asked
  return (
    <dialog
      ref={dialog}
      class="question"
      aria-labelledby="decision-heading"
      onClose={({ currentTarget }) => {
        const { returnValue } = currentTarget
        answer(deeds.find(({ name }) => name === returnValue) ?? null)
      }}
    >
      <h2 id="decision-heading" ref={title} tabIndex={-1}>
        {heading}
      </h2>
      <p>{explains}</p>
      <div class="actions">
        {deeds.map(({ name, label }) => (
          <button
            key={name}
            type="button"
            class="button"
            onClick={() => dialog.current?.close(name)}
          >
            {label}
          </button>
        ))}
        <button type="button" class="button button-quiet" onClick={() => dialog.current?.close('')}>
          Cancel
        </button>
      </div>
    </dialog>
  )
}
