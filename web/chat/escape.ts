// The Escape key, wherever the focus is.
import { useEffect } from 'preact/hooks'

/** Unless an input method has use for it: Safari says so only by 229. */
const isEscape = (event: KeyboardEvent) =>
  event.key === 'Escape' && !event.isComposing && event.keyCode !== 229 && !event.repeat

/** What lies open over the page takes its own Escape, and lets it go no further. */
export const useEscape = (isActive: boolean, press: () => void) => {
  useEffect(() => {
    if (!isActive) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (isEscape(event)) press()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [isActive, press])
}
