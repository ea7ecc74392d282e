// The Escape key, wherever the focus is.
import { useLayoutEffect } from 'preact/hooks'
import { isKey } from '../inputMethod.ts'

/**
 * What lies open over the page takes its own Escape, and lets it go no further. It is heard as soon
 * as what it is for is seen.
 */
export const useEscape = (isActive: boolean, press: () => void) => {
  useLayoutEffect(() => {
    if (!isActive) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (isKey(event, 'Escape') && !event.repeat) press()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [isActive, press])
}
