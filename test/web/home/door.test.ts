// Who is refused for a while waits at the door, and goes in by itself.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { audit } from '../audit.ts'
import { fillIn, goIn, joinAs, openBrowser, openWindow, sees } from '../browser.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  // Twelve may join at once for nothing, and then one in five seconds.
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '12' })
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

const exhausted = async (): Promise<void> => {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ gender: 'other', seeks: 'anyone' })
  for (;;) {
    const { status } = await fetch(`${server.address}/join`, { method: 'POST', headers, body })
    if (status === 428) return
  }
}

it('says to a visit that opened too many sockets that it did, and it comes back by itself', async () => {
  const { page, context } = await openWindow(browser, server.address)
  await joinAs(page)
  await sees(page, 'Looking for someone')
  const [cookie] = await context.cookies()
  const headers = { Origin: server.address, Cookie: `${cookie?.name}=${cookie?.value}` }
  const opens = () =>
    new Promise<boolean>((settle) => {
      const socket = new WebSocket(`${server.address.replace('http', 'ws')}/ws`, { headers })
      socket.on('open', () => settle(true))
      socket.on('error', () => settle(false))
    })
  const refused = page.getByText('Too many connections came from here at once.').first()
  const looking = page.getByRole('heading', { name: 'Looking for someone' })
  // A machine that is slow enough has its page come when a token is there again.
  for (let isRefused = false; !isRefused; isRefused = await refused.isVisible()) {
    await page.goto('about:blank')
    while (await opens()) {}
    await page.goto('/chat')
    await refused.or(looking).first().waitFor()
  }
  await looking.waitFor()
})

/** For the page that is open no time passes, or it does again. */
const setStill = (page: Page, isStill: boolean): Promise<void> =>
  page.evaluate((still) => {
    const at = performance.now()
    if (still) Object.assign(performance, { now: () => at })
    else delete (performance as { now?: unknown }).now
  }, isStill)

/** A page that cannot work, so waits at the door, and goes on waiting until it is let go. */
const refused = async (): Promise<Page> => {
  const { page, context } = await openWindow(browser, server.address)
  await context.route('**/solver-*.js', (route) => route.abort())
  const door = page.locator('#door')
  // It may come just when one more may join.
  while (!(await door.isVisible())) {
    await page.goto('/')
    await fillIn(page)
    await setStill(page, true)
    await exhausted()
    await goIn(page)
    await Promise.race([door.waitFor(), page.waitForURL('**/chat')])
  }
  return page
}

it('says why and for how long, and lets the visitor in when the time is over', async () => {
  const page = await refused()
  const door = page.locator('#door')
  await page.getByText('Your browser cannot do the check').waitFor()
  expect(await door.textContent()).toMatch(/cannot do the check[\s\S]*\d+ s/)
  expect(await page.locator('#form-fault').isHidden()).toBe(true)
  expect(await audit(page)).toEqual([])
  await setStill(page, false)
  await page.waitForURL('**/chat')
})

it('is left by whoever would rather not wait', async () => {
  const page = await refused()
  await page.getByRole('button', { name: 'Stop trying' }).click()
  const submit = page.getByRole('button', { name: 'Meet a stranger' })
  expect(await page.locator('#door').isHidden()).toBe(true)
  expect(await submit.getAttribute('aria-busy')).toBeNull()
  expect(await submit.evaluate((button) => button === document.activeElement)).toBe(true)
})
