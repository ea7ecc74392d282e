// A stranger's text, with the words covered that the visitor does not want to see.
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { createHiddenWords } from './hiddenWords.ts'
import { type Hiding, HidingContext } from './hiding.ts'

/** Uncovered it has the focus that its button had. */
const Cover = ({ text }: { text: string }) => {
  const [isShown, setShown] = useState(false)
  const shown = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => shown.current?.focus({ preventScroll: true }), [isShown])
  if (isShown)
    return (
      <span class="uncovered" ref={shown} tabIndex={-1}>
        {text}
      </span>
    )
  return (
    <button type="button" class="cover" onClick={() => setShown(true)}>
      <span aria-hidden="true">•••</span>
      <span class="unseen">{words.chat.hidden}</span>
    </button>
  )
}

const CoveredText = ({ text }: { text: string }) => {
  const hidden = useContext(HidingContext)
  const [, redraw] = useState(0)
  useLayoutEffect(() => hidden?.subscribe(() => redraw((times) => times + 1)), [hidden])
  if (hidden === null) return <>{text}</>
  return (
    <>
      {hidden
        .runs(text)
        .map((run, index) => (run.isHidden ? <Cover key={index} text={run.text} /> : run.text))}
    </>
  )
}

export const createHiding = (storage: () => Storage): Hiding => ({
  ...createHiddenWords(storage),
  CoveredText,
})
