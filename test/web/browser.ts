// A real Chromium, as it comes out of the package, and visitors in it.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { undoMs } from '../../web/session/parting/leaving.ts'

const cache = resolve(import.meta.dirname, '../../node_modules/.cache')
const home = join(cache, 'passerby-chromium')

/** Only the fonts that came with the browser: every machine draws the same. */
const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(home, 'fonts')}</dir><cachedir>${join(home, 'cache')}</cachedir></fontconfig>
`

/** Packages may have been copied from elsewhere, whose fonts may be gone: without any it crashes. */
const settle = (): void => {
  const path = join(home, 'fonts.conf')
  if (readFileSync(path, 'utf8') === fontSettings) return
  // Renamed into place: what is written may be one file with that of another copy.
  const own = `${path}-${process.pid}`
  writeFileSync(own, fontSettings)
  renameSync(own, path)
}

/** Unpacks the browser beside its package; by renaming, since several tests may want it at once. */
const unpack = async (): Promise<void> => {
  if (existsSync(home)) return settle()
  mkdirSync(cache, { recursive: true })
  const own = mkdtempSync(`${home}-`)
  const former = process.env.TMPDIR
  process.env.TMPDIR = own
  try {
    await chromium.executablePath()
  } finally {
    if (former === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = former
  }
  writeFileSync(join(own, 'fonts.conf'), fontSettings)
  try {
    renameSync(own, home)
  } catch {
    // Somebody else was quicker.
    rmSync(own, { recursive: true })
  }
}

/**
 * In one process the browser mixes up the cookies of its contexts; without web security it is not
 * the browser that visitors have; and to play a graphics chip costs more than to draw without one.
 */
const unwanted = [
  ...['--single-process', '--disable-web-security', '--allow-running-insecure-content'],
  ...['--use-gl', '--use-angle', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
]

/** Now and then one is at its end before it has begun (SIGSEGV), which says nothing of what is tested. */
const launchesMax = 3

/** `more`: further flags of the browser's. */
export const openBrowser = async (more: readonly string[] = []): Promise<Browser> => {
  await unpack()
  for (let launches = 1; ; launches += 1) {
    try {
      return await launched(more)
    } catch (error) {
      if (launches === launchesMax) throw error
    }
  }
}

const launched = (more: readonly string[]): Promise<Browser> =>
  playwright.launch({
    executablePath: join(home, 'chromium'),
    args: [
      ...chromium.args.filter((flag) => !unwanted.some((name) => flag.startsWith(name))),
      '--disable-background-networking',
      '--disable-gpu',
      ...more,
    ],
    env: { ...process.env, FONTCONFIG_FILE: join(home, 'fonts.conf') },
  })

/** Nobody's time to undo runs out while a test looks around, however long that takes. */
const undoForever = (ms: number) => {
  const { setTimeout } = window
  const patient = (act: () => void, delay = 0) =>
    setTimeout(act, delay === ms ? 2 ** 31 - 1 : delay)
  Object.assign(window, { setTimeout: patient })
}

export interface WindowOptions {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
  readonly scale?: number
  readonly script?: boolean
  /** What the browser asks pages for: its language and country. */
  readonly locale?: string
}

/** A window of its own, with its own cookies; `complaints` are the browser's errors so far. */
export const openWindow = async (browser: Browser, address: string, look: WindowOptions = {}) => {
  const {
    width = 1280,
    height = 800,
    scheme = 'light',
    scale = 1,
    script = true,
    locale = 'en-GB',
  } = look
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width, height },
    colorScheme: scheme,
    deviceScaleFactor: scale,
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
    locale,
  })
  context.setDefaultTimeout(20_000)
  await context.addInitScript(undoForever, undoMs)
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, complaints }
}

export interface JoinFields {
  readonly username?: string
  readonly gender?: 'male' | 'female' | 'other'
  readonly interests?: readonly string[]
  readonly bio?: string
}

/** Fills in the join form and goes in. */
export const joinAs = async (page: Page, fields: JoinFields = {}): Promise<void> => {
  await page.goto('./')
  await fillIn(page, fields)
  await goIn(page)
  await page.waitForURL('**/chat')
}

/** A page is loaded a moment before its script has made more of the form than a plain one. */
export const isLively = (page: Page): Promise<void> => page.locator('.chips').waitFor()

/** Fills in the join form, where it is open. */
export const fillIn = async (page: Page, fields: JoinFields = {}): Promise<void> => {
  const { username = '', gender = 'other', interests = [], bio = '' } = fields
  // Each word becomes a chip; what else there is to fill in is the same before.
  if (interests.length > 0) await isLively(page)
  await page.getByLabel('A name for today').fill(username)
  await page.locator(`[name=gender][value=${gender}]`).check({ force: true })
  for (const interest of interests) {
    await page.getByLabel('You like').fill(interest)
    await page.getByLabel('You like').press('Enter')
  }
  await page.getByLabel('Two sentences about you').fill(bio)
  await page.locator('#confirmed').check()
}

export const goIn = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Meet a stranger' }).click()

export const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })

/** Says something and waits until the server has it. */
export const say = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text)
  await composer(page).press('Enter')
  await page.locator('.message-sent', { hasText: text }).last().waitFor()
}

/** Waits until the partner is seen to have said this. */
export const hear = (page: Page, text: string): Promise<void> =>
  page.locator('.message-group-partner .bubble', { hasText: text }).last().waitFor()

/** All that was said, in order, without who said it. */
export const said = (page: Page): Promise<string[]> =>
  page
    .locator('.bubble')
    .evaluateAll((bubbles) => bubbles.map((bubble) => bubble.lastChild?.textContent ?? ''))

/** Walks on, and lets the partner know at once: whoever leaves no page waits to be told. */
export const endChat = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'End chat' }).click()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await page.evaluate(() => dispatchEvent(new Event('pagehide')))
}

/** Switches what is set by this name in the settings of the chat. */
export const switchSetting = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('checkbox', { name, exact: true }).click()
  await page.getByRole('button', { name: 'Done' }).click()
}

/** Presses a key in the very moment in which something is there: nobody's hands are quicker. */
export const pressOnceThere = (page: Page, selector: string, key: string): Promise<void> =>
  page.evaluate(
    ({ selector, key }) => {
      const press = () => {
        if (document.querySelector(selector) === null) return
        watch.disconnect()
        const target = document.activeElement ?? document.body
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      }
      const watch = new MutationObserver(press)
      watch.observe(document, { childList: true, subtree: true })
    },
    { selector, key },
  )

/** Runs `act` while everything the page sends is stripped of its words: the server refuses it. */
export const withoutWords = async (page: Page, act: () => Promise<void>): Promise<void> => {
  await page.evaluate(() => {
    const { send } = WebSocket.prototype
    const strip: typeof send = function (this: WebSocket, frame) {
      send.call(this, String(frame).replace(/"text":"[^"]*"/, '"text":""'))
    }
    WebSocket.prototype.send = strip
    Object.assign(window, { restore: () => Object.assign(WebSocket.prototype, { send }) })
  })
  await act()
  await page.evaluate(() => (window as unknown as { restore: () => void }).restore())
}

/** Waits for a heading: the name of the scene that is on. */
export const sees = (page: Page, heading: string | RegExp): Promise<void> =>
  page.getByRole('heading', { name: heading }).waitFor()
