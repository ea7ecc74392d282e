// Two windows of a real browser, and two strangers in them.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import {
  composer,
  endChat,
  hear,
  isLively,
  type JoinFields,
  joinAs,
  openBrowser,
  openWindow,
  pressOnceThere,
  said,
  say,
  sees,
  switchSetting,
  type WindowOptions,
  withoutWords,
} from '../browser.ts'

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

const arrive = async (fields: JoinFields = {}, look: WindowOptions = {}): Promise<Page> => {
  const window = await openWindow(browser, server.address, look)
  complaints = [...complaints, window.complaints]
  await joinAs(window.page, fields)
  return window.page
}

const focusIsIn = (field: Locator): Promise<boolean> =>
  field.evaluate((element) => element === document.activeElement)

/** Counts from now on how many tones the page begins. */
const countTones = async (page: Page): Promise<() => Promise<number>> => {
  await page.evaluate(() => {
    const tones = { count: 0 }
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (...at) {
      tones.count += 1
      start.apply(this, at)
    }
    Object.assign(window, { tones })
  })
  return () => page.evaluate(() => (window as never as { tones: { count: number } }).tones.count)
}

/** Ann and Bea, who have just been matched. */
const pair = async (): Promise<[Page, Page]> => {
  const ann = await arrive({ username: 'Ann', interests: ['tea', 'rain'], bio: 'Fixes violins.' })
  await sees(ann, 'Looking for someone')
  const bea = await arrive({ username: 'Bea', interests: ['Rain'], gender: 'female' })
  await composer(ann).waitFor()
  await composer(bea).waitFor()
  return [ann, bea]
}

describe('two strangers', () => {
  it('talk both ways, and see who is there and what both like', async () => {
    const [ann, bea] = await pair()
    await ann
      .getByText(/You both like rain\./i)
      .first()
      .waitFor()
    await sees(bea, 'Ann')
    await bea.getByText('Fixes violins.').waitFor()
    await say(ann, 'hello\nthere')
    await hear(bea, 'hello')
    await say(bea, 'see https://example.org')
    await hear(ann, 'see https://example.org')
    expect(await said(ann)).toEqual(['hello\nthere', 'see https://example.org'])
    expect(await said(bea)).toEqual(await said(ann))
    expect(await ann.locator('.message-list a').count()).toBe(1)
  })

  it('see each other type', async () => {
    const [ann, bea] = await pair()
    // A hand that rests is soon not typing any more: the look begins before the hand does.
    await Promise.all([
      bea.getByText('Ann is typing').waitFor(),
      composer(ann).pressSequentially('well'),
    ])
    await composer(ann).fill('')
    await bea.getByText('Ann is typing').waitFor({ state: 'detached' })
  })

  it('with nothing in common are told that the search went further', async () => {
    const ann = await arrive({ interests: ['tea'] })
    const bea = await arrive({ interests: ['chess'] })
    await ann.getByText(/Nobody with your interests/).waitFor()
    await composer(bea).waitFor()
  })

  it('part: who walked on may come back unnoticed, or go on to the next', async () => {
    const [ann, bea] = await pair()
    const focus = (page: Page) => page.evaluate(() => document.activeElement?.id)
    const gone = ann.getByRole('heading', { name: 'You walked on' })
    await composer(ann).fill('half a thought')
    await composer(ann).press('Escape')
    await ann.keyboard.press('Escape')
    expect(await gone.count()).toBe(0)
    await ann.getByRole('button', { name: 'End chat' }).click()
    await gone.waitFor()
    await expect.poll(() => focus(ann)).toBe('ended-heading')
    await ann.keyboard.press('Escape')
    await say(bea, 'still there?')
    await hear(ann, 'still there?')
    expect(await ann.getByText('Somebody else is looked for').count()).toBe(0)
    await ann.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => focusIsIn(composer(ann))).toBe(true)
    expect(await composer(ann).inputValue()).toBe('half a thought')
    await composer(ann).press('Enter')
    await hear(bea, 'half a thought')
    await pressOnceThere(ann, '#ended-heading', 'Escape')
    await composer(ann).press('Escape')
    await gone.waitFor()
    await ann.getByRole('main').getByText('Somebody else is looked for in a moment.').waitFor()
    expect(await composer(bea).isVisible()).toBe(true)
    await ann.goto('about:blank')
    await sees(bea, 'Ann walked on')
    await expect.poll(() => focus(bea)).toBe('ended-heading')
    await bea.getByRole('button', { name: 'Find another' }).click()
    await sees(bea, 'Looking for someone')
    const cleo = await arrive({ username: 'Cleo' })
    await sees(bea, 'Cleo')
    await say(cleo, 'new here')
    await hear(bea, 'new here')
    expect(await said(bea)).toEqual(['new here'])
  })

  it('leave for good, and the place is theirs no more', async () => {
    const [ann, bea] = await pair()
    await endChat(ann)
    await ann.getByRole('button', { name: 'Leave', exact: true }).click()
    await ann.waitForURL('**/')
    await ann.goto('/chat')
    expect(new URL(ann.url()).pathname).toBe('/')
    await sees(bea, 'Ann walked on')
  })
})

