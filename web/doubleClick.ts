// Keeps the second click of a double click from what the first one brought under the pointer.

const controlOf = (event: Event): Element | null =>
  event.target instanceof Element
    ? event.target.closest('button, a, label, input, textarea, summary')
    : null

/** A second click belongs to what was under the first, and to nothing else. */
export const refuseStrayClicks = (page: Document): void => {
  let first: Element | null = null
  const onClick = (event: MouseEvent) => {
    const control = controlOf(event)
    if (event.detail < 2) first = control
    else if (control !== null && control !== first) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
  }
  page.addEventListener('click', onClick, { capture: true })
}
