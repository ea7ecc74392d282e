// Nothing that was written is lost by accident, whatever it was written with and read in.
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { audit } from './audit.ts'
import {
  composer,
  endChat,
  fillIn,
  goIn,
  hear,
  type JoinFields,
  joinAs,
  openBrowser,
  openWindow,
  said,
  say,
  sees,
} from './browser.ts'

let folder: string
let server: Running
let browser: Browser
let complaints: readonly string[][] = []

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({
    DATA_DIR: folder,
    LIMIT_JOINS_PER_MINUTE: '0',
    RELAX_SECONDS: '1',
    // Nobody expires while a page is looked over, however long that takes.
    GRACE_SECONDS: '300',
  })
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

const opened = async (): Promise<Page> => {
  const window = await openWindow(browser, server.address)
  complaints = [...complaints, window.complaints]
  return window.page
}

const arrive = async (fields: JoinFields = {}): Promise<Page> => {
  const page = await opened()
  await joinAs(page, fields)
  return page
}

/** Ann, with her form filled in to the last field, and Bea. */
const pair = async (): Promise<[Page, Page]> => {
  const ann = await arrive({ username: 'Ann', interests: ['tea', 'rain'], bio: 'Fixes violins.' })
  await sees(ann, 'Looking for someone')
  const bea = await arrive({ username: 'Bea' })
  await composer(ann).waitFor()
  await composer(bea).waitFor()
  return [ann, bea]
}

/** The form as it stands there. */
const filled = (page: Page) =>
  page
    .locator('#join')
    .evaluate((form) =>
      [...new FormData(form as HTMLFormElement)].map(([name, value]) => `${name}=${value}`),
    )

const question = (page: Page, heading: string) => page.getByRole('dialog', { name: heading })

const unsent = (page: Page) => page.getByRole('textbox', { name: 'You had not sent this' })

const undelivered = (page: Page) => page.getByRole('textbox', { name: 'this did not reach them' })

/** Says something over a line that takes everything and carries nothing. */
const sayIntoTheVoid = async (page: Page, text: string): Promise<void> => {
  await page.evaluate(() => Object.assign(WebSocket.prototype, { send: () => undefined }))
  await composer(page).fill(text)
  await composer(page).press('Enter')
  await page.locator('.bubble', { hasText: text }).waitFor()
}

/** Whether all of it is seen, although Back leads to where the form was sent. */
const isInSight = (shown: Locator) =>
  shown.evaluate((it) => {
    const { top, bottom } = it.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  })

it('a draft lives over a refresh, Back and the end, and goes to nobody else', async () => {
  const [ann, bea] = await pair()
  await composer(ann).fill('half a thought')
  await ann.reload()
  await expect.poll(() => composer(ann).inputValue()).toBe('half a thought')
  await ann.getByText('You are Ann', { exact: true }).waitFor()
  await ann.goBack()
  await ann.getByText('You have a conversation.').waitFor()
  await expect.poll(() => isInSight(ann.getByText('You have a conversation.'))).toBe(true)
  expect(await ann.getByRole('timer').textContent()).toMatch(/^[45]:\d\d left$/)
  expect(await audit(ann)).toEqual([])
  await ann.getByRole('link', { name: 'Go back' }).click()
  await expect.poll(() => composer(ann).inputValue()).toBe('half a thought')
  await endChat(bea)
  await sees(ann, 'Bea walked on')
  expect(await unsent(ann).inputValue()).toBe('half a thought')
  await unsent(ann).focus()
  expect(await ann.evaluate(() => String(getSelection()))).toBe('half a thought')
  expect(await audit(ann)).toEqual([])
  await ann.reload()
  await sees(ann, 'Bea walked on')
  expect(await unsent(ann).inputValue()).toBe('half a thought')
  await ann.getByRole('button', { name: 'Find someone' }).click()
  await arrive({ username: 'Cleo' })
  await sees(ann, 'Cleo')
  expect(await composer(ann).inputValue()).toBe('')
  await endChat(ann)
  expect(await unsent(ann).count()).toBe(0)
})

