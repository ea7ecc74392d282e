// Where whoever waits changes what they look for; their place is kept.
import '../../style/fields.css'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Seeks } from '../../../src/events/fields.ts'
import { interestCharactersMax, interestsMax } from '../../../src/events/limits.ts'
import { charactersIn } from '../../characters.ts'
import { InterestChips } from '../../home/interestChips.tsx'
import { noInterests } from '../../home/interestList.ts'
import { isKey } from '../../inputMethod.ts'
import type { Wishes } from '../../session/events.ts'
import { homeWords } from '../../words/home/homeWords.ts'
import { words } from '../../words/words.ts'
import { swallowStrayKeys } from './strayKeys.ts'

const sought = ['male', 'female', 'anyone'] as const satisfies readonly Seeks[]

/** What is filled in; null where it says already beside the field why it cannot be taken. */
const wishesIn = (form: HTMLFormElement): Wishes | null => {
  const filled = new FormData(form)
  const seeks = sought.find((one) => one === filled.get('seeks'))
  const interests = filled
    .getAll('interests')
    .map((word) => String(word).trim())
    .filter((word) => word !== '')
  const fits =
    interests.length <= interestsMax &&
    interests.every((word) => charactersIn(word) <= interestCharactersMax)
  return seeks !== undefined && fits ? { seeks, interests } : null
}

const SeeksChoice = ({ seeks }: { seeks: Seeks }) => (
  <fieldset class="field">
    <legend>{homeWords.form.seeks.label}</legend>
    <div class="choices">
      {sought.map((one) => (
        <label key={one} class="choice">
          <input type="radio" name="seeks" value={one} defaultChecked={one === seeks} />
          <span>{homeWords.form.seeks[one]}</span>
        </label>
      ))}
    </div>
  </fieldset>
)

const InterestsField = ({ interests }: { interests: readonly string[] }) => (
  <div class="field">
    <label for="interests">
      {homeWords.form.interests.label} <span class="optional">{homeWords.form.optional}</span>
    </label>
    <InterestChips initial={{ ...noInterests, list: interests }} />
    <p class="hint" id="interests-hint">
      {homeWords.form.interests.hint}
    </p>
  </div>
)

export interface WishFormProps {
  /** What the visitor wished until now. */
  readonly wishes: Wishes
  readonly save: (wishes: Wishes) => void
  readonly keep: () => void
}

export const WishForm = ({ wishes, save, keep }: WishFormProps) => {
  const form = useRef<HTMLFormElement>(null)
  const isDone = useRef(false)
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), [])
  useLayoutEffect(() => {
    const element = form.current
    return () => {
      // A match, and not the visitor, takes the form away.
      if (!isDone.current && element?.contains(document.activeElement)) swallowStrayKeys(document)
    }
  }, [])
  const submit = (event: Event) => {
    event.preventDefault()
    const wished = form.current && wishesIn(form.current)
    isDone.current = wished !== null
    if (wished !== null) save(wished)
    else form.current?.querySelector<HTMLInputElement>('#interests')?.focus()
  }
  const leave = () => {
    isDone.current = true
    keep()
  }
  return (
    <form
      class="wishes fields"
      ref={form}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => isKey(event, 'Escape') && leave()}
    >
      <SeeksChoice seeks={wishes.seeks} />
      <InterestsField interests={wishes.interests} />
      <div class="actions">
        <button type="submit" class="button">
          {words.chat.wishes.save}
        </button>
        <button type="button" class="button button-quiet" onClick={leave}>
          {words.chat.wishes.keep}
        </button>
      </div>
      <p class="hint">{words.chat.wishes.place}</p>
    </form>
  )
}
