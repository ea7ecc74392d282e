// Every scene, on small and large screens, in light and dark.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { audit, colourRules, isTooWide } from '../audit.ts'
import { composer, endChat, joinAs, openBrowser, openWindow, sees } from '../browser.ts'
import { type Look, lookName, wear } from '../looks.ts'
import { borderless, layoutFaults } from '../reach.ts'
import { playScenes } from './scenes.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  server = await startServer({
    DATA_DIR: folder,
    LIMIT_JOINS_PER_MINUTE: '0',
    RELAX_SECONDS: '1',
    // Nobody expires while a scene is looked over, however long that takes.
    GRACE_SECONDS: '300',
  })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

/** Words that do not stand wholly on the screen, from left to right. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, p:not(.unseen), button')]
      .filter((words) => words.checkVisibility())
      .filter((words) => {
        const { left, right } = words.getBoundingClientRect()
        return left < 0 || right > innerWidth
      })
      .map((words) => words.outerHTML.slice(0, 120)),
  )

/** By how many pixels the end of what is said there is cut off, as soon as it is said. */
const pastItsBox = async (page: Page, selector: string): Promise<number> => {
  const measured = await page.waitForFunction((box) => {
    const words = document.querySelector(box)
    if (words?.lastChild == null) return null
    const end = document.createRange()
    end.selectNodeContents(words.lastChild)
    return { past: end.getBoundingClientRect().right - words.getBoundingClientRect().right }
  }, selector)
  return (await measured.jsonValue())?.past ?? Number.NaN
}

/** Whether its beginning can be seen without scrolling. */
const isInSight = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => {
    const { left, top } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + 20, top + 10))
  })

/** Controls that a thumb would miss: smaller than 44 by 44 pixels, what lies around included. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    // What is drawn smaller may still be as large to the touch.
    const reaches = (control: Element, by: number) => {
      const { left, top, width, height } = control.getBoundingClientRect()
      const hit = document.elementFromPoint(left + width / 2, top + height / 2 + by)
      return control.contains(hit)
    }
    // Nothing behind a question can be pressed.
    const within = document.querySelector('dialog:modal') ?? document
    return [...within.querySelectorAll('button, a.button, textarea, .choice, .check')]
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        const { width, height } = control.getBoundingClientRect()
        const isTall = height >= 44 || (reaches(control, -21.5) && reaches(control, 21.5))
        return !isTall || (width < 44 && !control.matches('.who-more'))
      })
      .map((control) => control.outerHTML.slice(0, 120))
  })

/** The browser says this of every attempt that was made offline on purpose. */
const isExpected = (complaint: string) => complaint.includes('ERR_INTERNET_DISCONNECTED')

/** All rules in one colour of each width, those of colours in the other one. */
const audits: readonly (readonly [Look, rules?: readonly string[]])[] = [
  [{ width: 320, height: 640, scheme: 'light' }],
  [{ width: 320, height: 640, scheme: 'dark' }, colourRules],
  [{ width: 1440, height: 900, scheme: 'dark' }],
  [{ width: 1440, height: 900, scheme: 'light' }, colourRules],
]

/** The looks at which most was found wrong. */
const layouts: readonly Look[] = [
  { width: 320, height: 200 },
  { width: 844, height: 190 },
  { width: 320, height: 568, isLarge: true },
  { width: 320, height: 568, isSpaced: true },
  { width: 768, height: 1024, isForced: true },
  { width: 1280, height: 800, isLarge: true },
]

const faultsOfLayout = async (page: Page, look: Look): Promise<string[]> => {
  await wear(page, look)
  const faults = await layoutFaults(page)
  if (await isTooWide(page)) faults.push('scrolls sideways')
  if (look.isForced === true) faults.push(...(await borderless(page)))
  return faults
}

const faultsOfAudit = async (page: Page, look: Look, rules?: readonly string[]) => {
  await wear(page, look)
  const faults = await audit(page, rules)
  if (await isTooWide(page)) faults.push('scrolls sideways')
  if (look.width === 320)
    faults.push(...(await smallTargets(page)).map((control) => `small ${control}`))
  return faults
}

/** Everything in one test: to bring the scenes about takes longer than to look at them. */
const playMs = 300_000

