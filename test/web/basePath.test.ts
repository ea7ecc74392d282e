// The built pages in a real browser, served below a path, and refused where nobody knows the address.
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { composer, hear, joinAs, openBrowser, openWindow, say, sees } from './browser.ts'

const folder = temporaryFolder()
let browser: Browser
const servers: Running[] = []

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  for (const server of servers) await server.end('SIGKILL')
  removeFolder(folder)
})

const start = async (name: string, settings: Record<string, string>): Promise<string> => {
  const server = await startServer({ DATA_DIR: join(folder, name), ...settings })
  servers.push(server)
  return `${server.address}/`
}

it('two visitors meet, talk and leave below a path, and nothing is asked for above it', async () => {
  const address = await start('below', { BASE_PATH: '/deep/chat/' })
  const ann = await openWindow(browser, address)
  const bea = await openWindow(browser, address)
  const above: string[] = []
  for (const { page } of [ann, bea]) {
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) above.push(request.url())
    })
  }
  await joinAs(ann.page, { username: 'Ann' })
  await joinAs(bea.page, { username: 'Bea' })
  await composer(ann.page).waitFor()
  await say(ann.page, 'from below')
  await hear(bea.page, 'from below')
  await bea.page.reload()
  await hear(bea.page, 'from below')
  const manifest = await ann.page.locator('link[rel=manifest]').getAttribute('href')
  const told = await ann.page.request.get(new URL(manifest ?? '', ann.page.url()).href)
  const { start_url, scope, icons } = await told.json()
  expect([start_url, scope]).toEqual(['./', './'])
  expect(icons).toContainEqual(expect.objectContaining({ purpose: 'maskable' }))
  for (const { src } of icons) {
    const icon = await ann.page.request.get(new URL(src, told.url()).href)
    expect(icon.headers()['content-type'], src).toMatch(/^image\//)
  }
  expect(above).toEqual([])
  expect([...ann.complaints, ...bea.complaints]).toEqual([])
  await ann.context.close()
  await bea.context.close()
})

it('a plain form joins below a path too', async () => {
  const address = await start('plain', { BASE_PATH: '/chat/' })
  const { page, context } = await openWindow(browser, address, { script: false })
  await page.goto('./')
  await page.locator('[name=gender][value=other]').check({ force: true })
  await page.locator('#confirmed').check()
  await page.getByRole('button', { name: 'Meet a stranger' }).click()
  await page.waitForURL(`${address}chat`)
  await sees(page, 'The chat needs JavaScript')
  await context.close()
})

it('who opens an address that the server does not know is told which setting to change', async () => {
  const address = await start('named', { ALLOWED_ORIGINS: 'https://chat.example' })
  const { page, context } = await openWindow(browser, address)
  await page.goto('./')
  await page.locator('[name=gender][value=other]').check({ force: true })
  await page.locator('#confirmed').check()
  await page.getByRole('button', { name: 'Meet a stranger' }).click()
  const fault = page.locator('#form-fault')
  await fault.waitFor()
  expect(await fault.textContent()).toContain('ALLOWED_ORIGINS has to name http://127.0.0.1:')
  await context.close()
})
