// A dialogue that lies over everything else until it is closed.
import type { RefObject } from 'preact'
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

/**
 * Of a dialogue that a key opens: it is closed at once by Escape, and once. The browser tells of a close a moment
 * later, and a key that was pressed in between would have opened what is closed then.
 */
export const useClosing = (dialog: RefObject<HTMLDialogElement | null>, close: () => void) => {
  const isClosed = useRef(false)
  const onClose = (): void => {
    if (!isClosed.current) close()
    isClosed.current = true
  }
  const onCancel = (event: Event): void => {
    event.preventDefault()
    dialog.current?.close()
    onClose()
  }
  return { onCancel, onClose }
}
