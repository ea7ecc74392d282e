// Moments after which the line may be dead without anybody having said so.

/** How often the page looks at the clock, in milliseconds. */
const tickMs = 2_000

/** A tick that comes so late was slept through: no busy page lets one wait as long. */
const sleptMs = 10_000

/** What of a window this needs. */
export interface Wakeable {
  readonly addEventListener: (type: string, listener: () => void) => void
  readonly document: {
    readonly hidden: boolean
    readonly addEventListener: (type: string, listener: () => void) => void
  }
  readonly setInterval: (tick: () => void, ms: number) => unknown
}

/**
 * Calls `wake` when the machine or the page may have slept. The wall clock tells, as others stand
 * still in a sleep; one that was set looks the same, and the question it leads to costs nothing.
 */
export const watchWakeUps = (page: Wakeable, now: () => number, wake: () => void): void => {
  const wakeIfSeen = () => {
    if (!page.document.hidden) wake()
  }
  for (const type of ['focus', 'pageshow']) page.addEventListener(type, wakeIfSeen)
  page.document.addEventListener('visibilitychange', wakeIfSeen)
  let last = now()
  page.setInterval(() => {
    const passed = now() - last
    last += passed
    if (passed > tickMs + sleptMs || passed < 0) wakeIfSeen()
  }, tickMs)
}