it('“Leave” empties the draft, and the form is as it was', async () => {
  const [ann, bea] = await pair()
  await composer(ann).fill('never mind')
  await endChat(bea)
  await ann.getByRole('button', { name: 'Leave', exact: true }).click()
  await ann.waitForURL('**/')
  const form = ['username=Ann', 'gender=other', 'seeks=anyone', 'interests=tea', 'interests=rain']
  expect(await filled(ann)).toEqual([...form, 'interests=', 'bio=Fixes violins.'])
  expect(await ann.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('never')
  await ann.locator('[name=seeks][value=female]').check({ force: true })
  await ann.getByRole('button', { name: 'Remove tea' }).click()
  await ann.getByLabel('You like').fill('unfini')
  await ann.reload()
  await expect
    .poll(() => filled(ann))
    .toEqual([
      ...['username=Ann', 'gender=other', 'seeks=female', 'interests=rain', 'interests=unfini'],
      'bio=Fixes violins.',
    ])
  expect(await ann.locator('#confirmed').isChecked()).toBe(false)
  expect(await unsent(ann).count()).toBe(0)
})

it('joining anew asks first, with the conversation in this tab or in another', async () => {
  const [ann, bea] = await pair()
  const other = await ann.context().newPage()
  await other.goto('/')
  await other.getByText('You have a conversation in another tab or window.').waitFor()
  await fillIn(other, { username: 'Ann again' })
  await goIn(other)
  const asked = question(other, 'You have a conversation')
  await asked.waitFor()
  expect(await audit(other)).toEqual([])
  await other.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
  await say(ann, 'still here')
  await goIn(other)
  await asked.getByRole('button', { name: 'Go back to it' }).click()
  await hear(bea, 'still here')
  await sees(ann, 'You are in another tab')
  await composer(other).waitFor()
  await ann.goto('/')
  await fillIn(ann, { username: 'Anew' })
  await goIn(ann)
  const end = question(ann, 'You have a conversation').getByRole('button', { name: 'End it' })
  await end.press('Enter')
  await sees(bea, 'Ann walked on')
  await sees(ann, 'Looking for someone')
})

it('a conversation that is over meanwhile is said to be', async () => {
  const [ann, bea] = await pair()
  await sayIntoTheVoid(ann, 'never arrived')
  await composer(ann).fill('half a thought')
  await ann.setViewportSize({ width: 320, height: 568 })
  await ann.goto('/')
  await ann.getByText('You have a conversation.').waitFor()
  expect(await undelivered(ann).count()).toBe(0)
  await endChat(bea)
  await ann.getByText('Your conversation is over.').waitFor()
  expect(await ann.getByRole('link', { name: 'Go back' }).count()).toBe(0)
  expect(await undelivered(ann).inputValue()).toBe('never arrived\n\nhalf a thought')
  await expect.poll(() => isInSight(undelivered(ann))).toBe(true)
  expect(await isInSight(ann.getByText('Your conversation is over.'))).toBe(true)
  expect(await audit(ann)).toEqual([])
  await ann.goto('/chat')
  await sees(ann, 'It ended while you were away')
  expect(await undelivered(ann).inputValue()).toBe('never arrived\n\nhalf a thought')
  expect(await audit(ann)).toEqual([])
  await ann.context().clearCookies()
  await ann.reload()
  await ann.getByText('its cookie is gone').waitFor()
  expect(await undelivered(ann).inputValue()).toBe('never arrived\n\nhalf a thought')
})

/** Goes in while nobody answers at `path`, is told so at the form, and mends the line. */
const overSilentLine = async (page: Page, path: string): Promise<void> => {
  await page.route(path, () => undefined)
  // Nobody waits for its time to be over.
  await page.evaluate(() => {
    const patience = new AbortController()
    AbortSignal.timeout = () => patience.signal
    Object.assign(window, { loseIt: () => patience.abort() })
  })
  await page.locator('#confirmed').check()
  await Promise.all([page.waitForRequest(path), goIn(page)])
  await page.evaluate(() => (window as unknown as { loseIt: () => void }).loseIt())
  await page.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor()
  await page.unroute(path)
  await page.reload()
}

it('a visit that is over leaves what was being written', async () => {
  const [ann] = await pair()
  await composer(ann).fill('half a thought')
  await ann.request.post('/leave', { headers: { Accept: 'application/json' } })
  await ann.waitForURL(/#over/)
  expect(await unsent(ann).inputValue()).toBe('half a thought')
  expect(await audit(ann)).toEqual([])
  for (const [language, over] of [
    ['Deutsch', 'Dein letzter Besuch ist vorbei: Du bist gegangen'],
    ['English', 'Your last visit ended when you left'],
  ] as const) {
    await ann.locator('.languages summary').click()
    await ann.getByRole('button', { name: language }).click()
    await ann.getByText(over).waitFor()
    expect(await ann.locator('.unsent textarea').inputValue()).toBe('half a thought')
  }
  await fillIn(ann)
  await overSilentLine(ann, '**/join')
  expect(await unsent(ann).inputValue()).toBe('half a thought')
  await overSilentLine(ann, '**/api/line*')
  await ann.locator('#confirmed').check()
  await goIn(ann)
  await sees(ann, 'Looking for someone')
  expect(await ann.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('half')
})

/** What an input method does, as far as the page can tell. */
const inputMethod = async (page: Page) => {
  const devtools = await page.context().newCDPSession(page)
  return {
    compose: (text: string) =>
      devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      }),
    commit: (text: string) => devtools.send('Input.insertText', { text }),
    /** Pressed while a word is being composed: the page is told so. */
    press: async (key: string) => {
      for (const type of ['rawKeyDown', 'keyUp'] as const)
        await devtools.send('Input.dispatchKeyEvent', { type, key, windowsVirtualKeyCode: 229 })
    },
  }
}

it('an input method keeps its Enter, Backspace and Escape in every field', async () => {
  const ann = await opened()
  await ann.goto('/')
  await fillIn(ann, { interests: ['tea'] })
  const method = await inputMethod(ann)
  for (const name of ['A name for today', 'You like']) {
    await ann.getByLabel(name).focus()
    await method.compose('ちゃ')
    for (const key of ['Enter', 'Backspace', 'Escape']) await method.press(key)
    expect(await ann.getByLabel(name).inputValue()).toBe('ちゃ')
    await method.commit('茶')
  }
  expect(await ann.getByLabel('Your interests').getByRole('listitem').count()).toBe(1)
  await method.compose('音，楽')
  expect(await ann.getByLabel('You like').inputValue()).toBe('茶音，楽')
  await method.commit('音楽，')
  await ann.getByRole('button', { name: 'Remove 茶音楽' }).waitFor()
  await goIn(ann)
  await arrive()
  await composer(ann).focus()
  await method.compose('こんにち')
  for (const key of ['Enter', 'Escape', 'Escape']) await method.press(key)
  expect(await composer(ann).inputValue()).toBe('こんにち')
  await method.commit('こんにちは')
  await composer(ann).press('Enter')
  await expect.poll(() => said(ann)).toEqual(['こんにちは'])
  await ann.getByText('You are 茶').waitFor()
})

/** A translator as browsers have them: puts elements of its own in the place of every text. */
const translate = (context: BrowserContext) =>
  context.addInitScript(() => {
    const words = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const found: Text[] = []
      while (walker.nextNode()) found.push(walker.currentNode as Text)
      for (const text of found) {
        const parent = text.parentElement
        if (parent === null || text.data.trim() === '') continue
        if (parent.closest('font, script, style, textarea, [translate=no]') !== null) continue
        const font = document.createElement('font')
        font.appendChild(document.createElement('font')).textContent = `~${text.data}`
        text.replaceWith(font)
      }
    }
    document.addEventListener('DOMContentLoaded', () => {
      words(document.body)
      const seen = { childList: true, characterData: true, subtree: true }
      new MutationObserver(() => words(document.body)).observe(document.body, seen)
    })
  })

