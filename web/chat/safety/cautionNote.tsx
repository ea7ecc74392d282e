// A quiet note under a stranger's message, for its reader alone.
import '../../style/chat/safety.css'
import { useState } from 'preact/hooks'
import { safetyWords } from '../../words/safety/safetyWords.ts'
import type { Caution } from './cautions.ts'

const texts = safetyWords.cautions

/** Put away for the conversation: nothing of its kind is told of again. */
export const CautionNote = ({ cautions }: { cautions: readonly Caution[] }) => {
  const [isShown, setShown] = useState(true)
  const dismiss = () => {
    setShown(false)
    document.querySelector<HTMLElement>('.message-list')?.focus({ preventScroll: true })
  }
  if (!isShown) return null
  return (
    <div class="caution" role="note" aria-label={texts.label}>
      <p>{cautions.map((kind) => texts[kind]).join(' ')}</p>
      <button type="button" class="link" onClick={dismiss}>
        {texts.dismiss}
      </button>
    </div>
  )
}
