// The pages that are only read, and the colours that the visitor chooses for all of them.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { audit, isTooWide } from './audit.ts'
import { joinAs, openBrowser, openWindow, sees } from './browser.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '0' })
  browser = await openBrowser()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

const headings = [
  ['/privacy', 'What happens to your words'],
  ['/accessibility', 'For everybody who passes by'],
  ['/safety', 'How we keep this safe, and what we keep'],
  ['/nowhere/at/all', 'Nothing here'],
  ['/offline.html', 'There is no line just now'],
] as const

it.each([
  [320, 'light'],
  [320, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('are sound at %i pixels in the %s', async (width, scheme) => {
  const { page, complaints } = await openWindow(browser, server.address, {
    width,
    height: 568,
    scheme,
  })
  for (const [path, heading] of headings) {
    await page.goto(path)
    await sees(page, heading)
    expect(await audit(page), path).toEqual([])
    expect(await isTooWide(page), path).toBe(false)
  }
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
})

it('are found from the homepage and, in a tab of their own, from the chat', async () => {
  const { page, context } = await openWindow(browser, server.address)
  await page.goto('/')
  await page.getByRole('contentinfo').getByRole('link', { name: 'Accessibility' }).click()
  await sees(page, 'For everybody who passes by')
  await page.getByRole('link', { name: 'Privacy' }).click()
  await sees(page, 'What happens to your words')
  await joinAs(page)
  await page.getByRole('button', { name: 'Settings' }).click()
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'What happens to my words' }).click()
  await sees(await opened, 'What happens to your words')
  await page.getByRole('button', { name: 'Done' }).click()
  await sees(page, 'Looking for someone')
})

const ground = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)

/** The colour that the browser is told for its own bars. */
const barColour = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const metas = [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')]
    return metas.find(({ media }) => matchMedia(media).matches)?.content
  })

const paper = { light: 'rgb(243, 246, 241)', dark: 'rgb(14, 21, 19)' }

it('are light or dark as chosen, on every page and in every tab, from the first frame', async () => {
  const { page, context } = await openWindow(browser, server.address, { scheme: 'light' })
  // The colours of every frame, from the first that could show anything.
  await context.addInitScript(() => {
    const frames: string[] = []
    Object.assign(window, { frames })
    const look = () => {
      if (document.body !== null)
        frames.push(getComputedStyle(document.documentElement).backgroundColor)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  const frames = (shown: Page): Promise<string[]> =>
    shown.evaluate(async () => {
      const { frames } = window as never as { frames: string[] }
      while (frames.length === 0) await new Promise((seen) => requestAnimationFrame(seen))
      return [...new Set(frames)]
    })
  await page.goto('/')
  const other = await context.newPage()
  await other.goto('/privacy')
  expect([await ground(page), await barColour(page)]).toEqual([paper.light, '#103b32'])
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  expect([await ground(page), await barColour(page)]).toEqual([paper.dark, '#0b2620'])
  await expect.poll(() => ground(other)).toBe(paper.dark)
  await expect.poll(() => other.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true)
  for (const path of ['/', '/privacy', '/nowhere', '/offline.html']) {
    await page.goto(path)
    expect(await frames(page), path).toEqual([paper.dark])
  }
  await joinAs(page)
  await sees(page, 'Looking for someone')
  expect(await frames(page)).toEqual([paper.dark])
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: 'Dark' }).press('ArrowLeft')
  expect([await ground(page), await barColour(page)]).toEqual([paper.light, '#103b32'])
  await page.getByRole('radio', { name: 'System' }).check({ force: true })
  await page.emulateMedia({ colorScheme: 'dark' })
  expect([await ground(page), await barColour(page)]).toEqual([paper.dark, '#0b2620'])
})

it('leave the colours that a system enforces as they are', async () => {
  const { page } = await openWindow(browser, server.address)
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto('/privacy')
  const shown = () =>
    page.evaluate(() =>
      ['html', 'h1', '.prose-top', '.prose-lead'].map((part) => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector(part) as Element)
        return `${part}: ${color} on ${backgroundColor}`
      }),
    )
  const before = await shown()
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  expect(await shown()).toEqual(before)
})
