// Two strangers in a real browser, one of whom protects herself.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { reportMs } from '../../../../src/events/limits.ts'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../../kit/process.ts'
import { audit, isTooWide } from '../../audit.ts'
import {
  composer,
  endChat,
  hear,
  joinAs,
  openBrowser,
  openWindow,
  say,
  sees,
  type WindowOptions,
} from '../../browser.ts'
import { wear } from '../../looks.ts'

let folder: string
let server: Running
let browser: Browser
let complaints: readonly string[][] = []

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '0', RELAX_SECONDS: '1' })
  browser = await openBrowser()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  expect(complaints.flat()).toEqual([])
  complaints = []
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

const arrive = async (username: string, look: WindowOptions = {}): Promise<Page> => {
  const window = await openWindow(browser, server.address, look)
  complaints = [...complaints, window.complaints]
  await joinAs(window.page, { username })
  return window.page
}

const pair = async (look: WindowOptions = {}): Promise<[Page, Page]> => {
  const ann = await arrive('Ann', look)
  const bea = await arrive('Bea', look)
  await composer(ann).waitFor()
  await composer(bea).waitFor()
  return [ann, bea]
}

const shield = (page: Page, name: string) =>
  page.getByRole('button', { name: `Block or report ${name}` })

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.className)

it('a block takes two presses of keys, ends it at once, and is told to nobody', async () => {
  const [ann, bea] = await pair()
  await say(bea, 'go away')
  await shield(ann, 'Bea').focus()
  await ann.keyboard.press('Enter')
  await expect.poll(() => focused(ann)).toBe('shield-heading')
  expect(await audit(ann)).toEqual([])
  await ann.keyboard.press('Escape')
  await expect.poll(() => focused(ann)).toContain('shield')
  expect(await ann.getByRole('dialog').count()).toBe(0)
  expect(await composer(ann).isVisible()).toBe(true)
  await ann.keyboard.press('Enter')
  await expect.poll(() => focused(ann)).toBe('shield-heading')
  await ann.keyboard.press('Tab')
  await ann.keyboard.press('Enter')
  await sees(ann, 'You walked on')
  await ann.getByRole('status').filter({ hasText: 'Bea is blocked' }).waitFor()
  await expect.poll(() => focused(ann)).toBe('ended-heading')
  expect(await ann.getByRole('button', { name: /Undo|Talk again/ }).count()).toBe(0)
  expect(await audit(ann)).toEqual([])
  await sees(bea, 'Ann walked on')
  // Her own shield, and what is said at the beginning of every conversation.
  expect(await bea.getByText(/block|report/i).count()).toBe(2)
  await shield(bea, 'Ann').waitFor()
  for (const page of [ann, bea]) await page.getByRole('button', { name: 'Find another' }).click()
  for (const page of [ann, bea])
    await page
      .getByText(/Fewer than 5 others/)
      .first()
      .waitFor()
  const cleo = await arrive('Cleo')
  await composer(cleo).waitFor()
  await expect
    .poll(
      async () =>
        (await ann.getByRole('heading', { name: 'Cleo' }).count()) +
        (await bea.getByRole('heading', { name: 'Cleo' }).count()),
    )
    .toBe(1)
})

it('a report after the end takes two taps on the smallest phone, and proves the words', async () => {
  const phone = { width: 320, height: 568 }
  const [ann, bea] = await pair(phone)
  await say(bea, 'I know where you live')
  await hear(ann, 'I know where you live')
  await say(ann, 'stop')
  await endChat(bea)
  await sees(ann, 'Bea walked on')
  await ann.evaluate(() => {
    const { send } = WebSocket.prototype
    Object.assign(window, { sent: [] })
    WebSocket.prototype.send = function (this: WebSocket, frame) {
      ;(window as never as { sent: unknown[] }).sent.push(frame)
      send.call(this, frame)
    }
  })
  await shield(ann, 'Bea').click()
  await ann.getByRole('button', { name: 'Report', exact: true }).click()
  await sees(ann, 'What happened?')
  expect(await isTooWide(ann)).toBe(false)
  expect(await audit(ann)).toEqual([])
  await wear(ann, { ...phone, isLarge: true })
  // Large letters need the whole width: what is around them does not grow with them.
  const line = await ann.getByText('One tap sends the report').boundingBox()
  expect(line?.width).toBeGreaterThan(220)
  await wear(ann, phone)
  await ann.getByLabel('In your own words').fill('He said it twice.')
  await ann.getByRole('button', { name: 'A threat' }).click()
  await ann.getByRole('status').filter({ hasText: 'Your report has been taken' }).waitFor()
  const frames = await ann.evaluate(() => (window as never as { sent: string[] }).sent)
  const report = frames.map((frame) => JSON.parse(frame)).find(({ type }) => type === 'report')
  expect(report).toMatchObject({
    reason: 'threat',
    note: 'He said it twice.',
    transcript: [
      { from: 'partner', text: 'I know where you live' },
      { from: 'you', text: 'stop' },
    ],
    receipt: { messages: 2 },
  })
  expect(await shield(ann, 'Bea').count()).toBe(0)
  expect(await ann.getByRole('button', { name: /Talk again/ }).count()).toBe(0)
  await ann.reload()
  await ann.getByRole('status').filter({ hasText: 'Your report has been taken' }).waitFor()
})

