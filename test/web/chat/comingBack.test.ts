// A page that is refreshed, cut off, or left behind by its server.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  freePort,
  type Running,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../../kit/process.ts'
import {
  composer,
  endChat,
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
let browser: Browser

const start = (port: string) =>
  startServer({
    DATA_DIR: folder,
    LIMIT_JOINS_PER_MINUTE: '0',
    // Nobody expires while a browser is slow.
    GRACE_SECONDS: '300',
    PORT: port,
  })

beforeAll(async () => {
  folder = temporaryFolder()
  server = await start(await freePort())
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

const arrive = async (username: string): Promise<Page> => {
  const { page } = await openWindow(browser, server.address)
  await joinAs(page, { username })
  return page
}

const pair = async (): Promise<[Page, Page]> => {
  const ann = await arrive('Ann')
  await sees(ann, 'Looking for someone')
  const bea = await arrive('Bea')
  await composer(ann).waitFor()
  await composer(bea).waitFor()
  return [ann, bea]
}

it('keeps the partner and every message over a refresh', async () => {
  const [ann, bea] = await pair()
  await say(ann, 'one')
  await hear(bea, 'one')
  await say(bea, 'two')
  await hear(ann, 'two')
  await ann.reload()
  await sees(ann, 'Bea')
  await hear(ann, 'two')
  expect(await said(ann)).toEqual(['one', 'two'])
  await say(ann, 'three')
  await hear(bea, 'three')
})

it('shows the partner away with the time left, and back again', async () => {
  const [ann, bea] = await pair()
  await bea.goto('about:blank')
  await ann.getByText('Bea lost the connection. Waiting for them to return.').waitFor()
  await expect.poll(() => ann.getByRole('timer').textContent()).toMatch(/^[45]:\d\d$/)
  await bea.goto('/chat')
  await sees(bea, 'Ann')
  await ann.getByRole('timer').waitFor({ state: 'detached' })
})

it('sends what was written offline, once, when the line is back', async () => {
  const [ann, bea] = await pair()
  await say(ann, 'before')
  await ann.context().setOffline(true)
  await ann.getByText('You are offline.').first().waitFor()
  for (const text of ['kept one', 'kept two']) {
    await composer(ann).fill(text)
    await composer(ann).press('Enter')
  }
  await ann.locator('.message-pending').nth(1).waitFor()
  await say(bea, 'are you there?')
  await ann.context().setOffline(false)
  await hear(bea, 'kept two')
  await hear(ann, 'are you there?')
  await expect.poll(() => ann.locator('.message-pending').count()).toBe(0)
  const all = ['before', 'are you there?', 'kept one', 'kept two']
  expect(await said(ann)).toEqual(all)
  expect(await said(bea)).toEqual(all)
})

it('keeps what was not sent over a refresh', async () => {
  const [ann, bea] = await pair()
  // The server hears nothing more of this page, but the page does not know.
  await ann.evaluate(() => {
    WebSocket.prototype.send = () => undefined
  })
  await composer(ann).fill('held on to')
  await composer(ann).press('Enter')
  await ann.locator('.message-pending').waitFor()
  await ann.reload()
  await hear(bea, 'held on to')
  await ann.locator('.message-sent', { hasText: 'held on to' }).waitFor()
  expect(await said(bea)).toEqual(['held on to'])
})

it('gives way to another tab, and takes the visit back when asked', async () => {
  const [ann, bea] = await pair()
  const other = await ann.context().newPage()
  await other.goto('/chat')
  await sees(ann, 'You are in another tab')
  await say(other, 'from the other tab')
  await ann.getByRole('button', { name: 'Bring it here' }).click()
  await sees(other, 'You are in another tab')
  await ann.getByText('from the other tab').waitFor()
  await say(ann, 'and back')
  await hear(bea, 'and back')
})

it('tells of a conversation that ended meanwhile instead of starting the next', async () => {
  const [ann, bea] = await pair()
  await ann.goto('about:blank')
  await bea.getByRole('timer').waitFor()
  await endChat(bea)
  await ann.goto('/chat')
  await sees(ann, 'It ended while you were away')
})

it('goes home when the visit is over', async () => {
  const [ann] = await pair()
  const answer = await ann.request.post('/leave', { headers: { Accept: 'application/json' } })
  expect(answer.status()).toBe(204)
  await ann.waitForURL('**/#over=left')
  await ann.getByText('Your last visit ended when you left, here or in another tab.').waitFor()
})

it('goes on in the same room when the server was killed and is back', async () => {
  const [ann, bea] = await pair()
  await say(ann, 'before the crash')
  const port = new URL(server.address).port
  await server.end('SIGKILL')
  await ann.getByText('Connection lost.').first().waitFor()
  await composer(ann).fill('during the crash')
  await composer(ann).press('Enter')
  server = await start(port)
  await hear(bea, 'during the crash')
  await ann.locator('.message-sent', { hasText: 'during the crash' }).waitFor()
  expect(await said(bea)).toEqual(['before the crash', 'during the crash'])
  expect(await said(ann)).toEqual(await said(bea))
})
