// A visit in each language: it joins, waits, talks and ends; and a language can be chosen.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { catalogues, pageCatalogues } from '../../../web/words/catalogues.ts'
import { languages } from '../../../web/words/languages.ts'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { audit, isTooWide } from '../audit.ts'
import { openBrowser, openWindow, type WindowOptions } from '../browser.ts'
import { wear } from '../looks.ts'

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

const open = (look: WindowOptions) => openWindow(browser, server.address, look)

const declared = (page: Page) =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])

const join = async (page: Page, name: string): Promise<void> => {
  await page.locator('#username').fill(name)
  await page.locator('[name=gender][value=other]').check({ force: true })
  await page.locator('#confirmed').check()
  await page.locator('#submit').click()
}

/** What does not fit into the box that it stands in, where that box does not scroll. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'h1, h2, p, button, summary, label, legend, dt, dd, .choice span',
      ),
    ]
      .filter((words) => words.checkVisibility() && !words.closest('.unseen'))
      .filter((words) => {
        const { left, right, width } = words.getBoundingClientRect()
        const isCut = words.scrollWidth > words.clientWidth + 1
        const isMeant = getComputedStyle(words).textOverflow === 'ellipsis'
        return width > 1 && (left < 0 || right > innerWidth || (isCut && !isMeant))
      })
      .map((words) => words.outerHTML.slice(0, 120)),
  )

it.each([
  ['de', 320],
  ['es', 320],
  ['ar', 320],
  ['ar', 1280],
] as const)('in %s at %i pixels: joins, waits, talks, ends', async (language, width) => {
  const words = catalogues[language]
  const { page, complaints } = await open({ width, height: width * 0.75 + 400, locale: language })
  const { page: other } = await open({})
  const catalogue = /\/assets\/(en|de|es|ar)-[^/]+\.js/
  const loaded = new Set<string | undefined>()
  page.on('request', (request) => {
    const [, named] = catalogue.exec(request.url()) ?? []
    if (named !== undefined) loaded.add(named)
  })
  const found: string[] = []
  const look = async (scene: string) => {
    found.push(...(await audit(page)).map((fault) => `${scene}: ${fault}`))
    found.push(...(await cutOff(page)).map((fault) => `${scene}: cut off ${fault}`))
    if (await isTooWide(page)) found.push(`${scene}: scrolls sideways`)
  }
  const sees = (heading: string) => page.getByRole('heading', { name: heading }).waitFor()

  await page.goto('/')
  await page.locator('#online').filter({ visible: true }).waitFor()
  expect(await declared(page)).toEqual([language, languages[language].direction])
  await sees(words.home.heading)
  await page.locator('#submit').click()
  await page.getByText(words.home.form.confirmed.missing).waitFor()
  await page.locator('.languages summary').click()
  await look('home')
  await page.locator('.languages summary').click()
  await join(page, 'Ann')
  await sees(words.chat.waiting.heading)
  await look('waiting')
  await page.getByRole('button', { name: words.chat.settings.heading }).click()
  await page.getByRole('button', { name: languages[language].name }).waitFor()
  await look('settings')
  await page.getByRole('button', { name: words.chat.settings.done }).click()
  await other.goto('/')
  await join(other, 'Bea')
  const composer = page.getByRole('textbox', { name: words.chat.composer.label('Bea') })
  await composer.waitFor()
  await composer.fill('Hello, Bea')
  await composer.press('Enter')
  await other.getByText('Hello, Bea').waitFor()
  await look('talking')
  await other.evaluate(() => void fetch('leave', { method: 'POST' }))
  await sees(words.chat.ended.left('Bea').heading)
  await look('ended')
  expect(found).toEqual([])
  expect([...loaded]).toEqual([language])
  expect(complaints).toEqual([])
})

it.each(['de', 'ar'] as const)('in %s: what is only read', async (language) => {
  const { page } = await open({ width: 320, height: 640, locale: language })
  const { privacy, safety, accessibility, nothingHere, offline } = pageCatalogues[language]
  const { home } = catalogues[language]
  const pages = {
    '': home,
    privacy,
    safety,
    accessibility,
    nowhere: nothingHere,
    'offline.html': offline,
  }
  for (const [path, { heading }] of Object.entries(pages)) {
    await page.goto(`/${path}`)
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    expect(await declared(page), path).toEqual([language, languages[language].direction])
    expect(await audit(page), path).toEqual([])
    for (const isLarge of [false, true]) {
      await wear(page, { width: 320, height: 640, isLarge })
      expect(await cutOff(page), path).toEqual([])
      expect(await isTooWide(page), path).toBe(false)
    }
  }
})

it('is chosen without scripts, on the homepage', async () => {
  const { page } = await open({ locale: 'es', script: false })
  await page.goto('/')
  await page.getByText(catalogues.es.home.form.submit).waitFor()
  await page.locator('.languages summary').click()
  await page.getByRole('button', { name: languages.ar.name }).click()
  await page.getByText(catalogues.ar.home.form.submit).waitFor()
  expect(await declared(page)).toEqual(['ar', 'rtl'])
  expect(new URL(page.url()).pathname).toBe('/')
})

it('is chosen in the middle of a conversation, which goes on', async () => {
  const { page } = await open({})
  const { page: other } = await open({})
  for (const [visitor, name] of [
    [page, 'Ann'],
    [other, 'Bea'],
  ] as const) {
    await visitor.goto('/')
    await join(visitor, name)
  }
  const composer = page.getByRole('textbox', { name: catalogues.en.chat.composer.label('Bea') })
  await composer.fill('Before')
  await composer.press('Enter')
  await page.locator('.message-sent', { hasText: 'Before' }).waitFor()
  await page.getByRole('button', { name: catalogues.en.chat.settings.heading }).click()
  await page.getByRole('button', { name: languages.de.name }).click()
  await page.getByRole('textbox', { name: catalogues.de.chat.composer.label('Bea') }).waitFor()
  await page.getByText('Before').waitFor()
  expect(await declared(page)).toEqual(['de', 'ltr'])
  expect(new URL(page.url()).pathname).toBe('/chat')
})
