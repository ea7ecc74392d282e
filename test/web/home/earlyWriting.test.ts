// Whoever writes before the page's script is there goes on writing.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { isLively, openBrowser, openWindow } from '../browser.ts'

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

/** Has the page wait for its words until it is let go on. */
const slowly = async (page: Page): Promise<() => Promise<void>> => {
  let letGo = () => {}
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(/\/assets\/en-/, async (route) => {
    await gone
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  await page.locator('#interests').waitFor()
  return async () => {
    letGo()
    await isLively(page)
  }
}

const chosen = (page: Page) =>
  page
    .locator('input[type=hidden][name=interests]')
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))

it('goes on in the field of interests, where the plain one was', async () => {
  const { page, complaints } = await openWindow(browser, server.address)
  const goOn = await slowly(page)
  await page.locator('#interests').focus()
  await page.keyboard.type('te')
  await goOn()
  await page.keyboard.type('a,chess')
  await page.keyboard.press('Enter')
  await expect.poll(() => chosen(page)).toEqual(['tea', 'chess'])
  expect(complaints).toEqual([])
})

it('loses nothing to what the tab kept of an earlier form', async () => {
  const { page } = await openWindow(browser, server.address)
  await page.goto('/')
  await isLively(page)
  await page.locator('#username').fill('Before')
  await page.locator('#bio').fill('Kept.')
  await page.locator('[name=gender][value=male]').check({ force: true })
  const goOn = await slowly(page)
  await page.locator('#username').fill('Now')
  await page.locator('[name=gender][value=female]').check({ force: true })
  await goOn()
  expect(await page.locator('#username').inputValue()).toBe('Now')
  expect(await page.locator('#bio').inputValue()).toBe('Kept.')
  expect(await page.locator('[name=gender]:checked').getAttribute('value')).toBe('female')
})
