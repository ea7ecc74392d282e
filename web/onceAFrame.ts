// Does something at most once for each picture that the browser draws.

/** A page that nobody sees draws nothing: after so many milliseconds it is done all the same. */
const unseenMs = 250

/** Gives what asks for `act`: however often it is asked, `act` runs once before the next picture. */
export const onceAFrame = (act: () => void) => {
  let frame = 0
  let timer = 0
  const cancel = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
    timer = 0
  }
  const run = () => {
    cancel()
    act()
  }
  const ask = () => {
    if (frame !== 0) return
    frame = requestAnimationFrame(run)
    timer = window.setTimeout(run, unseenMs)
  }
  return { ask, cancel }
}
