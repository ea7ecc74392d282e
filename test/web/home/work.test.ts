// Where much comes in at once a browser works for being let in: with the page's script or without.
import type { Browser, BrowserContext, Page } from 'playwright-core'
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
  // Four of an address may join for nothing, and then one in a quarter of a minute.
  server = await startServer({
    DATA_DIR: folder,
    LIMIT_JOINS_PER_MINUTE: '4',
    TRUSTED_PROXIES: '127.0.0.1',
  })
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

let addresses = 0
let files = 0

/** A window that comes from an address of its own. */
const openFromAfar = async (look: Parameters<typeof openWindow>[2] = {}) => {
  const opened = await openWindow(browser, server.address, look)
  addresses += 1
  const address = `203.0.113.${addresses}`
  await opened.context.setExtraHTTPHeaders({ 'X-Forwarded-For': address })
  // So few may join there that it may not even ask for all files of two pages: others do that.
  await opened.context.route('**/assets/**', (route) => {
    files += 1
    const headers = { ...route.request().headers(), 'x-forwarded-for': `198.51.100.${files % 250}` }
    return route.continue({ headers })
  })
  return { ...opened, address }
}

/** From now on nobody joins for nothing from there, for a while. */
const exhausted = async (address: string): Promise<void> => {
  const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': address }
  const body = JSON.stringify({ gender: 'other', seeks: 'anyone' })
  const join = () => fetch(`${server.address}/join`, { method: 'POST', headers, body })
  while ((await join()).status !== 428) {}
}

/** Keeps the worker from being loaded until it is let go. */
const holdWorker = async (context: BrowserContext): Promise<() => void> => {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await context.route('**/solver-*.js', async (route) => {
    await held
    await route.continue()
  })
  return letGo
}

const knocked = async (page: Page, address: string, username: string): Promise<void> => {
  await page.goto('/')
  await fillIn(page, { username })
  await exhausted(address)
  await goIn(page)
}

it('the homepage says what it does, keeps the focus, and goes in when it is done', async () => {
  const { page, context, complaints, address } = await openFromAfar()
  const letGo = await holdWorker(context)
  await knocked(page, address, 'Ann')
  const door = page.locator('#door')
  await page.getByText('Checking that you are not a robot, a few seconds').waitFor()
  expect(await page.getByRole('progressbar', { name: 'How far the check is' }).isVisible()).toBe(
    true,
  )
  expect(await page.locator('#door-time').isVisible()).toBe(false)
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('submit')
  expect(await audit(page)).toEqual([])
  await page.getByRole('button', { name: 'Stop trying' }).click()
  expect(await door.isHidden()).toBe(true)
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('submit')
  await goIn(page)
  await page.getByRole('progressbar').waitFor()
  letGo()
  await page.waitForURL('**/chat')
  await sees(page, 'Looking for someone')
  // The browser itself tells of each 428.
  expect(complaints.filter((told) => !told.includes('428'))).toEqual([])
})

it('the homepage works where the browser keeps its own hashing from the page', async () => {
  const { page, context, address } = await openFromAfar()
  // As in a page that came neither by TLS nor from this machine.
  await context.route('**/solver-*.js', async (route) => {
    const answer = await route.fetch()
    const hidden = "Object.defineProperty(crypto, 'subtle', { value: undefined });\n"
    const body = hidden + (await answer.text())
    await route.fulfill({ contentType: 'text/javascript', body })
  })
  await knocked(page, address, 'Bea')
  await page.waitForURL('**/chat')
})

it('a form that its page’s script does not send gets a page that works and sends it again', async () => {
  const { page, context, complaints, address } = await openFromAfar()
  // Of the homepage only the form is left.
  await context.route('**/assets/index-*.js', (route) => route.abort())
  const letGo = await holdWorker(context)
  await knocked(page, address, 'Cat "the" <Cat>')
  await page.getByRole('heading', { name: 'One moment' }).waitFor()
  await page.getByText('Checking that you are not a robot, a few seconds').waitFor()
  expect(await page.getByRole('button', { name: 'Send again' }).isVisible()).toBe(false)
  expect(await audit(page)).toEqual([])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Your turn is kept, and you come in by itself').waitFor()
  expect(await page.locator('#work-time').textContent()).toMatch(/^\d+ s$/)
  expect(await audit(page)).toEqual([])
  await page.goto('/')
  await fillIn(page, { username: 'Cat "the" <Cat>' })
  await exhausted(address)
  await goIn(page)
  await page.getByRole('progressbar').waitFor()
  // Sent while nobody answers, it would take the page away with all that was filled in.
  await page.route('**/api/stats', (route) => route.abort())
  letGo()
  await page.getByText('The server cannot be reached just now').waitFor()
  await page.unroute('**/api/stats')
  await page.waitForURL('**/chat')
  await page.getByText('Cat "the" <Cat>').first().waitFor()
  expect(complaints.filter((told) => !/428|ERR_FAILED/.test(told))).toEqual([])
})

it('the chat works for its line likewise, where too many of an address come at once', async () => {
  const { page, context, address } = await openFromAfar()
  await joinAs(page)
  await sees(page, 'Looking for someone')
  const letGo = await holdWorker(context)
  const [cookie] = await context.cookies()
  const headers = {
    Origin: server.address,
    Cookie: `${cookie?.name}=${cookie?.value}`,
    'X-Forwarded-For': address,
  }
  const url = `${server.address.replace('http', 'ws')}/ws?visit=another`
  let isHammered = true
  const hammer = async () => {
    while (isHammered)
      await new Promise<void>((resolve) => {
        const socket = new WebSocket(url, { headers })
        socket.on('close', () => resolve())
        socket.on('error', () => resolve())
      })
  }
  const hammering = Promise.all([hammer(), hammer()])
  const bar = page.getByRole('progressbar', { name: 'How far the check is' })
  while (!(await bar.isVisible())) {
    await page.reload()
    await bar
      .or(page.getByRole('heading', { name: 'Looking for someone' }))
      .first()
      .waitFor()
  }
  isHammered = false
  await hammering
  expect(await page.getByText('Checking that you are not a robot').first().isVisible()).toBe(true)
  expect(await audit(page)).toEqual([])
  letGo()
  await sees(page, 'Looking for someone')
})

it('a browser without scripts is told in its language when to send again what it filled in', async () => {
  const look = { script: false, locale: 'de-DE' }
  const { page, address } = await openFromAfar(look)
  await page.goto('/')
  await page.locator('#username').fill('Dora')
  await page.locator('[name=gender][value=female]').check({ force: true })
  await page.locator('#confirmed').check()
  await exhausted(address)
  await page.locator('#submit').click()
  await page.getByRole('heading', { name: 'Einen Moment' }).waitFor()
  expect(await page.locator('#work-time').textContent()).toMatch(/^\d+ s$/)
  expect(await page.getByRole('progressbar').count()).toBe(0)
  await page.getByRole('button', { name: 'Noch einmal abschicken' }).click()
  await page.getByRole('heading', { name: 'Einen Moment' }).waitFor()
  expect(await page.locator('[name=username]').inputValue()).toBe('Dora')
})
