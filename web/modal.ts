// A dialogue that lies over everything else until it is closed.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { isKey } from './inputMethod.ts'

/** An Escape that closes the dialogue is for nobody behind it, wherever the focus is. */
const keepEscape = (event: KeyboardEvent) => {
  if (isKey(event, 'Escape')) event.stopPropagation()
}

/** The dialogue that this is the reference of is open for as long as it is drawn. */
export const useModal = () => {
  const dialog = useRef<HTMLDialogElement>(null)
  // Before the next key is heard: an Escape that comes with it is for the dialogue too.
  useLayoutEffect(() => {
    dialog.current?.showModal()
    addEventListener('keydown', keepEscape, { capture: true })
    return () => removeEventListener('keydown', keepEscape, { capture: true })
  }, [])
  return dialog
}