it('words of the list are covered until they are asked for, and a note stands once', async () => {
  const [ann, bea] = await pair()
  await ann.getByRole('button', { name: 'Settings' }).click()
  await ann.getByLabel('Words to hide').fill('darling')
  expect(await audit(ann)).toEqual([])
  await ann.getByRole('button', { name: 'Done' }).click()
  await say(bea, 'hello Darling, write me on WhatsApp')
  const cover = ann.getByRole('button', { name: 'Hidden by your list' })
  await cover.waitFor()
  expect(await ann.getByText('Darling').count()).toBe(0)
  const note = ann.getByRole('note', { name: 'A note for you alone' })
  await note.waitFor()
  expect(await bea.getByRole('note').count()).toBe(0)
  expect(await audit(ann)).toEqual([])
  await cover.press('Enter')
  await expect.poll(() => focused(ann)).toBe('uncovered')
  await ann.getByText('Darling').waitFor()
  await note.getByRole('button', { name: 'Dismiss' }).click()
  await note.waitFor({ state: 'detached' })
  await say(bea, 'or on Telegram')
  await hear(ann, 'or on Telegram')
  expect(await note.count()).toBe(0)
  await ann.reload()
  await cover.waitFor()
})

it('whoever is reported from several places is told of a pause, and of its end', async () => {
  const { page } = await openWindow(browser, server.address)
  const now = Date.now()
  const you = { username: 'Ann', bio: '', gender: 'other', seeks: 'anyone', interests: [] }
  const suspended = { until: now + 15 * 60_000, by: 'reports' }
  let tell: (frame: object) => void = () => undefined
  await page.clock.install()
  await page.routeWebSocket('**/ws*', (socket) => {
    tell = (frame) => socket.send(JSON.stringify(frame))
    socket.onMessage((frame) => {
      if (JSON.parse(String(frame)).type === 'ping') tell({ type: 'pong', at: Date.now() })
    })
    tell({ type: 'welcome', you, visit: 'v', state: 'idle', suspended })
  })
  await joinAs(page)
  await sees(page, 'A pause for you')
  await page.getByText('reports about you came from several places').waitFor()
  await page
    .getByRole('timer')
    .filter({ hasText: /^1[45]:\d\d$/ })
    .waitFor()
  expect(await audit(page)).toEqual([])
  const later = now + 30 * 60 * 60_000
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long' }).format(later)
  expect(await page.getByText(/until .* on \w+day/).count()).toBe(0)
  const byModerator = { until: later, by: 'moderator' }
  tell({ type: 'welcome', you, visit: 'v', state: 'idle', suspended: byModerator })
  await page.getByText(new RegExp(`until \\d+:\\d\\d on ${day}`)).waitFor()
  tell({ type: 'warned' })
  await page.getByRole('status').filter({ hasText: 'asks you to be kind' }).waitFor()
  await page.getByRole('button', { name: 'I have read it' }).click()
  await page.getByText('asks you to be kind').waitFor({ state: 'detached' })
  tell({ type: 'welcome', you, visit: 'v', state: 'idle' })
  await sees(page, 'The pause is over')
  await page.getByRole('button', { name: 'Find someone' }).click()
  await sees(page, 'Looking for someone')
})

it('whoever has waited too long in the dialogue is told so, and goes on where the page is', async () => {
  // Ten minutes at once are too much for its line, of which the browser complains.
  const ann = await openWindow(browser, server.address)
  await ann.page.clock.install()
  await joinAs(ann.page, { username: 'Ann' })
  const bea = await arrive('Bea')
  await composer(bea).waitFor()
  await endChat(bea)
  await sees(ann.page, 'Bea walked on')
  await shield(ann.page, 'Bea').click()
  await sees(ann.page, 'Block or report Bea')
  await ann.page.clock.runFor(reportMs + 1_000)
  await sees(ann.page, /too late to block or report/)
  await ann.page.keyboard.press('Escape')
  await expect.poll(() => focused(ann.page)).toBe('ended-heading')
})

it('what came of it stays on the smallest phone, however long a name is', async () => {
  const phone = { width: 320, height: 568 }
  const ann = await arrive('Ann', phone)
  const name = 'W'.repeat(24)
  await arrive(name, phone)
  await shield(ann, name).click()
  await ann.getByRole('button', { name: 'Block', exact: true }).click()
  const told = ann.getByRole('status').filter({ hasText: 'is blocked' }).locator('p')
  await told.waitFor()
  const box = await told.boundingBox()
  expect((box?.x ?? 0) + (box?.width ?? phone.width)).toBeLessThanOrEqual(phone.width)
  expect(await isTooWide(ann)).toBe(false)
})
