// The debugger's page in a real Chromium, and how soon it shows where a key led to.
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { openWindow } from '../../test/web/browser.ts'

/** From one key to the next: what the page asks once the playhead rests is answered by then, or in the way. */
const restMs = 200

export interface DebuggerPage {
  readonly page: Page
  /** Presses a key that leads to another event; gives the ms until it is painted. */
  readonly press: (key: string) => Promise<number>
  /** Throws the playhead to a seq; gives the ms from Enter until it is painted. */
  readonly jump: (seq: number) => Promise<number>
  readonly close: () => Promise<void>
}

interface Noting {
  /** Ms from the last key to the picture of another event. */
  moved: Promise<number>
}

/** Runs in the page: notes how long it takes from the next key until the page has painted another event. */
const noteMove = () => {
  const shown = () => document.querySelector('.player-position b')?.textContent
  const before = shown()
  let pressedAt = Number.NaN
  const onKey = ({ timeStamp }: Event) => {
    pressedAt = timeStamp
  }
  addEventListener('keydown', onKey, true)
  const moved = new Promise<number>((settle) => {
    const changes = new MutationObserver(() => {
      if (shown() === before) return
      changes.disconnect()
      removeEventListener('keydown', onKey, true)
      // The second frame begins once the first, with the event in it, is painted.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => settle(performance.now() - pressedAt)),
      )
    })
    changes.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  Object.assign(window, { moved })
}

/** A window on the debugger, where all of the first event is drawn. */
export const openDebugger = async (browser: Browser, address: string): Promise<DebuggerPage> => {
  const { context, page } = await openWindow(browser, address, { width: 1440, height: 900 })
  await page.goto('/')
  await page.locator('.chart svg').waitFor()
  await page.locator('.events [aria-selected=true] .event-row-seq').waitFor()
  const timed = async (act: () => Promise<void>): Promise<number> => {
    await pause(restMs)
    await page.evaluate(noteMove)
    await act()
    return page.evaluate(() => (window as unknown as Noting).moved)
  }
  const field = page.getByLabel('Jump to a seq or a time')
  return {
    page,
    press: (key) => timed(() => page.keyboard.press(key)),
    jump: async (seq) => {
      await field.fill(String(seq))
      return timed(() => field.press('Enter'))
    },
    close: () => context.close(),
  }
}
