// The chat page in a real Chromium, and what it costs there.
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { openWindow } from '../../test/web/browser.ts'
import { type Conversation, line, say } from './conversation.ts'

/** So often it is asked whether a line is there: asking more often costs the page more. */
const lookMs = 100

/** After this long without work a page has come to rest. */
const restMs = 400

/** The partner's pace while the visitor types. */
const strangerMs = 200

/** A quick hand: 120 words a minute. */
const keyMs = 100

export interface ChatPage {
  readonly page: Page
  readonly cdp: CDPSession
  readonly close: () => Promise<void>
}

/** A window with Ann's cookie, where nothing is open yet. */
export const openWindowOf = async (
  browser: Browser,
  address: string,
  { ann }: Conversation,
): Promise<ChatPage> => {
  const { context, page } = await openWindow(browser, address)
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  const [name = '', value = ''] = ann.cookie.split('=')
  await context.addCookies([{ name, value, url: address }])
  const cdp = await context.newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  return { page, cdp, close: () => context.close() }
}

/** Waits until this is the last line that is shown, and the page is at rest. */
const shows = async (page: Page, text: string): Promise<void> => {
  const last = () =>
    page.evaluate(() => document.querySelector('.message-list-inner > :last-child')?.textContent)
  while (!(await last())?.includes(text)) await pause(lookMs)
  await pause(restMs)
}

/** CPU that the page's main thread has used so far, in milliseconds. */
const cpuMs = async (cdp: CDPSession): Promise<number> => {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0)
}

/** CPU from the address to the last line, in milliseconds. */
export const openChat = async ({ page, cdp }: ChatPage, count: number): Promise<number> => {
  await page.goto('/chat')
  await shows(page, line(count))
  return cpuMs(cdp)
}

/** CPU of one message that the partner says, in milliseconds. */
export const messageCost = async (
  { page, cdp }: ChatPage,
  { bea }: Conversation,
  messages: number,
): Promise<number> => {
  const before = await cpuMs(cdp)
  for (let n = 1; n <= messages; n += 1) {
    await say(bea, `after ${n}`, `After that, ${n}.`)
    await pause(lookMs)
  }
  const after = await cpuMs(cdp)
  await shows(page, `After that, ${messages}.`)
  return (after - before) / messages
}

/** Runs in the page: notes, for every key, from the key to the picture, less the wait for it. */
const noteKeys = () => {
  const delays: number[] = []
  const { port1, port2 } = new MessageChannel()
  const onKey = ({ timeStamp }: Event) => {
    // Everybody else has listened, and what they render at once stands in line before this.
    queueMicrotask(() => {
      const handled = performance.now() - timeStamp
      requestAnimationFrame(() => {
        const begun = performance.now()
        port1.onmessage = () => delays.push(handled + performance.now() - begun)
        port2.postMessage(null)
      })
    })
  }
  window.addEventListener('input', onKey)
  Object.assign(window, { delays })
}

/**
 * While the partner says five messages a second: 95 % of the keys are drawn within `p95Ms` by the
 * clock, which a busy machine stretches, and each costs `cpuMs`, the messages meanwhile included.
 */
export const typing = async ({ page, cdp }: ChatPage, { bea }: Conversation, keys: number) => {
  await page.evaluate(noteKeys)
  await page.getByRole('textbox').focus()
  let isTyping = true
  const talk = async () => {
    for (let n = 1; isTyping; n += 1) {
      await say(bea, `meanwhile ${n}`, `Meanwhile, ${n}.`)
      await pause(strangerMs)
    }
  }
  const talking = talk()
  const before = await cpuMs(cdp)
  await page.keyboard.type('and so on '.repeat(Math.ceil(keys / 10)), { delay: keyMs })
  const spent = (await cpuMs(cdp)) - before
  isTyping = false
  await talking
  const delays = await page.evaluate(() => (window as unknown as { delays: number[] }).delays)
  const p95Ms = delays.sort((a, b) => a - b)[Math.floor(delays.length * 0.95)] ?? Number.NaN
  return { p95Ms, cpuMs: spent / keys }
}

/** By how many pixels what is read moves when earlier messages are called up, over all presses. */
export const earlierShift = async ({ page }: ChatPage, presses: number): Promise<number> =>
  page.evaluate(async (most) => {
    const box = document.querySelector('.message-list')
    let shift = 0
    for (let press = 0; press < most; press += 1) {
      const button = box?.querySelector<HTMLElement>('.earlier')
      if (box == null || button == null) break
      box.scrollTop = 0
      await new Promise(requestAnimationFrame)
      const first = box.querySelector('.message')
      const before = first?.getBoundingClientRect().top ?? 0
      button.click()
      await new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle)))
      const moved = Math.abs((first?.getBoundingClientRect().top ?? 0) - before)
      shift = Math.max(shift, first?.isConnected ? moved : Number.POSITIVE_INFINITY)
    }
    return shift
  }, presses)

interface TraceEvent {
  readonly name: string
  readonly ts: number
  readonly pid: number
}

/** The most layouts that any one frame had while `act` went on; each frame ends in its painting. */
export const layoutsPerFrame = async (
  browser: Browser,
  { page }: ChatPage,
  act: () => Promise<unknown>,
): Promise<number> => {
  await browser.startTracing(page, { categories: ['devtools.timeline'] })
  await act()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString())
  const marks = (traceEvents as TraceEvent[])
    .filter(({ name }) => name === 'Layout' || name === 'PrePaint')
    .sort((a, b) => a.ts - b.ts)
  const perFrame = new Map<number, number>()
  let most = 0
  for (const { name, pid } of marks) {
    const before = perFrame.get(pid)
    if (name === 'PrePaint') perFrame.set(pid, 0)
    // Before its first picture an empty page is laid out too, while its style is on its way.
    else if (before !== undefined) perFrame.set(pid, before + 1)
    most = Math.max(most, perFrame.get(pid) ?? 0)
  }
  return most
}
