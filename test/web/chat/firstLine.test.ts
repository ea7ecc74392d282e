// A first line is offered, and an absence leaves a choice.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { composer, hear, joinAs, openBrowser, openWindow, said, say, sees } from '../browser.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({
    DATA_DIR: folder,
    LIMIT_JOINS_PER_MINUTE: '0',
    RELAX_SECONDS: '1',
    // Nobody expires while they are looked at.
    GRACE_SECONDS: '300',
  })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

const assets = join(import.meta.dirname, '../../../web/dist/assets')

/** Whether a script of the page chooses first lines, or has them in English. */
const isOfFirstLines = (file: string): boolean =>
  file.startsWith('openersFor-') ||
  (file.startsWith('inEnglish-') &&
    readFileSync(join(assets, file), 'utf8').includes('A first line'))

const chips = (page: Page) => page.getByRole('group', { name: 'A first line' }).getByRole('button')

const caretOf = (page: Page): Promise<readonly [number, number]> =>
  composer(page).evaluate((area) =>
    area === document.activeElement && area instanceof HTMLTextAreaElement
      ? [area.selectionStart, area.value.length]
      : [-1, area.textContent.length],
  )

it('two who have said nothing are offered a first line, and whoever is left alone a choice', async () => {
  const { page: ann, complaints } = await openWindow(browser, server.address)
  const { page: bea } = await openWindow(browser, server.address)
  const loaded: string[] = []
  ann.on('request', (request) => {
    const [, file = ''] = /\/assets\/([^/]+\.js)$/.exec(request.url()) ?? []
    if (isOfFirstLines(file)) loaded.push(file.replace(/-.*/, ''))
  })
  await joinAs(ann, { username: 'Ann', interests: ['شاي', 'tea'] })
  await sees(ann, 'Looking for someone')
  expect(loaded).toEqual([])
  await joinAs(bea, { username: 'Bea', interests: ['شاي'], bio: 'Ask me about sourdough.' })
  await composer(ann).waitFor()

  // What they share, what she wrote, and something general; the same after a refresh.
  await chips(ann).first().waitFor()
  const offered = await chips(ann).allTextContents()
  expect(offered.slice(0, 2)).toEqual(['Ask about شاي', 'Ask about sourdough'])
  expect(offered).toHaveLength(3)
  expect(loaded.sort()).toEqual(['inEnglish', 'openersFor'])
  await ann.reload()
  await chips(ann).first().waitFor()
  expect(await chips(ann).allTextContents()).toEqual(offered)

  // By the keyboard: what is written is a draft, and the caret waits at its end.
  await composer(ann).press('Shift+Tab')
  await ann.keyboard.press('Shift+Tab')
  await ann.keyboard.press('Enter')
  await chips(ann).first().waitFor({ state: 'detached' })
  const draft = await composer(ann).inputValue()
  expect(draft).toMatch(/sourdough.*What do you bake\?$/)
  expect(await caretOf(ann)).toEqual([draft.length, draft.length])
  expect(await said(ann)).toEqual([])

  // They come back to an empty composer, and go for good when something is said.
  await composer(ann).fill('')
  await chips(ann).first().waitFor()
  await chips(ann).first().click()
  expect(await composer(ann).inputValue()).toContain('شاي')
  await composer(ann).press('Enter')
  await hear(bea, 'شاي')
  expect([await chips(ann).count(), await chips(bea).count()]).toEqual([0, 0])

  await bea.goto('about:blank')
  const notice = ann.locator('.notice')
  const findAnother = notice.getByRole('button', { name: 'Find another' })
  await findAnother.focus()
  expect(await notice.textContent()).toMatch(/^Bea lost the connection.*\d:\d\d/s)
  // It is news for a few seconds: the look begins before it comes.
  await Promise.all([notice.getByText('Bea is back.').waitFor(), bea.goto('/chat')])
  expect(await ann.getByRole('status').allTextContents()).toContain('Bea is back.')
  // Whoever was at the button that went goes on writing.
  await say(bea, 'A tunnel.')
  await hear(ann, 'A tunnel.')
  expect((await caretOf(ann))[0]).toBe(0)

  await bea.goto('about:blank')
  await findAnother.click()
  await sees(ann, 'You walked on')
  await ann.getByRole('main').getByText('Somebody else is looked for').waitFor()
  expect(await findAnother.count()).toBe(0)
  await notice.getByText('Bea lost the connection').waitFor()
  await ann.getByRole('button', { name: 'Undo' }).click()
  await findAnother.click()
  await ann.locator('.ended').getByRole('button', { name: 'Find another' }).click()
  await sees(ann, 'Looking for someone')
  expect(complaints).toEqual([])
  await ann.context().close()
  await bea.context().close()
})