it(
  'is sound on every screen, in every colour',
  async () => {
    const found: string[] = []
    const note = (scene: string, look: Look, faults: readonly string[]) =>
      found.push(...faults.map((fault) => `${scene}: ${lookName(look)}: ${fault}`))
    const look = { width: 320, height: 640 }
    const complaints = await playScenes(browser, server.address, {
      look,
      watch: async (scene, page) => {
        for (const other of layouts) note(scene, other, await faultsOfLayout(page, other))
        for (const [other, rules] of audits)
          note(scene, other, await faultsOfAudit(page, other, rules))
        await wear(page, look)
      },
    })
    expect(found).toEqual([])
    expect(complaints.filter((complaint) => !isExpected(complaint))).toEqual([])
  },
  playMs,
)

it.each(['light', 'dark'] as const)('says in the %s that there is nothing here', async (scheme) => {
  const { page } = await openWindow(browser, server.address, { width: 320, height: 640, scheme })
  await page.goto('/nowhere')
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor()
  expect(await audit(page)).toEqual([])
  expect(await isTooWide(page)).toBe(false)
  await page.context().close()
})

it.each(['/nowhere', '/privacy', '/safety', '/accessibility'])(
  'can be read on every screen: %s',
  async (path) => {
    const { page } = await openWindow(browser, server.address, { width: 320, height: 640 })
    await page.goto(path)
    const found: string[] = []
    for (const look of layouts)
      found.push(
        ...(await faultsOfLayout(page, look)).map((fault) => `${lookName(look)}: ${fault}`),
      )
    expect(found).toEqual([])
    await page.context().close()
  },
)

it('keeps the longest name on the smallest screen', async () => {
  const look = { width: 320, height: 640 }
  const { page: ann } = await openWindow(browser, server.address, look)
  const { page: bea } = await openWindow(browser, server.address, look)
  await joinAs(ann, { username: 'W'.repeat(32), bio: 'Wm'.repeat(140) })
  await joinAs(bea)
  await composer(bea).waitFor()
  expect(await cutOff(bea)).toEqual([])
  const [typing] = await Promise.all([
    pastItsBox(bea, '.typing-on'),
    composer(ann).pressSequentially('And'),
  ])
  expect(typing).toBeLessThanOrEqual(0)
  expect(await cutOff(bea)).toEqual([])
  await ann.goto('about:blank')
  await bea.getByRole('timer').waitFor()
  expect(await cutOff(bea)).toEqual([])
  await ann.goto('/chat')
  await composer(ann).waitFor()
  await wear(ann, { width: 844, height: 190 })
  await wear(bea, { width: 320, height: 200 })
  await ann.getByRole('button', { name: 'End chat' }).click()
  await expect.poll(() => isInSight(ann.getByRole('button', { name: 'Undo' }))).toBe(true)
  await ann.getByRole('button', { name: 'Undo' }).click()
  await endChat(ann)
  await sees(bea, /walked on/)
  await expect.poll(() => isInSight(bea.getByRole('heading', { name: /walked on/ }))).toBe(true)
  expect(await cutOff(bea)).toEqual([])
  await ann.context().close()
  await bea.context().close()
})

it('would notice what is wrong', async () => {
  const { page } = await openWindow(browser, server.address, { width: 320, height: 640 })
  await page.goto('/')
  await page.evaluate(() => {
    document.querySelector('h1')?.insertAdjacentHTML('beforebegin', '<img src="/icon.svg">')
    const button = document.querySelector<HTMLElement>('#submit')
    Object.assign(button?.style ?? {}, { minBlockSize: '0', blockSize: '30px' })
    document.querySelector<HTMLElement>('.lead')?.style.setProperty('color', '#2a7a65')
  })
  const found = await audit(page)
  expect(found.map((fault) => fault.split(' ')[0])).toEqual(['color-contrast', 'image-alt'])
  expect(await smallTargets(page)).toHaveLength(1)
  await page.context().close()
})

it('moves nothing about when the homepage comes to life', async () => {
  const { page } = await openWindow(browser, server.address, { width: 390, height: 844 })
  await page.addInitScript(() => {
    const shifts: number[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as never as { value: number }).value)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto('/')
  await page.locator('#online').filter({ visible: true }).waitFor()
  await page.evaluate(() => new Promise(requestAnimationFrame))
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
  await page.context().close()
})
