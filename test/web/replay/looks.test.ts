// Every state of the debugger, small and large, in light and dark.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { audit, isTooWide } from '../audit.ts'
import { openBrowser } from '../browser.ts'
import { playReplayScenes } from './scenes.ts'

/** Buttons that are not as high and wide as WCAG 2.5.8 has them. */
const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const sideMin = 24
    return [...document.querySelectorAll('button, select, input')].flatMap((button) => {
      const { width, height } = button.getBoundingClientRect()
      const isShown = width > 0 && height > 0
      return isShown && Math.min(width, height) < sideMin
        ? [`${button.ariaLabel ?? button.textContent} ${width} x ${height}`]
        : []
    })
  })

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it.each([
  [320, 'light'],
  [320, 'dark'],
  [768, 'dark'],
  [1024, 'light'],
  [1440, 'light'],
  [1440, 'dark'],
] as const)('is sound at %i pixels in the %s', { timeout: 180_000 }, async (width, scheme) => {
  const found: string[] = []
  const complaints = await playReplayScenes(browser, {
    look: { width, height: width < 500 ? 640 : 900, scheme },
    watch: async (scene, page) => {
      found.push(...(await audit(page)).map((fault) => `${scene}: ${fault}`))
      found.push(...(await tooSmall(page)).map((button) => `${scene}: too small: ${button}`))
      if (await isTooWide(page)) found.push(`${scene}: scrolls sideways`)
    },
  })
  expect(found).toEqual([])
  expect(complaints).toEqual([])
})
