// The moderators' page in a real browser, and to whom it does not answer.
import { request } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../http/client.ts'
import { type Running, removeFolder, temporaryFolder } from '../../kit/process.ts'
import { Harbour, startPage } from '../../moderation/harbour.ts'
import { audit, isTooWide } from '../audit.ts'
import { openBrowser, openWindow, sees } from '../browser.ts'
import { wear } from '../looks.ts'

const folder = temporaryFolder()
let harbour: Harbour
let docket: Running
let browser: Browser
let rude: Client

beforeAll(async () => {
  harbour = await Harbour.open(folder)
  docket = await startPage([harbour.data, '--identity', harbour.keyFile])
  browser = await openBrowser()
  rude = await someone()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await docket.end('SIGKILL')
  await harbour.server.end('SIGKILL')
  removeFolder(folder)
})

const someone = () => harbour.online(harbour.browser())

const token = () => new URL(docket.address).hash.slice(1)

interface Sent {
  readonly path?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** As `fetch`, but with headers that it keeps to itself. */
const answerTo = ({ path = '/api/reports', method = 'GET', headers = {}, body }: Sent = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown> }>((settle, reject) => {
    const { hostname, port } = new URL(docket.address)
    const known = { Authorization: `Bearer ${token()}` }
    request({ hostname, port, path, method, headers: { ...known, ...headers } }, (answer) => {
      answer.resume()
      settle({ status: answer.statusCode ?? 0, headers: answer.headers })
    })
      .on('error', reject)
      .end(body)
  })

const statusOf = async (sent: Sent): Promise<number> => (await answerTo(sent)).status

describe('the moderators’ page is for whoever has its address', () => {
  it('is on loopback, under no other name, for no other page, for no guess', async () => {
    const { hostname, port } = new URL(docket.address)
    expect(hostname).toBe('127.0.0.1')
    expect(token()).toMatch(/^[\w-]{22}$/)
    const cases: [Sent['headers'], number][] = [
      [{}, 200],
      [{ Host: `localhost:${port}`, Origin: `http://localhost:${port}` }, 200],
      [{ Host: `evil.example:${port}` }, 403],
      [{ Origin: 'https://evil.example' }, 403],
      [{ Origin: 'null' }, 403],
      [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
      [{ Authorization: '' }, 401],
      [{ Authorization: 'Bearer' }, 401],
      [{ Authorization: `Bearer ${token()}x` }, 401],
    ]
    for (const [headers = {}, status] of cases)
      expect({ headers, status: await statusOf({ headers }) }).toEqual({ headers, status })
  })

  it('takes decisions by POST, as JSON, and none that it does not know', async () => {
    const headers = { 'Content-Type': 'application/json' }
    const decision = { path: '/api/decide', method: 'POST', headers }
    expect(await statusOf({ path: '/api/decide' })).toBe(405)
    expect(await statusOf({ method: 'POST' })).toBe(405)
    expect(await statusOf({ ...decision, headers: { Authorization: '' } })).toBe(401)
    for (const body of ['', 'x', '{"number":1,"name":"ban"}', `"${'x'.repeat(100_000)}"`])
      expect(await statusOf({ ...decision, body }), body.slice(0, 9)).toBe(400)
    const body = '{"number":1,"name":"warn"}'
    expect(await statusOf({ ...decision, headers: { 'Content-Type': 'text/plain' }, body })).toBe(
      400,
    )
    expect(await statusOf({ ...decision, body })).toBe(409)
    expect(await statusOf({ path: '/api/report?number=1' })).toBe(409)
    expect(await statusOf({ path: '/chat' })).toBe(404)
  })

  it('is kept by nobody, and runs only what is ours', async () => {
    for (const path of ['/', '/api/reports']) {
      const { headers } = await answerTo({ path })
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['referrer-policy']).toBe('no-referrer')
    }
    expect((await answerTo()).headers['cache-control']).toBe('no-store')
  })
})

const looks = [
  { width: 1280, height: 800 },
  { width: 1280, height: 800, scheme: 'dark' },
  { width: 320, height: 568 },
  { width: 320, height: 568, isLarge: true },
] as const

/** What is wrong with the page in any of its looks. */
const faultsOf = async (page: Page, scene: string): Promise<string[]> => {
  const found: string[] = []
  for (const look of looks) {
    await wear(page, look)
    const at = `${scene} ${JSON.stringify(look)}`
    found.push(...(await audit(page)).map((fault) => `${at}: ${fault}`))
    if (await isTooWide(page)) found.push(`${at}: scrolls sideways`)
  }
  await wear(page, { width: 1280, height: 800 })
  return found
}

const confirm = async (page: Page, name: string): Promise<void> => {
  await page.locator('dialog[open]').waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2')
  await page.locator('dialog[open]').getByRole('button', { name }).click()
}

it('shows reports as they come, and decides by keyboard', { timeout: 120_000 }, async () => {
  const { page, complaints } = await openWindow(browser, docket.address)
  await page.goto(docket.address)
  await sees(page, 'No report waits')
  const faults = await faultsOf(page, 'empty')

  const said = ['Hi', 'I know \u202ewhere you live', 'Stop']
  const note = '<b>He</b> scares me'
  await harbour.report(await someone(), rude, { said: ['Hello', 'Ugly'] })
  await harbour.report(await someone(), rude, { reason: 'threat', said, note })
  await page.locator('.row', { hasText: 'A threat' }).waitFor()
  expect(await page.locator('.row b').allTextContents()).toEqual(['A threat', 'Harassment'])
  faults.push(...(await faultsOf(page, 'list')))

  await page.keyboard.press('j')
  await sees(page, /^#\d+ A threat, proven$/)
  expect(await page.locator('.said').allInnerTexts()).toEqual([
    expect.stringMatching(/^Reporter [\s\S]*Hi$/),
    expect.stringMatching(/^Reported [\s\S]*I know (<U\+202E>)?where you live$/),
    expect.stringMatching(/^Reporter [\s\S]*Stop$/),
  ])
  await page.getByText(note).waitFor()
  faults.push(...(await faultsOf(page, 'report')))

  await page.keyboard.press('w')
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await sees(page, /A threat/)
  await page.keyboard.press('w')
  await confirm(page, 'Warn')
  await rude.upTo('warned')
  await page.getByText(/^Report \d+\. Warned: they see it now/).waitFor()

  await sees(page, /^#\d+ Harassment, proven$/)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('row')
  await page.keyboard.press('Enter')
  await sees(page, /Harassment/)
  await page.keyboard.press('?')
  await sees(page, 'Keys')
  faults.push(...(await faultsOf(page, 'help')))
  await page.keyboard.press('Escape')
  await page.keyboard.press('s')
  await confirm(page, 'For 1 hour')
  await page.getByText(/^Report \d+\. Suspended until .*, for (1 h|59 min)/).waitFor()
  await sees(page, 'No report waits')
  expect(faults).toEqual([])
  expect(complaints).toEqual([])

  await page.goto(docket.address.replace(/#.*/, '#guess'))
  await page.getByText('Open the whole address that the terminal shows').waitFor()
})

it('ends at once with Ctrl-C, and the page says so', { timeout: 30_000 }, async () => {
  const { page } = await openWindow(browser, docket.address)
  await page.goto(docket.address)
  await page.getByText(/reports? waiting$/).waitFor()
  expect(await docket.end('SIGINT')).toBe(0)
  await page.getByText('The program has ended. Start it again, and open its new').waitFor()
})
