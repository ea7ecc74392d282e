// How many characters a field still has room for.
import { charactersIn } from '../characters.ts'

/** What is said below a text of `count` characters. */
export const remainingText = (count: number, max: number): string => {
  if (count > max) return `${count - max} too many`
  return count === 0 ? `At most ${max} characters` : `${max - count} left`
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
