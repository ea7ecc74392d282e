// A conversation that is longer than a page should hold, and words in other scripts.
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServerFrame } from '../../../../src/events/frames.ts'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../../kit/process.ts'
import { audit } from '../../audit.ts'
import {
  composer,
  endChat,
  hear,
  joinAs,
  openBrowser,
  openWindow,
  said,
  say,
} from '../../browser.ts'
import { chattingIn, fromPartner } from '../../session/testClient.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '0', RELAX_SECONDS: '1' })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

/** As many as the server puts into one welcome. */
const welcomed = 500

/** A page that is opened in the midst of a conversation; `tell` says more to it. */
const openAt = async (messages: readonly ReturnType<typeof fromPartner>[]) => {
  const { page } = await openWindow(browser, server.address, { width: 390, height: 700 })
  let socket: WebSocketRoute | null = null
  const tell = (...frames: readonly ServerFrame[]) => {
    for (const frame of frames) socket?.send(JSON.stringify(frame))
  }
  await page.routeWebSocket('**/ws', (route) => {
    socket = route
    tell(
      chattingIn('r1', messages.slice(0, welcomed), messages.length),
      ...messages.slice(welcomed),
    )
  })
  await joinAs(page)
  return { page, tell }
}

const log = (page: Page) => page.getByRole('log')

/** Scrolls by `pixels` and waits until the page has heard of it. */
const scrollTo = (page: Page, top: number) =>
  log(page).evaluate(
    (box, to) =>
      new Promise((settle) => {
        box.addEventListener('scroll', () => requestAnimationFrame(settle), { once: true })
        box.scrollTop = to
      }),
    top,
  )

const topOf = (page: Page, text: string): Promise<number> =>
  page
    .locator('.message', { has: page.getByText(text, { exact: true }) })
    .evaluate((message) => message.getBoundingClientRect().top)

const isAtEnd = (page: Page) =>
  log(page).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 1)

/** Lower, as by a keyboard that slides in, and once more before the page has heard of the first. */
const shrinkTwice = (page: Page) =>
  log(page).evaluate(
    (box) =>
      new Promise((settle) => {
        const heights = ['500px', '350px']
        const watch = new ResizeObserver(() => {
          const height = heights.shift()
          if (height !== undefined) {
            document.documentElement.style.setProperty('--visible-height', height)
            return
          }
          watch.disconnect()
          requestAnimationFrame(() => requestAnimationFrame(settle))
        })
        watch.observe(box)
      }),
  )

/** The messages that would be read out if they appeared now. */
const news = (page: Page): Promise<readonly string[]> =>
  page
    .locator('.message')
    .evaluateAll((all) =>
      all
        .filter((one) => one.closest('[aria-live]')?.getAttribute('aria-live') === 'polite')
        .map((one) => one.querySelector('.words')?.textContent ?? ''),
    )

describe('a conversation of 1,200 messages in one breath', () => {
  const breath = Array.from({ length: 1_200 }, (_, n) => fromPartner(n + 1, `line ${n + 1}`))

  it('has its newest in the page, and the others where they are asked for', async () => {
    const { page, tell } = await openAt(breath)
    await hear(page, 'line 1200')
    await page.locator('[role=log][aria-busy=false]').waitFor()
    expect(await said(page)).toEqual(breath.slice(-100).map(({ text }) => text))
    await expect.poll(() => isAtEnd(page)).toBe(true)
    expect(await news(page)).toEqual([])
    tell(fromPartner(1_201, 'are you there?'))
    await hear(page, 'are you there?')
    await expect.poll(() => isAtEnd(page)).toBe(true)
    expect(await news(page)).toEqual(['are you there?'])
    await shrinkTwice(page)
    expect(await isAtEnd(page)).toBe(true)

    // Whoever reads further up stays there, whatever comes in below or is called up above.
    await scrollTo(page, 0)
    const place = await topOf(page, 'line 1101')
    tell(fromPartner(1_202, 'hello?'))
    await page.getByRole('button', { name: '1 new message' }).waitFor()
    expect(await topOf(page, 'line 1101')).toBe(place)
    for (const first of ['line 1001', 'line 901']) {
      const seen = (await said(page))[0] ?? ''
      const earlier = page.getByRole('button', { name: 'Show what was said earlier' })
      await scrollTo(page, 1)
      // By the focus a browser brings it into sight.
      await earlier.focus()
      const before = await topOf(page, seen)
      await earlier.press('Enter')
      await page.getByText(first, { exact: true }).waitFor()
      expect(Math.abs((await topOf(page, seen)) - before)).toBeLessThan(1)
    }
    expect(await news(page)).toEqual(['are you there?', 'hello?'])
    expect(await audit(page)).toEqual([])

    // Back at the end, what is far above goes.
    await page.getByRole('button', { name: '1 new message' }).click()
    await expect.poll(() => isAtEnd(page)).toBe(true)
    tell(fromPartner(1_203, 'well'))
    await hear(page, 'well')
    expect((await said(page))[0]).toBe('line 1103')
    await expect.poll(() => isAtEnd(page)).toBe(true)
    await page.context().close()
  })
})

