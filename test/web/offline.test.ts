// The installed app: what it keeps, what it shows without a line, how a newer one takes over.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer as startPages } from '../http/testServer.ts'
import {
  freePort,
  type Running,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../kit/process.ts'
import { audit } from './audit.ts'
import { composer, hear, joinAs, openBrowser, openWindow, say, sees } from './browser.ts'

let folder: string
let browser: Browser
let server: Running
beforeAll(async () => {
  folder = temporaryFolder()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGKILL')
  removeFolder(folder)
})

const start = (port: string) =>
  startServer({ DATA_DIR: join(folder, 'data'), BASE_PATH: '/deep/chat/', PORT: port })

/** Waits for the worker that answers for this page. */
const working = (page: Page) =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    return active?.scriptURL
  })

/** Everything in every cache: each address with what is kept of it. */
const cached = (page: Page) =>
  page.evaluate(async () => {
    const found: Record<string, string> = {}
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        const text = await (await cache.match(request))?.text()
        found[request.url] = `${name}\n${text}`
      }
    }
    return found
  })

it('keeps the offline page and no word of a conversation, and shows it without a server', async () => {
  const port = await freePort()
  server = await start(port)
  const address = `${server.address}/`
  const ann = await openWindow(browser, address)
  const { page: bea } = await openWindow(browser, address)
  await joinAs(ann.page, { username: 'Canary Ann' })
  await joinAs(bea, { username: 'Canary Bea', bio: 'canary of a bio' })
  await composer(ann.page).waitFor()
  expect(await working(ann.page)).toBe(`${address}worker.js`)
  await say(ann.page, 'canary said')
  await hear(bea, 'canary said')
  await ann.page.reload()
  await composer(ann.page).waitFor()
  expect(ann.complaints).toEqual([])
  const kept = Object.entries(await cached(ann.page))
  const names = kept.map(([url]) => url.replace(address, '').replace(/-[\w-]{8}\./, '.'))
  expect(names.sort()).toEqual([
    'assets/offline.js',
    'assets/prose.css',
    'assets/theme.js',
    'offline.html',
  ])
  expect(JSON.stringify(kept)).not.toMatch(/canary/i)
  await server.end('SIGKILL')
  for (const path of ['', 'nowhere/so/deep', 'chat']) {
    await ann.page.goto(path)
    await sees(ann.page, 'There is no line just now')
  }
  const ground = () =>
    ann.page.evaluate(() => getComputedStyle(document.querySelector('.prose-top') as Element).color)
  // What it is drawn with comes out of the cache as well, however deep the address.
  expect(await ground()).toBe('rgb(234, 244, 238)')
  expect(await audit(ann.page)).toEqual([])
  server = await start(port)
  // It goes back by itself: no browser tells that a server is there again.
  await composer(ann.page).waitFor()
  await ann.page.getByText('canary said').waitFor()
})

/** The built pages, with a worker that browsers take for another build's. */
const builtAs = (version: string): string => {
  const directory = join(folder, version)
  cpSync(resolve(import.meta.dirname, '../../web/dist'), directory, { recursive: true })
  const script = readFileSync(join(directory, 'worker.js'), 'utf8')
  for (const suffix of ['.br', '.gz']) rmSync(join(directory, `worker.js${suffix}`))
  writeFileSync(join(directory, 'worker.js'), script.replace(/`[0-9a-f]{16}`/, `'${version}'`))
  return directory
}

it('gives way to a newer build at once, under the page that is open, and its cache goes', async () => {
  const port = Number(await freePort())
  const older = await startPages({ port }, builtAs('older'))
  const { page } = await openWindow(browser, `${older.origin}/`)
  await page.goto('./')
  await working(page)
  await page.evaluate(() => Object.assign(window, { isStillHere: true }))
  await expect
    .poll(() => page.evaluate(() => caches.keys()))
    .toEqual([`passerby ${older.origin}/ older`])
  await older.stop()
  const newer = await startPages({ port }, builtAs('newer'))
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
  await expect
    .poll(() => page.evaluate(() => caches.keys()))
    .toEqual([`passerby ${newer.origin}/ newer`])
  expect(await page.evaluate(() => 'isStillHere' in window)).toBe(true)
  await newer.stop()
})
