// When a page takes itself to have slept.
import { expect, it } from 'vitest'
import { watchWakeUps } from '../../../../web/session/line/wakeUps.ts'

/** A window with a clock that can be set, and somebody who may look away. */
const openWindow = () => {
  const listeners = new Map<string, () => void>()
  const listen = (type: string, listener: () => void) => listeners.set(type, listener)
  let tick: () => void = () => undefined
  let every = 0
  let now = 0
  let wakes = 0
  const document = { hidden: false, addEventListener: listen }
  const setInterval = (each: () => void, ms: number) => {
    tick = each
    every = ms
  }
  const page = { addEventListener: listen, document, setInterval }
  watchWakeUps(
    page,
    () => now,
    () => {
      wakes += 1
    },
  )
  return {
    document,
    fires: (type: string) => listeners.get(type)?.(),
    /** One tick comes, so much later than it should. */
    ticks: (late = 0) => {
      now += every + late
      tick()
    },
    wakes: () => wakes,
  }
}

it.each(['focus', 'pageshow', 'visibilitychange'])('wakes at %s, if it can be seen', (type) => {
  const page = openWindow()
  page.fires(type)
  expect(page.wakes()).toBe(1)
  page.document.hidden = true
  page.fires(type)
  expect(page.wakes()).toBe(1)
})

it('wakes when time was missed, and when the clock was set back', () => {
  const page = openWindow()
  for (let n = 0; n < 100; n += 1) page.ticks(n % 5_000)
  expect(page.wakes()).toBe(0)
  page.ticks(60_000)
  expect(page.wakes()).toBe(1)
  page.ticks()
  expect(page.wakes()).toBe(1)
  page.ticks(-3_600_000)
  expect(page.wakes()).toBe(2)
})