describe('a very tall message', () => {
  it('is folded, says how many lines it has, and moves nothing when it unfolds', async () => {
    const poem = Array.from({ length: 40 }, (_, n) => `verse ${n + 1}`).join('\n')
    const few = Array.from({ length: 30 }, (_, n) => fromPartner(n + 2, `line ${n + 2}`))
    const { page, tell } = await openAt([fromPartner(1, poem), ...few])
    const more = page.getByRole('button', { name: 'Show all 40 lines' })
    await more.waitFor()
    expect(await more.getAttribute('aria-expanded')).toBe('false')
    const words = page.locator('.words', { hasText: 'verse 1' })
    const height = () => words.evaluate((element) => element.getBoundingClientRect().height)
    const folded = await height()
    await scrollTo(page, 0)
    await more.focus()
    const place = await words.evaluate((element) => element.getBoundingClientRect().top)
    await more.press('Enter')
    const less = page.getByRole('button', { name: 'Show less' })
    expect(await less.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(await height()).toBeGreaterThan(2 * folded)
    expect(await words.evaluate((element) => element.getBoundingClientRect().top)).toBe(place)
    // A message that comes in does not take the reader away from it.
    tell(fromPartner(32, 'and?'))
    await page.getByRole('button', { name: '1 new message' }).waitFor()
    expect(await words.evaluate((element) => element.getBoundingClientRect().top)).toBe(place)
    await less.scrollIntoViewIfNeeded()
    const button = await less.evaluate((element) => element.getBoundingClientRect().top)
    await less.press('Enter')
    await more.waitFor()
    const after = await more.evaluate((element) => element.getBoundingClientRect().top)
    const top = await log(page).evaluate((box) => box.scrollTop)
    expect(top === 0 || Math.abs(after - button) < 1).toBe(true)
    // Nor does the next one, where the reader was at the end before it unfolded.
    await log(page).evaluate((box) => box.scrollTo(0, box.scrollHeight))
    await page.getByRole('button', { name: '1 new message' }).waitFor({ state: 'detached' })
    tell(fromPartner(33, poem.replaceAll('verse', 'stanza')))
    await hear(page, 'stanza 1')
    await expect.poll(() => isAtEnd(page)).toBe(true)
    await more.last().press('Enter')
    await less.waitFor()
    tell(fromPartner(34, 'phew'))
    await page.getByRole('button', { name: '1 new message' }).waitFor()
    expect(await audit(page)).toEqual([])
    await page.context().close()
  })
})

/** The direction in which each of these is laid out, by what it says. */
const directions = (page: Page, selector: string): Promise<Record<string, string>> =>
  page.locator(selector).evaluateAll((all) =>
    Object.fromEntries(
      all.map((one) => {
        const text = one instanceof HTMLTextAreaElement ? one.value : one.textContent
        const value = one instanceof HTMLInputElement ? one.value : text
        return [value ?? '', getComputedStyle(one).direction]
      }),
    ),
  )

describe('words in other scripts', () => {
  const omar = 'عمر'
  const [tea, hello] = ['شاي', 'مرحبا']

  it('have a direction of their own wherever they are shown, and give none to ours', async () => {
    const { page: ali } = await openWindow(browser, server.address)
    await ali.goto('/')
    await ali.getByLabel('A name for today').fill(omar)
    await ali.getByLabel('You like').fill(tea)
    expect(await directions(ali, '#username, #interests')).toEqual({ [omar]: 'rtl', [tea]: 'rtl' })
    await ali.getByLabel('Two sentences about you').fill(`${hello}!`)
    expect(await directions(ali, '#bio')).toEqual({ [`${hello}!`]: 'rtl' })
    await joinAs(ali, { username: omar, interests: [tea, 'chess'], bio: `${hello}!` })
    await ali.getByRole('heading', { name: 'Looking for someone' }).waitFor()
    expect(await directions(ali, '.who-name, .tag')).toEqual({
      [omar]: 'rtl',
      [tea]: 'rtl',
      chess: 'ltr',
    })

    const { page: eve } = await openWindow(browser, server.address, { width: 390, height: 700 })
    await joinAs(eve, { username: 'Eve', interests: [tea, 'chess'] })
    await composer(eve).waitFor()
    await composer(eve).fill(hello)
    expect(await directions(eve, '.composer textarea')).toEqual({ [hello]: 'rtl' })
    await say(eve, hello)
    await hear(ali, hello)
    await say(ali, 'Hello! How are you?')
    await hear(eve, 'Hello! How are you?')
    for (const page of [ali, eve])
      expect(await directions(page, '.words')).toEqual({
        [hello]: 'rtl',
        'Hello! How are you?': 'ltr',
      })
    expect(await directions(eve, '.who-name, .who-bio p')).toEqual({
      [omar]: 'rtl',
      [`${hello}!`]: 'rtl',
    })
    expect(await directions(eve, '.who-more bdi, .message-list bdi')).toEqual({
      [omar]: 'rtl',
      [tea]: 'rtl',
      chess: 'ltr',
    })
    expect(await directions(eve, '.opening-reason, .message-list .unseen')).toEqual({
      [`You both like ${tea} and chess.`]: 'ltr',
      [`${omar}: `]: 'ltr',
      'You: ': 'ltr',
      Sent: 'ltr',
    })
    await ali.goto('about:blank')
    await eve.getByText('lost the connection').first().waitFor()
    expect(await directions(eve, '.notice p:first-child, .notice bdi')).toEqual({
      [`${omar} lost the connection. Waiting for them to return.`]: 'ltr',
      [omar]: 'rtl',
    })
    await endChat(eve)
    await eve.getByText('has been told').first().waitFor()
    expect(await directions(eve, '.ended p, .ended bdi')).toEqual({
      [`${omar} has been told.`]: 'ltr',
      [omar]: 'rtl',
    })
    await ali.context().close()
    await eve.context().close()
  })
})
