// Where the visitor lists the words that they do not want to see.
import '../../style/chat/safety.css'
import { useContext } from 'preact/hooks'
import { safetyWords } from '../../words/safety/safetyWords.ts'
import { wordsIn } from './hiddenWords.ts'
import { HidingContext } from './hiding.ts'

export const HiddenField = () => {
  const hidden = useContext(HidingContext)
  const { label, hint } = safetyWords.hiding
  if (hidden === null) return null
  return (
    <div class="hidden-field">
      <label for="hidden">{label}</label>
      <textarea
        id="hidden"
        rows={2}
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        aria-describedby="hidden-hint"
        defaultValue={hidden.list().join('\n')}
        onInput={({ currentTarget }) => hidden.setList(wordsIn(currentTarget.value))}
      />
      <p class="switch-hint" id="hidden-hint">
        {hint}
      </p>
    </div>
  )
}
