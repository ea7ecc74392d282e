// Interests as chips: Enter or a comma adds one, the keyboard takes it away.
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { isComposing, isKey } from '../inputMethod.ts'
import { homeWords } from '../words/home/homeWords.ts'
import { composed, finishWord, type InterestList, removeInterest, typed } from './interestList.ts'

export interface InterestChipsProps {
  readonly initial: InterestList
  /** Called when what stands in the fields has changed. */
  readonly changed?: () => void
}

export const InterestChips = ({ initial, changed }: InterestChipsProps) => {
  const [interests, set] = useState(initial)
  useLayoutEffect(() => changed?.(), [interests])
  const field = useRef<HTMLInputElement>(null)
  const { list, fault } = interests
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
          <ul class="chips-list" aria-label={homeWords.form.interests.list}>
            {list.map((word) => (
              <Chip key={word} word={word} remove={() => remove(word)} />
            ))}
          </ul>
        )}
        <WordField field={field} interests={interests} set={set} />
      </div>
      <ChipsFault fault={fault} />
    </>
  )
}

interface WordFieldProps {
  readonly field: { current: HTMLInputElement | null }
  readonly interests: InterestList
  readonly set: (interests: InterestList) => void
}

/** Backspace in an empty field takes the last one back, as in a line of text. */
const WordField = ({ field, interests, set }: WordFieldProps) => {
  const { list, unfinished, fault } = interests
  const last = list.at(-1)
  const onKeyDown = (event: KeyboardEvent) => {
    if (isKey(event, 'Enter') && unfinished.trim() !== '') {
      event.preventDefault()
      set(finishWord(interests))
    } else if (isKey(event, 'Backspace') && unfinished === '' && last !== undefined) {
      set(removeInterest(interests, last))
    }
  }
  return (
    <input
      ref={field}
      id="interests"
      name="interests"
      dir="auto"
      autocomplete="off"
      value={unfinished}
      placeholder={list.length === 0 ? homeWords.form.interests.placeholder : ''}
      aria-invalid={fault !== null}
      aria-describedby="interests-hint chips-fault interests-fault"
      onInput={(event) => {
        const read = isComposing(event) ? composed : typed
        set(read(interests, event.currentTarget.value))
      }}
      onCompositionEnd={({ currentTarget }) => set(typed(interests, currentTarget.value))}
      onBlur={() => set(finishWord(interests))}
      onKeyDown={onKeyDown}
    />
  )
}

const ChipsFault = ({ fault }: { fault: string | null }) => (
  <p class="fault" id="chips-fault" role="status" hidden={fault === null}>
    {fault ?? ''}
  </p>
)

const Chip = ({ word, remove }: { word: string; remove: () => void }) => (
  <li class="chip">
    <span dir="auto">{word}</span>
    <button type="button" aria-label={homeWords.form.interests.remove(word)} onClick={remove}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d="m3 3 6 6m0-6L3 9" />
      </svg>
    </button>
    <input type="hidden" name="interests" value={word} />
  </li>
)
