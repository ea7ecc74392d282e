// Interests as chips: Enter or a comma adds one, the keyboard takes it away.
import { useRef, useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { finishWord, type InterestList, removeInterest, typed } from './interestList.ts'

/** Backspace in an empty field takes the last one back, as in a line of text. */
export const InterestChips = ({ initial }: { initial: InterestList }) => {
  const [interests, set] = useState(initial)
  const field = useRef<HTMLInputElement>(null)
  const { list, unfinished, fault } = interests
  const last = list.at(-1)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && unfinished.trim() !== '' && !event.isComposing) {
      event.preventDefault()
      set(finishWord(interests))
    } else if (event.key === 'Backspace' && unfinished === '' && last !== undefined) {
      set(removeInterest(interests, last))
    }
  }
  const remove = (word: string) => {
    set(removeInterest(interests, word))
    field.current?.focus()
  }
  return (
    <>
      <div
        class="chips"
        onClick={({ target, currentTarget }) => target === currentTarget && field.current?.focus()}
      >
        {list.length > 0 && (
          <ul class="chips-list" aria-label={words.home.form.interests.list}>
            {list.map((word) => (
              <Chip key={word} word={word} remove={() => remove(word)} />
            ))}
          </ul>
        )}
        <input
          ref={field}
          id="interests"
          name="interests"
          autocomplete="off"
          value={unfinished}
          placeholder={list.length === 0 ? words.home.form.interests.placeholder : ''}
          aria-invalid={fault !== null}
          aria-describedby="interests-hint chips-fault interests-fault"
          onInput={({ currentTarget }) => set(typed(interests, currentTarget.value))}
          onBlur={() => set(finishWord(interests))}
          onKeyDown={onKeyDown}
        />
      </div>
      <p class="fault" id="chips-fault" role="status" hidden={fault === null}>
        {fault}
      </p>
    </>
  )
}

const Chip = ({ word, remove }: { word: string; remove: () => void }) => (
  <li class="chip">
    <span dir="auto">{word}</span>
    <button type="button" aria-label={words.home.form.interests.remove(word)} onClick={remove}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d="m3 3 6 6m0-6L3 9" />
      </svg>
    </button>
    <input type="hidden" name="interests" value={word} />
  </li>
)
