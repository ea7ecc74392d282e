// Waiting and meeting again, as it is done: two real visitors, in real windows.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { againMs } from '../../../../src/events/limits.ts'
import { handsRestMs } from '../../../../web/chat/meeting/strayKeys.ts'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../../kit/process.ts'
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
} from '../../browser.ts'
import { gather } from '../crowd.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '0', RELAX_SECONDS: '1' })
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

const open = () => openWindow(browser, server.address)

const again = (page: Page, name: string) =>
  page.getByRole('button', { name: `Talk again with ${name}` })

const asked = (page: Page, name: string) => page.getByText(`If ${name} wants it too`)

/** Nobody's hands are taken to rest before they do, however long a busy machine makes them wait. */
const neverRest = (ms: number) => {
  const { setTimeout } = window
  const patient = (act: () => void, delay = 0) =>
    setTimeout(act, delay === ms ? 2 ** 31 - 1 : delay)
  Object.assign(window, { setTimeout: patient })
}

/** What the server has told the page since the last time; pings and what they bring are left out. */
const told = async (page: Page): Promise<string[]> => {
  const frames: string[] = []
  await page.routeWebSocket('**/ws*', (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => {
      const { type } = JSON.parse(String(frame))
      if (type !== 'pong') frames.push(type)
      socket.send(frame)
    })
  })
  return frames
}

it('[M12] two who part talk again when both ask, and nobody learns of a wish that stands alone', async () => {
  const { page: ann, complaints } = await open()
  const { page: bea } = await open()
  const heard = await told(bea)
  await joinAs(ann, { username: 'Ann', interests: ['tea'] })
  await joinAs(bea, { username: 'Bea', interests: ['tea'] })
  await composer(ann).waitFor()
  await say(bea, 'Good evening')
  await hear(ann, 'Good evening')
  await endChat(ann)
  await sees(bea, 'Ann walked on')
  await again(ann, 'Bea').press('Enter')
  await asked(ann, 'Bea').waitFor()
  expect(await asked(ann, 'Bea').evaluate((p) => p === document.activeElement)).toBe(true)
  // The wish outlives a refresh, and Bea has been told of nothing but the end.
  await ann.reload()
  await asked(ann, 'Bea').waitFor()
  await again(bea, 'Ann').waitFor()
  expect(heard.slice(heard.indexOf('chat_ended'))).toEqual(['chat_ended'])

  await again(bea, 'Ann').press('Enter')
  for (const page of [ann, bea]) {
    await composer(page).waitFor()
    await page.getByText('You both wanted to talk again.').first().waitFor()
    expect(await said(page)).toEqual([])
  }
  await say(ann, 'There you are')
  await hear(bea, 'There you are')

  // Once more: this time only one of them asks, looks for another, and meets nobody.
  await endChat(bea)
  await again(ann, 'Bea').click()
  await asked(ann, 'Bea').waitFor()
  await ann.getByRole('button', { name: 'Find another' }).click()
  await sees(ann, 'Looking for someone')
  await asked(ann, 'Bea').waitFor()
  await again(bea, 'Ann').waitFor()
  await sees(bea, 'You walked on')
  expect(complaints).toEqual([])
})

/** Sets the server's clock ahead, as far as this page can tell: it learns of it by its next ping. */
const setServerAhead = async (page: Page) => {
  let aheadMs = 0
  await page.routeWebSocket('**/ws*', (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => {
      const told = JSON.parse(String(frame))
      const isPong = told.type === 'pong'
      socket.send(isPong ? JSON.stringify({ ...told, at: told.at + aheadMs }) : frame)
    })
  })
  return async (ms: number) => {
    aheadMs = ms
    // A page that is looked at anew asks, if it has not asked just before.
    await page.evaluate(() => dispatchEvent(new Event('focus')))
  }
}

it('the time to ask takes no focus with it when it is over', async () => {
  const { page: ann } = await open()
  const { page: bea } = await open()
  const setAhead = await setServerAhead(ann)
  await joinAs(ann, { username: 'Ann' })
  await joinAs(bea, { username: 'Bea' })
  await composer(ann).waitFor()
  await endChat(bea)
  const focused = ann.locator(':focus')
  const heading = ann.getByRole('heading', { name: 'Bea walked on' })
  await heading.and(focused).waitFor()
  await again(ann, 'Bea').focus()
  await again(ann, 'Bea').and(focused).waitFor()
  await expect
    .poll(async () => {
      await setAhead(againMs)
      return again(ann, 'Bea').count()
    })
    .toBe(0)
  await heading.and(focused).waitFor()
})

it('wishes are changed by keyboard while one waits, and what is typed as somebody comes goes nowhere', async () => {
  const disperse = await gather(server.address, 6)
  const { page: ann, complaints } = await open()
  const { page: bea } = await open()
  await ann.addInitScript(neverRest, handsRestMs)
  await joinAs(ann, { username: 'Ann', gender: 'female', interests: ['tea'] })
  const loaded: string[] = []
  ann.on('request', (request) => {
    if (/\/(wishForm|interestChips)-/.test(request.url())) loaded.push(request.url())
  })
  const text = ann.getByRole('main')
  await text.getByText('There are 6 others waiting').waitFor()
  expect(loaded).toEqual([])
  await ann.getByRole('button', { name: 'Change your wishes' }).press('Enter')
  const anyone = ann.getByRole('radio', { name: 'Anyone' })
  await anyone.and(ann.locator(':focus')).waitFor()
  await ann.keyboard.press('Escape')
  await ann.getByRole('button', { name: 'Change your wishes' }).and(ann.locator(':focus')).waitFor()
  await ann.keyboard.press('Enter')
  await anyone.and(ann.locator(':focus')).waitFor()
  expect(loaded).toHaveLength(2)
  await ann.keyboard.press('ArrowLeft')
  await ann.getByRole('radio', { name: 'Female' }).and(ann.locator(':checked')).waitFor()
  await ann.keyboard.press('ArrowLeft')
  const interests = ann.getByLabel('You like')
  await interests.fill('x'.repeat(25))
  await ann.getByRole('button', { name: 'Go on with these' }).press('Enter')
  await ann.getByText('Make it 1 character shorter.').waitFor()
  await interests.and(ann.locator(':focus')).waitFor()
  await interests.fill('night trains')
  await interests.press('Enter')
  await ann.getByRole('button', { name: 'Go on with these' }).press('Enter')
  await text.getByText('Many of them are not men').waitFor()
  await ann.getByRole('button', { name: 'Change your wishes' }).and(ann.locator(':focus')).waitFor()
  await ann.getByText('Female, here to meet men').waitFor()
  await disperse()

  // What was wished is what is found, and what was being typed is not said to whoever comes.
  await ann.getByRole('button', { name: 'Change your wishes' }).press('Enter')
  await interests.fill('private')
  await joinAs(bea, { username: 'Bea', gender: 'male', interests: ['Night trains'] })
  await composer(ann).waitFor()
  await ann.keyboard.type('ly')
  await ann.keyboard.press('Enter')
  await say(bea, 'Good evening')
  await hear(ann, 'Good evening')
  expect(await composer(ann).inputValue()).toBe('')
  expect(await said(ann)).toEqual(['Good evening'])
  expect(complaints).toEqual([])
})
