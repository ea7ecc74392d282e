// Keys that belong to an input method, with which other scripts are written.

/**
 * Whether the key is one of the input method's: it picks a word, takes back a letter, or closes the
 * list of words. Safari has ended the composition by then, and says so only by the number 229.
 */
export const isComposing = (event: {
  readonly isComposing?: boolean
  readonly keyCode?: number
}): boolean => event.isComposing === true || event.keyCode === 229

/** Whether this key was pressed, and meant for the page. */
export const isKey = (event: KeyboardEvent, key: 'Enter' | 'Backspace' | 'Escape'): boolean =>
  event.key === key && !isComposing(event)