it('a page that is translated keeps its moving texts moving', async () => {
  const ann = await opened()
  await translate(ann.context())
  await ann.goto('/')
  await ann.getByRole('heading', { name: '~Say hello' }).waitFor()
  for (const [text, count] of [
    ['a', '~279 left'],
    ['ab', '~278 left'],
  ] as const) {
    await ann.getByRole('textbox', { name: /Two sentences/ }).fill(text)
    await ann.getByText(count, { exact: true }).waitFor()
  }
  await ann.locator('[name=gender][value=other]').check({ force: true })
  await ann.locator('#confirmed').check()
  await ann.getByRole('button', { name: 'Meet a stranger' }).click()
  await ann.getByRole('heading', { name: '~Looking for someone' }).waitFor()
  const elapsed = () => ann.getByRole('timer').textContent()
  const first = await elapsed()
  await expect.poll(elapsed).not.toBe(first)
  const bea = await arrive({ username: 'Bea' })
  await say(bea, 'hello')
  await ann.getByText('~hello').waitFor()
  await ann.getByRole('textbox', { name: /^Message to/ }).fill('x'.repeat(1_900))
  await ann.getByText('~100 left', { exact: true }).waitFor()
  await ann.getByRole('textbox', { name: /^Message to/ }).fill('x'.repeat(1_901))
  await ann.getByText('~99 left', { exact: true }).waitFor()
  await bea.goto('about:blank')
  const away = () => ann.locator('.notice-time').textContent()
  await ann.locator('.notice-time').waitFor()
  const left = await away()
  expect(left).toMatch(/^~[45]:\d\d$/)
  await expect.poll(away).not.toBe(left)
  await ann.context().setOffline(true)
  await ann.locator('.notice', { hasText: '~You are offline.' }).waitFor()
  await ann.context().setOffline(false)
  await ann.locator('.notice', { hasText: /Bea.*~ lost the connection/ }).waitFor()
  await ann.goto('/')
  const back = ann.locator('.visit-time')
  await back.waitFor()
  const shown = await back.textContent()
  expect(shown).toMatch(/^~[45]:\d\d left$/)
  await expect.poll(() => back.textContent()).not.toBe(shown)
})