describe('a message', () => {
  it('of which nothing would be seen is not sent', async () => {
    const [ann, bea] = await pair()
    await composer(ann).fill('\u200b\u0007 \u2800')
    await composer(ann).press('Enter')
    const button = ann.getByRole('button', { name: 'Send' })
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await say(ann, 'words')
    await hear(bea, 'words')
    expect(await said(ann)).toEqual(['words'])
  })

  it('that was refused can be edited or dismissed; what is being written stays', async () => {
    const [ann, bea] = await pair()
    await withoutWords(ann, async () => {
      for (const text of ['one', 'two']) {
        await composer(ann).fill(text)
        await composer(ann).press('Enter')
      }
      await ann.getByText('Not sent.').nth(1).waitFor()
    })
    const ways = ann.locator('.refused').first().getByRole('button')
    expect(await ways.allTextContents()).toEqual(['Edit', 'Dismiss'])
    await ann.getByRole('button', { name: 'Dismiss' }).first().click()
    await ann.locator('.message-refused', { hasText: 'one' }).waitFor({ state: 'detached' })
    await expect.poll(() => focusIsIn(composer(ann))).toBe(true)
    await composer(ann).fill('three')
    await ann.getByRole('button', { name: 'Edit' }).click()
    await expect.poll(() => composer(ann).inputValue()).toBe('two\nthree')
    await composer(ann).press('Enter')
    await hear(bea, 'three')
    expect(await said(ann)).toEqual(['two\nthree'])
  })
})

describe('to those who listen', () => {
  it('the room that is left is told in steps, not at every key', async () => {
    const [ann] = await pair()
    const told = ann.locator('.composer').getByRole('status')
    expect(await told.textContent()).toBe('')
    for (const [count, shown, words] of [
      [1_810, '190 left', 'At most 200 characters left.'],
      [1_811, '189 left', 'At most 200 characters left.'],
      [1_960, '40 left', 'At most 50 characters left.'],
      [2_001, '1 too many', 'Too long to be sent.'],
    ] as const) {
      await composer(ann).fill('x'.repeat(count))
      await ann.getByText(shown, { exact: true }).waitFor()
      expect(await told.textContent()).toBe(words)
    }
  })

  it('what was said earlier begins where they are', async () => {
    const { page } = await openWindow(browser, server.address)
    const [room, at] = ['r1', 0]
    const messages = Array.from({ length: 120 }, (_, n) => {
      const from = n % 2 === 0 ? 'you' : 'partner'
      return { type: 'message', room, seq: n + 1, from, text: `line ${n + 1}`, at }
    })
    const you = { username: 'Ann', bio: '', gender: 'other', seeks: 'anyone', interests: [] }
    const partner = { username: 'Bea', bio: '', gender: 'other' }
    await page.routeWebSocket('**/ws', (socket) =>
      socket.send(
        JSON.stringify({ type: 'welcome', you, state: 'chatting', room, partner, messages }),
      ),
    )
    await joinAs(page)
    const earlier = page.getByRole('button', { name: 'Show what was said earlier' })
    await earlier.press('Enter')
    await earlier.waitFor({ state: 'detached' })
    expect((await said(page)).at(0)).toBe('line 1')
    const role = () => page.evaluate(() => document.activeElement?.getAttribute('role'))
    await expect.poll(role).toBe('log')
  })
})

describe('on a phone', () => {
  const phone = { width: 390, height: 844 }
  const less = (page: Page) => page.getByRole('button', { name: 'Less about' })
  const more = (page: Page) => page.getByRole('button', { name: 'More about' })

  it('a bio is closed by Escape, which then does not end the chat', async () => {
    const ann = await arrive({}, phone)
    await arrive({ bio: 'Bakes.' })
    await more(ann).click()
    await less(ann).press('Escape')
    await more(ann).waitFor()
    await more(ann).press('ArrowDown')
    expect(await ann.getByRole('heading', { name: 'You walked on' }).count()).toBe(0)
  })

  it('an open bio closes for what is said where it lies, and the next partner’s is closed', async () => {
    const ann = await arrive({}, phone)
    const bea = await arrive({ bio: 'Bakes.' })
    const closesAt = async (act: () => Promise<unknown>) => {
      await more(ann).click()
      await less(ann).waitFor()
      await act()
      await expect.poll(() => less(ann).count()).toBe(0)
    }
    await closesAt(() => bea.goto('about:blank'))
    await bea.goto('/chat')
    await composer(bea).waitFor()
    await closesAt(() => ann.getByRole('button', { name: 'End chat' }).click())
    await ann.getByRole('button', { name: 'Undo' }).click()
    await closesAt(() => endChat(bea))
    await sees(ann, /walked on/)
    await more(ann).click()
    await ann.getByRole('button', { name: 'Find another' }).click()
    await sees(ann, 'Looking for someone')
    await arrive({ username: 'Cleo', bio: 'Sails.' })
    await sees(ann, 'Cleo')
    expect(await less(ann).count()).toBe(0)
  })
})

