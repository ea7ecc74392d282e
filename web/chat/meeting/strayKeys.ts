// Keeps what is typed into a field that goes away from where the focus comes next.

/** Hands that rest for this long have been told that something changed. */
export const handsRestMs = 1_000

/** Keys go nowhere until the hands rest: an Enter meant for one field sends nothing in another. */
export const swallowStrayKeys = (page: Document): void => {
  let timer = 0
  const swallow = (event: Event) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    awaitRest()
  }
  const stop = () => {
    page.removeEventListener('keydown', swallow, { capture: true })
    page.removeEventListener('beforeinput', swallow, { capture: true })
  }
  const awaitRest = () => {
    clearTimeout(timer)
    timer = window.setTimeout(stop, handsRestMs)
  }
  page.addEventListener('keydown', swallow, { capture: true })
  page.addEventListener('beforeinput', swallow, { capture: true })
  awaitRest()
}