it('a link asks before it opens, and tells the other side nothing', async () => {
  const [ann, bea] = await pair()
  const text = `see ${server.address}/?from=bea, \`code\``
  await say(bea, text)
  await say(bea, 'https://аpple.com/')
  await say(bea, '🙂')
  await hear(ann, '🙂')
  expect(await said(ann)).toEqual([text, 'https://аpple.com/', '🙂'])
  const copied = await ann
    .locator('.bubble')
    .first()
    .evaluate((bubble) => {
      getSelection()?.selectAllChildren(bubble.lastElementChild ?? bubble)
      return String(getSelection())
    })
  expect(copied).toBe(text)
  expect(await ann.locator('.lone-emoji').count()).toBe(1)
  expect(await ann.locator('.bubble code').textContent()).toBe('`code`')
  await ann.getByRole('link', { name: 'https://аpple.com/' }).click({ button: 'middle' })
  const asked = question(ann, 'Open this page?')
  await asked.getByText('xn--pple-43d.com', { exact: true }).waitFor()
  await asked.getByText('аpple.com', { exact: true }).waitFor()
  expect(await audit(ann)).toEqual([])
  // Wherever the focus is: a press on the words takes it away from them.
  await asked.getByText('It was written as').click()
  await ann.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
  expect(await composer(ann).isVisible()).toBe(true)
  expect(await ann.getByText('You walked on').count()).toBe(0)
  const link = ann.getByRole('link', { name: /from=bea$/ })
  await link.press('Enter')
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
  const [fresh] = await Promise.all([
    ann.context().waitForEvent('page'),
    asked.getByRole('link', { name: 'Open it' }).press('Enter'),
  ])
  await fresh.waitForURL('**/?from=bea')
  expect(await fresh.evaluate(() => [document.referrer, window.opener])).toEqual(['', null])
  await asked.waitFor({ state: 'detached' })
  expect(await link.evaluate((it) => it === document.activeElement)).toBe(true)
  expect(ann.context().pages()).toHaveLength(2)
})