describe('a visitor', () => {
  it('in another tab is called by the title, and by a sound if wanted', async () => {
    const [ann, bea] = await pair()
    const tones = await countTones(ann)
    const look = (away: boolean) =>
      ann.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
        document.dispatchEvent(new Event('visibilitychange'))
      }, away)
    expect(await ann.title()).toBe('Bea · Passerby')
    await look(true)
    await say(bea, 'one')
    await say(bea, 'two')
    await expect.poll(() => ann.title()).toBe('(2) Bea · Passerby')
    expect(await tones()).toBe(0)
    await look(false)
    expect(await ann.title()).toBe('Bea · Passerby')
    await switchSetting(ann, 'Sound')
    await expect.poll(tones).toBe(2)
    await look(true)
    await say(bea, 'three')
    await expect.poll(tones).toBe(4)
    await ann.reload()
    await ann.getByRole('button', { name: 'Settings' }).click()
    expect(await ann.getByRole('checkbox', { name: 'Sound' }).isChecked()).toBe(true)
  })

  it('hears one sound for all that the browser held back until the first gesture', async () => {
    const [first, bea] = await pair()
    const ann = await first.context().newPage()
    await ann.addInitScript(() => {
      localStorage.setItem('passerby.sound', 'on')
      Object.defineProperty(document, 'hidden', { get: () => true })
      // This browser holds nothing back by itself.
      const gesture = new Promise((settle) => addEventListener('keydown', settle, { once: true }))
      const { resume } = AudioContext.prototype
      AudioContext.prototype.resume = function () {
        return gesture.then(() => resume.call(this))
      }
    })
    await ann.goto('/chat')
    await composer(ann).waitFor()
    const tones = await countTones(ann)
    for (let n = 1; n <= 17; n += 1) await say(bea, `line ${n}`)
    await hear(ann, 'line 17')
    expect(await tones()).toBe(0)
    await ann.keyboard.press('x')
    await expect.poll(tones).toBe(2)
    await say(bea, 'line 18')
    await expect.poll(tones).toBe(4)
  })

  it('may stop waiting by a double click, and is left in peace over a refresh', async () => {
    const ann = await arrive()
    await sees(ann, 'Looking for someone')
    await ann.getByRole('button', { name: 'Cancel' }).dblclick()
    await sees(ann, 'Ready when you are')
    await ann.reload()
    await sees(ann, 'Ready when you are')
    await ann.getByRole('button', { name: 'Find someone' }).click()
    await sees(ann, 'Looking for someone')
  })

  it('is shown every fault beside its field, and where to begin', async () => {
    const { page } = await openWindow(browser, server.address)
    await page.goto('/')
    await page.getByLabel('A name for today').fill('x'.repeat(33))
    await page.getByRole('button', { name: 'Meet a stranger' }).click()
    await page.getByText('Use at most 32 characters for your name.').waitFor()
    await page.getByText('Choose one.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('username')
    await page.getByLabel('A name for today').fill('Ann')
    await page.getByText('Use at most 32').waitFor({ state: 'hidden' })
  })

  it('without JavaScript still gets in, and is told what the chat needs', async () => {
    const { page } = await openWindow(browser, server.address, { script: false })
    await page.goto('/')
    await page.getByLabel('You like').fill('tea, chess')
    await page.locator('[name=gender][value=other]').check({ force: true })
    await page.locator('#confirmed').check()
    await page.getByRole('button', { name: 'Meet a stranger' }).click()
    await page.waitForURL('**/chat')
    await sees(page, 'The chat needs JavaScript')
  })

  it('comes from the homepage into a chat by keyboard alone', async () => {
    const other = await arrive({ username: 'Dot' })
    const { page } = await openWindow(browser, server.address)
    await page.goto('/')
    const keys = async (...names: readonly string[]) => {
      for (const name of names) await page.keyboard.press(name)
    }
    await isLively(page)
    // Past the choice of a language.
    await keys('Tab', 'Tab')
    await page.keyboard.type('Kay')
    await keys('Tab', 'Space', 'Tab', 'Tab')
    await page.keyboard.type('tea,chess')
    await keys('Enter', 'Backspace', 'Tab')
    await page.keyboard.type('No mouse.')
    await keys('Tab', 'Space', 'Tab', 'Enter')
    await composer(page).waitFor()
    await expect.poll(() => focusIsIn(composer(page))).toBe(true)
    await page.keyboard.type('typed')
    await keys('Shift+Enter')
    await page.keyboard.type('twice')
    await keys('Enter')
    await hear(other, 'twice')
    expect(await said(other)).toEqual(['typed\ntwice'])
    await other.getByText('No mouse.').waitFor()
    await sees(other, 'Kay')
  })
})
