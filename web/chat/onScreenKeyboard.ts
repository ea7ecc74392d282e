// Keeps the page as high as what is seen above an on-screen keyboard.

/** Less than this (pixels) is a toolbar sliding, which 100dvh follows by itself. */
const keyboardPixels = 80

/** Only where the keyboard lies over the page (iOS); elsewhere the page is resized anyway. */
export const followKeyboard = (view: Window): void => {
  const visible = view.visualViewport
  if (visible === null) return
  const root = view.document.documentElement
  const fit = () => {
    const covered = view.innerHeight - visible.height
    const isKeyboard = visible.scale === 1 && covered > keyboardPixels
    root.classList.toggle('keyboard', isKeyboard)
    if (isKeyboard) {
      root.style.setProperty('--visible-height', `${visible.height}px`)
      view.scrollTo(0, 0)
    } else root.style.removeProperty('--visible-height')
  }
  visible.addEventListener('resize', fit)
}
