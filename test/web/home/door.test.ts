// Who is refused for a while waits at the door, and goes in by itself.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { audit } from '../audit.ts'
import { fillIn, joinAs, openBrowser, openWindow, sees } from '../browser.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  // Thirty may join at once, and then one in two seconds.
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '30' })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

const exhausted = async (): Promise<void> => {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ gender: 'other', seeks: 'anyone' })
  for (;;) {
    const { status } = await fetch(`${server.address}/join`, { method: 'POST', headers, body })
    if (status === 429) return
  }
}

it('says why and for how long, and lets the visitor in when the time is over', async () => {
  const { page } = await openWindow(browser, server.address)
  await page.goto('/')
  await exhausted()
  await fillIn(page)
  const door = page.locator('#door')
  await door.waitFor()
  expect(await door.textContent()).toMatch(/from your address at once[\s\S]*\d+ s/)
  expect(await page.locator('#form-fault').isHidden()).toBe(true)
  expect(await audit(page)).toEqual([])
  await page.waitForURL('**/chat')
  await sees(page, 'Looking for someone')
})

it('is left by whoever would rather not wait', async () => {
  const { page } = await openWindow(browser, server.address)
  await page.goto('/')
  await exhausted()
  await fillIn(page)
  await page.getByRole('button', { name: 'Stop trying' }).click()
  const submit = page.getByRole('button', { name: 'Meet a stranger' })
  expect(await page.locator('#door').isHidden()).toBe(true)
  expect(await submit.getAttribute('aria-busy')).toBeNull()
  expect(await submit.evaluate((button) => button === document.activeElement)).toBe(true)
  await joinAs(page)
})
