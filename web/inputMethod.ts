// Keys that belong to an input method, with which other scripts are written.

/**
 * Whether the key is one of the input method's: it picks a word, takes back a letter, or closes the
 * list of words. Safari has ended the composition by then, and says so only by the number 229.
 */
export const isComposing = ({ isComposing, keyCode }: Composition): boolean =>
  isComposing === true || keyCode === 229

/** What an event says of a word that is being composed. */
interface Composition {
  readonly isComposing?: boolean
  readonly keyCode?: number
}

/** Whether this key was pressed, and meant for the page. */
export const isKey = (
  event: Composition & { readonly key: string },
  key: 'Enter' | 'Backspace' | 'Escape',
): boolean => event.key === key && !isComposing(event)
