// test/web/looks.test.ts — every scene, on small and large screens, in light and dark.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { openBrowser, openWindow } from './browser.ts'
import { playScenes } from './scenes.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '0' })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

/** What axe-core finds, a line for each element. */
const audit = async (page: Page): Promise<string[]> => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    )
  })
}

/** Whether something reaches out of the page sideways. */
const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/** Controls that a thumb would miss: smaller than 44 by 44 pixels, what lies around included. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isHit = (control: Element, x: number, y: number) => {
      const hit = document.elementFromPoint(x, y)
      return hit === null || control.contains(hit) || hit.contains(control)
    }
    return [...document.querySelectorAll('button, textarea, .choice, .check')]
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        const { left, top, width, height } = control.getBoundingClientRect()
        const [x, y] = [left + width / 2, top + height / 2]
        if (height >= 44 && width >= 44) return false
        const reach = (by: number) => isHit(control, x, y - by) && isHit(control, x, y + by)
        return !(height >= 18 && reach(20))
      })
      .map((control) => control.outerHTML.slice(0, 120))
  })

/** The browser says this of every attempt that was made offline on purpose. */
const isExpected = (complaint: string) => complaint.includes('ERR_INTERNET_DISCONNECTED')

it.each([
  [320, 'light'],
  [320, 'dark'],
  [1440, 'light'],
  [1440, 'dark'],
] as const)('is sound at %i pixels in the %s', async (width, scheme) => {
  const found: string[] = []
  const complaints = await playScenes(browser, server.address, {
    look: { width, height: width < 500 ? 640 : 900, scheme },
    watch: async (scene, page) => {
      found.push(...(await audit(page)).map((fault) => `${scene}: ${fault}`))
      if (await isTooWide(page)) found.push(`${scene}: scrolls sideways`)
      if (width === 320)
        found.push(...(await smallTargets(page)).map((control) => `${scene}: small ${control}`))
    },
  })
  expect(found).toEqual([])
  expect(complaints.filter((complaint) => !isExpected(complaint))).toEqual([])
})

it('moves nothing about when the homepage comes to life', async () => {
  const { page } = await openWindow(browser, server.address, { width: 390, height: 844 })
  await page.addInitScript(() => {
    const shifts: number[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as never as { value: number }).value)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto('/')
  await page.locator('#online').filter({ visible: true }).waitFor()
  await page.evaluate(() => new Promise(requestAnimationFrame))
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
  await page.context().close()
})
