// How many characters a field still has room for.
import { charactersIn } from '../characters.ts'
import { homeWords } from '../words/home/homeWords.ts'
import { words } from '../words/words.ts'

/** What is said below a text of `count` characters. */
export const remainingText = (count: number, max: number): string => {
  if (count > max) return words.characters.tooMany(count - max)
  return count === 0 ? homeWords.form.bio.atMost(max) : words.characters.left(max - count)
}

export const showRemaining = (
  field: HTMLTextAreaElement,
  shown: HTMLElement,
  max: number,
): void => {
  const count = () => {
    const characters = charactersIn(field.value)
    shown.textContent = remainingText(characters, max)
    shown.classList.toggle('hint-over', characters > max)
  }
  field.addEventListener('input', count)
  count()
}
