// A browser that keeps no cookie is told so on the first page.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { audit } from '../audit.ts'
import { fillIn, goIn, openBrowser, openWindow } from '../browser.ts'

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

it('says so at the form when cookies are blocked, and when one did not stick', async () => {
  const { page, context } = await openWindow(browser, server.address)
  const sentence = page.getByRole('alert').filter({ hasText: 'Allow cookies here' })
  // Joining succeeds, and what knows the visitor is gone at once.
  await context.route('**/join', async (route) => {
    const response = await route.fetch()
    await context.clearCookies()
    await route.fulfill({ status: response.status(), body: await response.text() })
  })
  await page.goto('/')
  expect(await sentence.isVisible()).toBe(false)
  await fillIn(page)
  await goIn(page)
  await sentence.waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
  expect(
    await page.getByRole('button', { name: 'Meet a stranger' }).getAttribute('aria-busy'),
  ).toBe(null)
  expect(await audit(page)).toEqual([])
  const cdp = await context.newCDPSession(page)
  await cdp.send('Emulation.setDocumentCookieDisabled', { disabled: true })
  await page.reload()
  await sentence.waitFor()
  await context.close()
})
