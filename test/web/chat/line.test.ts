// A line that dies without a word, that is not let through, or that is another visit's.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { connectingMs } from '../../../web/session/delays.ts'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { TcpProxy } from '../../kit/tcpProxy.ts'
import { audit } from '../audit.ts'
import {
  composer,
  fillIn,
  goIn,
  hear,
  joinAs,
  openBrowser,
  openWindow,
  said,
  say,
  sees,
} from '../browser.ts'

let folder: string
let server: Running
let proxy: TcpProxy
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({
    DATA_DIR: folder,
    LIMIT_JOINS_PER_MINUTE: '0',
    // Nobody expires while a browser is slow.
    GRACE_SECONDS: '300',
  })
  proxy = await TcpProxy.to(server.address)
  browser = await openBrowser()
})
afterEach(async () => {
  proxy.passing = 'everything'
  for (const context of browser.contexts()) await context.close()
})
afterAll(async () => {
  await browser.close()
  await proxy.end()
  await server.end('SIGTERM')
  removeFolder(folder)
})

/** What listeners were told, in order. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const told: string[] = []
    Object.assign(window, { told })
    const status = document.querySelector('.page > [role=status]')
    if (status !== null)
      new MutationObserver(() => told.push(status.textContent?.trim() ?? '')).observe(status, {
        childList: true,
        characterData: true,
        subtree: true,
      })
  })

/** Unless the page, which tries by itself as well, has come through already. */
const tryNow = (page: Page) =>
  page
    .getByRole('button', { name: 'Try now' })
    .evaluateAll(([button]) => button instanceof HTMLElement && button.click())

const told = (page: Page) =>
  page.evaluate(() => (window as unknown as { told: readonly string[] }).told)

it('says within 30 s that the line is dead, and goes on where it was', async () => {
  const { page: ann } = await openWindow(browser, proxy.address)
  const { page: bea } = await openWindow(browser, server.address)
  await ann.clock.install()
  await joinAs(ann, { username: 'Ann' })
  await joinAs(bea, { username: 'Bea' })
  await composer(ann).waitFor()
  await say(ann, 'one')
  await hear(bea, 'one')
  await listen(ann)
  proxy.passing = 'nothing'
  // 25 s in all: a ping is due, and no answer comes.
  await ann.clock.runFor(20_000)
  await ann.clock.runFor(5_000)
  await ann.getByText('Connection lost.').first().waitFor()
  expect(await audit(ann)).toEqual([])
  await say(bea, 'still there?')
  proxy.passing = 'everything'
  // What the page tried by itself meanwhile comes to nothing; it may already be trying anew.
  await ann.clock.runFor(connectingMs)
  await tryNow(ann)
  await hear(ann, 'still there?')
  await say(ann, 'yes')
  await hear(bea, 'yes')
  expect((await told(ann)).filter((sentence) => sentence.includes('Connection lost'))).toHaveLength(
    1,
  )
})

it('says that something on the way lets no WebSocket through, when it is sure', async () => {
  const { page } = await openWindow(browser, proxy.address)
  proxy.passing = 'no_websocket'
  await joinAs(page)
  await sees(page, 'Something blocks the line')
  await page.getByText('allow WebSockets').first().waitFor()
  expect(await audit(page)).toEqual([])
  proxy.passing = 'everything'
  await tryNow(page)
  await sees(page, 'Looking for someone')
})

it('says to the tab of an earlier visit that it is one, and takes nothing until asked', async () => {
  const { page: old, context } = await openWindow(browser, server.address)
  await joinAs(old, { username: 'Ann' })
  await sees(old, 'Looking for someone')
  const { page: bea } = await openWindow(browser, server.address)
  await joinAs(bea, { username: 'Bea' })
  await composer(old).waitFor()
  await old.getByRole('button', { name: 'End chat' }).click()
  const fresh = await context.newPage()
  await fresh.goto('/')
  await fillIn(fresh, { username: 'Ann again' })
  await goIn(fresh)
  await fresh.getByRole('button', { name: 'End it and go in' }).click()
  await fresh.waitForURL('**/chat')
  await bea.getByRole('button', { name: 'Find another' }).click()
  await composer(fresh).waitFor()
  await sees(old, 'This tab belongs to an earlier visit')
  for (const name of ['End chat', 'Next'])
    expect(await old.getByRole('button', { name }).count()).toBe(0)
  expect(await old.getByText('Bea').count()).toBe(0)
  expect(await old.title()).toBe('Passerby')
  await old.reload()
  await sees(old, 'This tab belongs to an earlier visit')
  expect(await audit(old)).toEqual([])
  await say(fresh, 'not disturbed')
  await hear(bea, 'not disturbed')
  await old.getByRole('button', { name: 'Come along' }).click()
  await composer(old).waitFor()
  expect(await said(old)).toEqual(['not disturbed'])
  await sees(fresh, 'You are in another tab')
  await say(old, 'here now')
  await hear(bea, 'here now')
})
