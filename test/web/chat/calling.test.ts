// Whoever looks elsewhere is called, if they asked for it, and only then.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { audit } from '../audit.ts'
import { hear, joinAs, openBrowser, openWindow, say, sees, switchSetting } from '../browser.ts'

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

interface Recorded {
  readonly title: string
  readonly body: string
  readonly tag: string
  isClosed: boolean
}

interface Records {
  asked: number
  readonly shown: Recorded[]
  badge: number
  focused: number
  press: () => void
}

/** Writes down what the page shows, and how often it asks for leave; the real ones go on. */
const record = (page: Page, isDenied = false) =>
  page.addInitScript((isDenied) => {
    const records: Records = { asked: 0, shown: [], badge: 0, focused: 0, press: () => undefined }
    const Real = Notification
    class RecordedNotification extends Real {
      /** This browser without a screen calls it denied for ever, whatever it answers when asked. */
      static override readonly permission = isDenied ? Real.permission : 'default'
      readonly #recorded: Recorded

      constructor(title: string, options: NotificationOptions = {}) {
        super(title, options)
        const { body = '', tag = '' } = options
        this.#recorded = { title, body, tag, isClosed: false }
        records.shown.push(this.#recorded)
        records.press = () => this.dispatchEvent(new Event('click'))
      }

      override close() {
        this.#recorded.isClosed = true
        super.close()
      }

      static override async requestPermission() {
        records.asked += 1
        if (isDenied) return Real.permission
        const permission = await Real.requestPermission()
        Object.defineProperty(RecordedNotification, 'permission', { value: permission })
        return permission
      }
    }
    Object.assign(window, { records, Notification: RecordedNotification })
    navigator.setAppBadge = async (count = 0) => void Object.assign(records, { badge: count })
    navigator.clearAppBadge = async () => void Object.assign(records, { badge: 0 })
    window.focus = () => void Object.assign(records, { focused: records.focused + 1 })
  }, isDenied)

const records = (page: Page): Promise<Records> =>
  page.evaluate(() => (window as never as { records: Records }).records)

/** The window is there to be seen, but another one is in front of it; or it comes to the front. */
const bringToFront = (page: Page, isInFront: boolean): Promise<void> =>
  page.evaluate((inFront) => {
    document.hasFocus = () => inFront
    window.dispatchEvent(new Event(inFront ? 'focus' : 'blur'))
  }, isInFront)

const arrive = async (username: string) => {
  const { page, context } = await openWindow(browser, server.address)
  await context.grantPermissions(['notifications'])
  await record(page)
  await joinAs(page, { username })
  await sees(page, 'Looking for someone')
  return page
}

it('tells of a match and of messages, once each, without their words', async () => {
  const ann = await arrive('Ann')
  expect((await records(ann)).asked).toBe(0)
  await ann.getByRole('checkbox', { name: 'Tell me when somebody comes' }).click()
  await expect.poll(async () => (await records(ann)).asked).toBe(1)
  const tellMe = ann.getByRole('checkbox', { name: 'Tell me when somebody comes' })
  await expect.poll(() => tellMe.isChecked()).toBe(true)
  expect(await audit(ann)).toEqual([])
  await bringToFront(ann, false)
  const { page: bea } = await openWindow(browser, server.address)
  await joinAs(bea, { username: 'Bea' })
  const told = async () => (await records(ann)).shown
  await expect
    .poll(told)
    .toMatchObject([
      { title: 'Passerby', body: 'Somebody is here: you have been matched.', tag: 'passerby' },
    ])
  await say(bea, 'canary one')
  await say(bea, 'canary two')
  await expect.poll(async () => (await told()).length).toBe(3)
  expect((await told()).slice(1)).toMatchObject([
    { title: 'Passerby', body: 'A new message.', tag: 'passerby' },
    { title: 'Passerby', body: '2 new messages.', tag: 'passerby' },
  ])
  expect(JSON.stringify(await told())).not.toMatch(/canary|Bea/)
  expect((await records(ann)).badge).toBe(3)
  expect(await ann.title()).toBe('(3) Bea · Passerby')
  // A press on it brings the window back; what was told is taken back then.
  await ann.evaluate(() => (window as never as { records: Records }).records.press())
  expect((await records(ann)).focused).toBe(1)
  await bringToFront(ann, true)
  expect((await told()).at(-1)?.isClosed).toBe(true)
  expect((await records(ann)).badge).toBe(0)
  expect(await ann.title()).toBe('Bea · Passerby')
  await say(bea, 'canary three')
  await hear(ann, 'canary three')
  expect((await told()).length).toBe(3)
  // Chosen, they show who says what; and nothing any more when switched off.
  await switchSetting(ann, 'Show their name and what they say')
  await bringToFront(ann, false)
  await say(bea, 'may be seen')
  await expect
    .poll(async () => (await told()).at(-1))
    .toMatchObject({
      title: 'Bea',
      body: 'may be seen',
    })
  await switchSetting(ann, 'Notifications')
  await say(bea, 'canary four')
  await hear(ann, 'canary four')
  expect((await told()).length).toBe(4)
  expect((await records(ann)).asked).toBe(1)
})

it('says how to change it where the browser allows none, and asks nobody unpressed', async () => {
  const { page } = await openWindow(browser, server.address, { width: 320, height: 568 })
  await record(page, true)
  await joinAs(page)
  await sees(page, 'Looking for someone')
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByText('Your browser does not allow notifications from here').waitFor()
  expect((await records(page)).asked).toBe(0)
  await dialog.getByRole('checkbox', { name: 'Notifications' }).click()
  await expect.poll(async () => (await records(page)).asked).toBe(1)
  expect(await dialog.getByRole('checkbox', { name: 'Notifications' }).isChecked()).toBe(false)
  expect(await audit(page)).toEqual([])
  // An Escape that closes it is not one that cancels anything behind it.
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await sees(page, 'Looking for someone')
  const button = page.getByRole('button', { name: 'Settings' })
  expect(await button.evaluate((shown) => shown === document.activeElement)).toBe(true)
})

it('leaves it to the service worker where pages may not show any, as on phones', async () => {
  const { page } = await openWindow(browser, server.address)
  await page.addInitScript(() => {
    const shown: string[] = []
    class Forbidden {
      static readonly permission = 'granted'
      static requestPermission = async () => Forbidden.permission

      constructor() {
        throw new TypeError('Illegal constructor')
      }
    }
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
      shown.push(`${title}: ${options?.body}`)
    }
    Object.assign(window, { Notification: Forbidden, shown })
  })
  await joinAs(page)
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await page.getByRole('checkbox', { name: 'Tell me when somebody comes' }).click()
  await bringToFront(page, false)
  await joinAs((await openWindow(browser, server.address)).page)
  const shown = () => page.evaluate(() => (window as never as { shown: string[] }).shown)
  await expect.poll(shown).toEqual(['Passerby: Somebody is here: you have been matched.'])
})
