// The debugger in a real browser: seeking, stepping, searching, following.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { churningEvents } from '../../../bench/lives.ts'
import type { LogEvent } from '../../../src/events/event.ts'
import { removeFolder, temporaryFolder } from '../../kit/process.ts'
import { openBrowser, openWindow } from '../browser.ts'
import {
  type Debugged,
  debug,
  faultAfter,
  linesIn,
  longLog,
  reportedStory,
  secrets,
  storeIn,
  story,
} from './logs.ts'

let browser: Browser
let debugged: Debugged
let folder: string
let complaints: readonly string[] = []
const events = story()

beforeAll(async () => {
  folder = temporaryFolder()
  debugged = await debug(linesIn(folder, [...events, faultAfter(events)]))
  browser = await openBrowser()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  expect(complaints).toEqual([])
})
afterAll(async () => {
  await browser.close()
  debugged.close()
  removeFolder(folder)
})

/** The browser says this of what was to be expected. */
const forgive = (words: string) => {
  complaints = complaints.filter((complaint) => !complaint.includes(words))
}

const seqOf = (type: LogEvent['type'], number = 0): number =>
  events.filter((event) => event.type === type)[number]?.seq ?? 0

const open = async (path = '/', { address } = debugged as { address: string }): Promise<Page> => {
  const window = await openWindow(browser, address, { width: 1440, height: 900 })
  complaints = window.complaints
  await window.page.goto(path)
  return window.page
}

/** Waits until the playhead stands at the event. */
const standsAt = async (page: Page, seq: number): Promise<void> => {
  await page.locator('.event-facts span', { hasText: new RegExp(`^#${seq}$`) }).waitFor()
  await page.locator('.player-position b', { hasText: new RegExp(`^#${seq}$`) }).waitFor()
}

const currentLine = (page: Page) => page.locator('.events [aria-selected=true] .event-row-seq')
const lines = (page: Page) => page.locator('.events .event-row-seq')
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

interface SeenSteps {
  /** What was seen of the first step that was shown, as it was drawn, and what is now. */
  readonly steps: () => { readonly seen: unknown; readonly now: unknown }
}

/** Runs in the page. */
const noteStep = () => {
  const look = () => {
    const chart = document.querySelector('.chart')
    return {
      position: document.querySelector('.player-position b')?.textContent,
      row: document.querySelector('.events [aria-selected=true] .event-row-seq')?.textContent,
      chart: [chart?.scrollLeft, chart?.scrollTop],
    }
  }
  const before = look().position
  let seen: unknown = null
  new MutationObserver(() => {
    if (seen === null && look().position !== before) seen = look()
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
  Object.assign(window, { steps: () => ({ seen, now: look() }) })
}

/** For what folds hundreds of thousands of events, on a machine that does much else. */
const longMsMax = 180_000

describe('the debugger', () => {
  it('opens at the first event, and says what the log holds', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.getByRole('heading', { name: 'session.join' }).waitFor()
    await page.getByText(`${events.length + 1} events`).waitFor()
    await page.getByText('it begins here').waitFor()
    await page.locator('.chart svg').waitFor()
    const text = await page.locator('body').textContent()
    expect(secrets.filter((word) => text?.includes(word))).toEqual([])
    expect(text).toContain('[erased, 7 chars]')
  })

  it('has lanes for blocks, reports and measures where there are any, and finds a person', async () => {
    const told = reportedStory()
    const own = temporaryFolder()
    const other = await debug(linesIn(own, told))
    const lanes = (page: Page) => page.locator('.lane-names li').allTextContents()
    const plain = await open()
    await plain.locator('.track-mark').first().waitFor()
    expect(await lanes(plain)).toHaveLength(4)
    const page = await open('/', other)
    await page.locator('.lane-names', { hasText: 'Reports' }).waitFor()
    expect((await lanes(page)).slice(4)).toEqual(['Blocks 4', 'Reports 3', 'Measures 2'])
    const named = told.filter((event) => JSON.stringify(event.data).includes('"cid"'))
    await page.getByLabel('Search the events').fill('"cid"')
    await page.getByText(`${named.length} of ${told.length}`).waitFor()
    expect(await page.locator('body').textContent()).not.toContain('only moderators read')
    await page.close()
    other.close()
    removeFolder(own)
  })

  it('seeks by seq, by time, by a click, and where its address says', async () => {
    const page = await open(`/#${seqOf('matchmaker.matched')}`)
    await standsAt(page, seqOf('matchmaker.matched'))
    const jump = page.getByLabel('Jump to a seq or a time')
    await jump.fill('30')
    await jump.press('Enter')
    await standsAt(page, 30)
    const at = events[39]?.at ?? 0
    const seq = events.findLast((event) => event.at <= at)?.seq ?? 0
    const two = (part: number, digits = 2) => String(part).padStart(digits, '0')
    const date = new Date(at)
    const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => two(part))
    await jump.fill(`${time.join(':')}.${two(date.getMilliseconds(), 3)}`)
    await jump.press('Enter')
    await standsAt(page, seq)
    await jump.fill('tomorrow')
    await jump.press('Enter')
    const alert = page.locator('.player').getByRole('alert')
    await alert.getByText('Jump to a seq, a time such as').waitFor()
    await page.getByLabel('Stop where a condition holds').fill('type == mached')
    await button(page, 'Next').click()
    await alert.getByText('nearest is matched').waitFor()
    const { y: below = 0 } = (await page.locator('.track').boundingBox()) ?? {}
    const { y = 0, height = 0 } = (await alert.boundingBox()) ?? {}
    expect(y + height).toBeLessThanOrEqual(below)
    await jump.fill('tomorrow')
    await jump.press('Enter')
    await alert.getByText('Jump to a seq, a time such as').waitFor()
    await page.keyboard.press('Escape')
    await alert.waitFor({ state: 'detached' })
    await jump.fill('tomorrow')
    await jump.press('Enter')
    await alert.waitFor()
    await button(page, 'Step back').click()
    await alert.waitFor({ state: 'detached' })
    await jump.fill('-5x')
    await jump.press('Enter')
    await alert.getByText('or a span such as +90s or -5m, not -5x.').waitFor()
    await jump.fill('+0s')
    await jump.press('Enter')
    await standsAt(page, 1)
    await expect.poll(() => jump.inputValue()).toBe('')
    expect(await alert.count()).toBe(0)
    await jump.fill('39')
    await jump.press('Enter')
    await standsAt(page, 39)
    forgive('400')
    await page.locator('.events .event-row', { hasText: /^40/ }).click()
    await standsAt(page, 40)
    await page.locator('.conversation .sequence', { hasText: /^38/ }).click()
    await standsAt(page, 38)
    await expect.poll(() => new URL(page.url()).hash).toBe('#38')
  })

  it('seeks by its time line', async () => {
    const page = await open()
    await standsAt(page, 1)
    const track = page.locator('.track')
    const { width = 0, height = 0 } = (await track.boundingBox()) ?? {}
    await track.click({ position: { x: width - 1, y: height / 2 } })
    await standsAt(page, events.length + 1)
    await track.click({ position: { x: 1, y: height / 2 } })
    await standsAt(page, 1)
  })

  it('steps on and back, and shows what each step changed', async () => {
    const page = await open(`/#${seqOf('session.find_match') - 1}`)
    const seq = seqOf('session.find_match')
    await standsAt(page, seq - 1)
    await page.keyboard.press('ArrowRight')
    await standsAt(page, seq)
    await page.locator('.field-changed', { hasText: 'place' }).getByText('was').waitFor()
    await page.locator('.field-added', { hasText: 'since' }).waitFor()
    await page.locator('.chart-arrow-taken', { hasText: 'find_match' }).waitFor()
    await page.locator('.chart-entered[data-state="session.here.place.waiting"]').waitFor()
    await button(page, 'Step back').click()
    await standsAt(page, seq - 1)
    await page.locator('.chart-active[data-state="session.here.place.idle"]').waitFor()
    expect(await page.locator('.chart-arrow-taken', { hasText: 'find_match' }).count()).toBe(0)
    await page.keyboard.press('End')
    await standsAt(page, events.length + 1)
    await page.keyboard.press('Home')
    await standsAt(page, 1)
    await page.keyboard.press('ArrowLeft')
    await standsAt(page, 1)
  })

  it('shows a step in one picture: the row of the list and the place in the chart move with it', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.locator('.chart svg').waitFor()
    await page.evaluate(noteStep)
    await page.keyboard.press('ArrowRight')
    await standsAt(page, 2)
    await page.waitForTimeout(300)
    const { seen, now } = await page.evaluate(() => (window as unknown as SeenSteps).steps())
    expect(seen).toMatchObject({ position: '#2', row: '2' })
    expect(seen).toEqual(now)
  })

  it('says the day of another day in the sentences why', async () => {
    const own = temporaryFolder()
    const looks = seqOf('session.find_match', 1)
    const days = events.map((event) =>
      event.seq < looks ? event : { ...event, at: event.at + 40 * 3_600_000 },
    )
    const other = await debug(linesIn(own, days))
    const waits = days.findLast(({ type }) => type === 'session.find_match')?.seq
    const page = await open(`/#${waits}`, other)
    await page.locator('.why', { hasText: '27 Nov' }).first().waitFor()
    await page.close()
    other.close()
    removeFolder(own)
  })

  it('has room for the times of a conversation of days', async () => {
    const own = temporaryFolder()
    const met = seqOf('matchmaker.matched')
    const longAfter = 100 * 3_600_000 + 59 * 60_000
    const days = events.map((event) =>
      event.seq > met ? { ...event, at: event.at + longAfter } : event,
    )
    const other = await debug(linesIn(own, days))
    const page = await open(`/#${met + 2}`, other)
    await standsAt(page, met + 2)
    const times = page.locator('.sequence-at', { hasText: /\+10\d h \d+ min/ })
    await times.first().waitFor()
    const cut = await times.evaluateAll((all) =>
      all
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((at) => at.textContent),
    )
    expect(cut).toEqual([])
    other.close()
    removeFolder(own)
  })

  it('follows a cause, and what it led to', async () => {
    const matched = seqOf('matchmaker.matched')
    const page = await open(`/#${matched}`)
    await standsAt(page, matched)
    await page.keyboard.press('c')
    await standsAt(page, matched - 1)
    await page.getByRole('heading', { name: 'matchmaker.find_match' }).waitFor()
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: 'session.find_match' }).waitFor()
    await page.keyboard.press('c')
    await page.getByText('it came from outside').waitFor()
    await page.keyboard.press('v')
    await page.keyboard.press('v')
    await standsAt(page, matched)
    await page.locator('.links').getByRole('button', { name: 'opened' }).click()
    await page.getByRole('heading', { name: 'room.opened' }).waitFor()
    await page.keyboard.press('v')
    await page.getByText('led to nothing').waitFor()
  })

  it('says beside a match why these two, and beside a session why it waits', async () => {
    const matched = seqOf('matchmaker.matched')
    const page = await open(`/#${matched}`)
    await page.locator('[data-why=match]', { hasText: 'They share 1 interest.' }).waitFor()
    await button(page, `event ${matched - 1}`).click()
    await standsAt(page, matched - 1)
    await page.locator('[data-why=match]').waitFor({ state: 'detached' })
    await button(page, 'Why? Session B waits').click()
    const { turn } = events[matched - 1] as LogEvent
    const end = events.findLast((event) => event.turn === turn)?.seq
    const heading = `By the end of its turn (event ${end}): why it chats`
    await page.getByRole('heading', { name: heading }).waitFor()
    await button(page, 'Why these two').click()
    await standsAt(page, matched)
    await page.keyboard.press('0')
    await page.goto(`/#${seqOf('session.find_match', 2)}`)
    await page.locator('[data-why=waiting]', { hasText: 'Nobody else waits' }).waitFor()
    await page.goto(`/#${seqOf('room.leave_chat')}`)
    await page.locator('[data-why=end]', { hasText: 'ended it' }).waitFor()
  })

  it('copies ids whole by a click, and an event and a state as JSON', async () => {
    const seq = seqOf('session.find_match')
    const page = await open(`/#${seq}`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    const id = events.find(({ type }) => type === 'session.find_match')?.actor ?? ''
    await page.locator('.actor-state').getByRole('button', { name: 'copy the whole id' }).click()
    await page.getByText(`${id} is copied.`).waitFor()
    expect(await copied()).toBe(id)
    await button(page, 'Copy the event as JSON').click()
    await page.getByText('The event as JSON is copied.').waitFor()
    expect(JSON.parse(await copied())).toEqual(debugged.replay.history.event(seq - 1))
    await button(page, 'Copy the state as JSON').click()
    await page.getByText('The state as JSON is copied.').waitFor()
    expect(JSON.parse(await copied())).toMatchObject({
      gender: 'female',
      relaxAt: expect.any(Number),
    })
  })

  it('goes from mark to mark', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.keyboard.press(']')
    await standsAt(page, seqOf('matchmaker.matched'))
    await page.keyboard.press('[')
    await page.getByText('No previous match, end, fault or restart.').waitFor()
    for (const type of ['session.restart', 'session.restart', 'room.leave_chat']) {
      await page.keyboard.press(']')
      await page.getByRole('heading', { name: type }).waitFor()
    }
    await page.keyboard.press(']')
    await standsAt(page, events.length + 1)
  })

  it('searches, and steps over what was not looked for', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.keyboard.press('/')
    await page.keyboard.type('send_message m2')
    const found = events.filter(
      ({ type, data }) => type === 'room.send_message' && /^m2/.test(data.id),
    )
    await expect.poll(() => lines(page).allTextContents()).toEqual(found.map(({ seq }) => `${seq}`))
    await page.keyboard.press('Escape')
    await page.keyboard.press('ArrowRight')
    await standsAt(page, found[0]?.seq ?? 0)
    await page.keyboard.press('ArrowRight')
    await standsAt(page, found[1]?.seq ?? 0)
    await page.getByLabel('Search the events').fill('')
    await page.getByLabel('Type of event').selectOption('session.connect')
    const connects = events.filter(({ type }) => type === 'session.connect')
    await expect.poll(() => lines(page).count()).toBe(connects.length)
    await page.locator('.search').getByLabel('Actor').selectOption('matchmaker')
    await page.getByText('No event matches').waitFor()
    await button(page, 'Show all events').click()
    await expect.poll(() => currentLine(page).textContent()).toBe(`${found[1]?.seq}`)
  })

  it('keeps to the conversation in focus, until one leaves it', async () => {
    const page = await open(`/#${seqOf('session.left')}`)
    await standsAt(page, seqOf('session.left'))
    await page.keyboard.press('o')
    await expect
      .poll(() => button(page, 'Only this conversation').getAttribute('aria-pressed'))
      .toBe('true')
    await page.keyboard.press('End')
    const cleo = seqOf('session.join', 2)
    await standsAt(page, cleo - 1)
    await page.keyboard.press('ArrowRight')
    await standsAt(page, cleo - 1)
    await page.getByLabel('Jump to a seq or a time').fill(`${cleo}`)
    await page.getByLabel('Jump to a seq or a time').press('Enter')
    await standsAt(page, cleo)
    await page.getByText('not matched yet').waitFor()
    await page.getByText('belongs to another conversation').waitFor()
  })

  it('plays to the end, as fast as it is told', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.getByLabel('Type of event').selectOption('session.connect')
    await expect.poll(() => lines(page).count()).toBeGreaterThan(2)
    await page.getByLabel('Speed').selectOption('25')
    await button(page, 'Play').click()
    await button(page, 'Pause').waitFor()
    await standsAt(page, events.findLast(({ type }) => type === 'session.connect')?.seq ?? 0)
    await button(page, 'Play').waitFor()
  })

  it('shows any actor of the conversation', async () => {
    const page = await open(`/#${seqOf('room.send_message')}`)
    await standsAt(page, seqOf('room.send_message'))
    await page
      .getByRole('img', { name: /a room\. It is in both\. It just took send_message/ })
      .waitFor()
    await page.keyboard.press('1')
    await page.getByRole('img', { name: /a session\. It is in online, chatting\.$/ }).waitFor()
    await page.keyboard.press('2')
    await page.getByRole('img', { name: /a matchmaker/ }).waitFor()
    await page.getByText('as before').waitFor()
    await button(page, 'Session B').click()
    await page.getByRole('img', { name: /a session/ }).waitFor()
    await page.getByRole('button', { name: 'value, fold' }).click()
    await page.getByText('{ here }').waitFor()
  })

  it('goes to what last changed a field, and from change to change of an actor', async () => {
    const looks = seqOf('session.find_match')
    const page = await open(`/#${seqOf('room.send_message')}`)
    await standsAt(page, seqOf('room.send_message'))
    await page.keyboard.press('1')
    await button(page, 'relaxAt, to what last changed it').click()
    await standsAt(page, looks)
    await page.keyboard.press('.')
    await standsAt(page, seqOf('session.matched'))
    await page.keyboard.press(',')
    await standsAt(page, looks)
    await button(page, 'To its previous change').click()
    await standsAt(page, seqOf('session.connect'))
    await page.keyboard.press(',')
    await standsAt(page, 1)
    await page.keyboard.press(',')
    await page.getByText('Nothing in the log changed it before.').waitFor()
  })

  it('hears its keys after a jump and a search', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.keyboard.press('j')
    await page.keyboard.type('30')
    await page.keyboard.press('Enter')
    await standsAt(page, 30)
    await page.keyboard.press('ArrowRight')
    await standsAt(page, 31)
    await page.keyboard.press('/')
    await page.keyboard.type('chat_ended')
    await page.keyboard.press('Enter')
    await expect.poll(() => lines(page).count()).toBe(1)
    await page.keyboard.press('End')
    await standsAt(page, seqOf('session.chat_ended'))
  })

  it('has keys of one character that can be switched off, of which it remembers that', async () => {
    const page = await open('/#30')
    await standsAt(page, 30)
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: 'Keys of one character' }).uncheck()
    await page.keyboard.press('Escape')
    const other = await debug(linesIn(folder, events))
    await page.goto(`${other.address}/#30`)
    await standsAt(page, 30)
    await page.keyboard.press('j')
    await page.keyboard.press('?')
    await page.keyboard.press('ArrowRight')
    await standsAt(page, 31)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await button(page, 'Help: every key').click()
    await page.getByRole('checkbox', { name: 'Keys of one character' }).check()
    await page.keyboard.press('Escape')
    // At once, before the browser tells that the dialogue is closed.
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.close()
    other.close()
  })

  it('says that the process is busy while an answer is long in coming', async () => {
    const page = await open('/#30')
    await standsAt(page, 30)
    const come = Promise.withResolvers<void>()
    await page.route('**/api/go?*', async (route) => {
      await come.promise
      await route.continue()
    })
    await page.getByLabel('Jump to a seq or a time').fill('40')
    await page.keyboard.press('Enter')
    await page.getByText('The process is folding the log').waitFor()
    come.resolve()
    await standsAt(page, 40)
    await page.getByText('The process is folding the log').waitFor({ state: 'detached' })
  })

  it('has the next and the previous step before one asks, and says at once if there are no more', async () => {
    const page = await open()
    await standsAt(page, 1)
    for (const [seq, key, next] of [
      [30, 'ArrowRight', 31],
      [50, 'ArrowLeft', 49],
    ] as const) {
      const asked = (step: string) =>
        page
          .waitForResponse((response) =>
            response.url().includes(`/api/go?from=${seq - 1}&step=${step}`),
          )
          .then((response) => response.finished())
      const both = Promise.all([asked('next'), asked('previous')])
      await page.getByLabel('Jump to a seq or a time').fill(`${seq}`)
      await page.keyboard.press('Enter')
      await both
      await page.context().setOffline(true)
      await page.keyboard.press(key)
      await standsAt(page, next)
      await page.getByText('The debugger does not answer.').waitFor()
      await page.context().setOffline(false)
      await button(page, 'Try again').click()
      await page.getByText('The debugger does not answer.').waitFor({ state: 'detached' })
    }
    forgive('ERR_INTERNET_DISCONNECTED')
  })

  it('has panels and drawings of the size that one gave them, also in the next debugger', async () => {
    const page = await open('/#30')
    await standsAt(page, 30)
    const width = async () => (await page.locator('.events').boundingBox())?.width ?? 0
    const before = await width()
    const separator = page.getByRole('separator', { name: 'Width of the list of events' })
    await separator.focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => separator.getAttribute('aria-valuenow')).toBe('33')
    await expect.poll(width).toBeLessThan(before)
    await standsAt(page, 30)
    const { x = 0, y = 0 } = (await separator.boundingBox()) ?? {}
    await page.mouse.move(x + 5, y + 90)
    await page.mouse.down()
    await page.mouse.move(720, y + 90)
    await page.mouse.up()
    await expect.poll(() => separator.getAttribute('aria-valuenow')).toBe('45')
    const moved = await width()
    const rows = () => page.locator('.conversation [role=option]').count()
    const few = await rows()
    await button(page, 'Fit the diagram').click()
    await expect.poll(rows).toBeGreaterThan(few)
    await button(page, 'Fit the statechart').click()
    const other = await debug(linesIn(folder, events))
    await page.goto(`${other.address}/#30`)
    await standsAt(page, 30)
    await expect.poll(width).toBe(moved)
    await page.locator('.chart-fit').waitFor()
    await page.close()
    other.close()
  })

  it('stops where a condition holds, by a button, by a key and as it plays', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.keyboard.press('w')
    await page.keyboard.type('type == session.find_match')
    await page.keyboard.press('Enter')
    await standsAt(page, seqOf('session.find_match'))
    await page.keyboard.press('n')
    await standsAt(page, seqOf('session.find_match', 1))
    const where = page.getByLabel('Stop where a condition holds')
    await where.fill('session.state == chatting')
    await page.getByLabel('Speed').selectOption('25')
    await button(page, 'Play').click()
    await page.getByText('It holds here, of s_').waitFor()
    await button(page, 'Play').waitFor()
    const chatting = events.findIndex(({ type }) => type === 'session.matched') + 1
    await standsAt(page, chatting)
    await where.fill('type == mached')
    await button(page, 'Next').click()
    await page.getByText('nearest is matched').waitFor()
    await where.fill('turn > 999 events')
    await button(page, 'Next').click()
    await page.getByText('It holds at no event after this.').waitFor()
    await standsAt(page, chatting)
    forgive('400')
  })

  it('shows the log over time, and limits the time line to a span of it', async () => {
    const page = await open('/#30')
    await standsAt(page, 30)
    await button(page, 'Over time').click()
    const chart = page.getByRole('img', {
      name: /^Sessions, at the playhead: waiting 0, .*chatting 2/,
    })
    await chart.waitFor()
    await page.getByRole('img', { name: /^Happened a second.* matches \d, at most 1;/ }).waitFor()
    const plot = chart.locator('.u-over')
    const { x = 0, y = 0, width = 0 } = (await plot.boundingBox()) ?? {}
    await page.mouse.move(x + width / 2, y + 20)
    await page.mouse.down()
    await page.mouse.move(x + width - 2, y + 20, { steps: 4 })
    await page.mouse.up()
    await page.getByText(/^The time line shows \d\d events of \d\d\./).waitFor()
    await expect.poll(() => page.locator('.lane-names li').first().textContent()).toBe('Matches 0')
    await page.locator('.track').click({ position: { x: 2, y: 10 } })
    await expect
      .poll(async () => Number((await currentLine(page).textContent()) ?? 0))
      .toBeGreaterThan(30)
    await button(page, 'Limit to this conversation').click()
    await expect.poll(() => page.locator('.lane-names li').first().textContent()).toBe('Matches 1')
    await button(page, 'Whole log').click()
    await page.getByText('Draw over a span').waitFor()
  })

  it('keeps notes at events, and shares them in one file with the slice', async () => {
    const matched = seqOf('matchmaker.matched')
    const page = await open(`/#${matched}`)
    await standsAt(page, matched)
    await page.keyboard.press('b')
    await page.keyboard.type('Too soon?')
    await page.keyboard.press('Enter')
    const controls = await page.locator('.player-controls').boundingBox()
    expect(controls?.height, 'a row of its own for the jump').toBeLessThan(50)
    await page.locator('.events .event-row-marked', { hasText: `${matched}` }).waitFor()
    await page.keyboard.press('End')
    const last = events.length + 1
    await standsAt(page, last)
    await page.keyboard.press('b')
    await page.keyboard.type('b')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Home')
    await expect.poll(() => new URL(page.url()).hash).toBe('#1')
    await page.reload()
    await standsAt(page, 1)
    await page.getByLabel('Bookmarks').selectOption({ label: `#${last} b` })
    await standsAt(page, last)
    await page.getByLabel('Bookmarks').selectOption({ label: `#${matched} Too soon?` })
    await standsAt(page, matched)
    const lane = page.getByRole('list', { name: 'Notes on the time line' })
    await lane.getByRole('button', { name: `#${last} b` }).focus()
    await page.keyboard.press('Enter')
    await standsAt(page, last)
    await lane.getByText('Too soon?').click()
    await standsAt(page, matched)
    const saving = page.waitForEvent('download')
    await button(page, 'Slice with notes').click()
    await page.getByText('1 of 2 notes is outside this conversation').waitFor()
    const file = join(folder, 'shared.jsonl')
    await (await saving).saveAs(file)
    const shared = await debug(file)
    await page.goto(`${shared.address}/`)
    await page.getByLabel('Bookmarks').selectOption({ label: `#${matched} Too soon?` })
    await page.getByRole('heading', { name: 'matchmaker.matched' }).waitFor()
    await expect.poll(() => page.getByLabel('Note on this event').inputValue()).toBe('Too soon?')
    await page.close()
    shared.close()
  })

  it('tells every key', async () => {
    const page = await open()
    await standsAt(page, 1)
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keys' })
    await help.getByText('To its cause').waitFor()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
    await standsAt(page, 1)
  })
})

describe('a log', () => {
  it('that a server is writing is followed, and is let go', async () => {
    const directory = temporaryFolder()
    const store = storeIn(directory)
    const live = await debug(directory)
    const page = await open('/', live)
    await page.getByRole('heading', { name: 'Nothing has happened yet' }).waitFor()
    expect(await button(page, 'Follow').getAttribute('aria-disabled')).toBe('false')
    await page.keyboard.press('f')
    await page.getByText('Whatever comes is shown').waitFor()
    store.commit(events.slice(0, 4))
    await standsAt(page, 4)
    store.commit(events.slice(4, 30))
    await standsAt(page, 30)
    await expect.poll(() => currentLine(page).textContent()).toBe('30')
    await page.keyboard.press('f')
    await button(page, 'Follow').waitFor()
    store.commit(events.slice(30))
    await page.keyboard.press('ArrowLeft')
    await standsAt(page, 29)
    await button(page, 'Follow').click()
    await standsAt(page, events.length)
    live.close()
    store.close()
    removeFolder(directory)
    forgive('ERR_CONNECTION')
  })

  it('to which nobody adds is not followed, and says why', async () => {
    const page = await open('/#20')
    await standsAt(page, 20)
    expect(await button(page, 'Follow').getAttribute('aria-disabled')).toBe('true')
    for (const [at, follow] of [
      [21, () => button(page, 'Follow').click({ force: true })],
      [22, () => page.keyboard.press('f')],
    ] as const) {
      await follow()
      await page.getByRole('status').getByText('nobody adds to this log').waitFor()
      await button(page, 'Step forward').click()
      await standsAt(page, at)
      await page.getByText('nobody adds to this log').waitFor({ state: 'detached' })
    }
  })

  it('that is torn says where and why, and shows what is before', async () => {
    const directory = temporaryFolder()
    const file = linesIn(directory, events.slice(0, 20))
    appendFileSync(file, '{"seq":21,"tur')
    const torn = await debug(file)
    const page = await open('/', torn)
    await page.getByText('Event 21 of the log is torn').waitFor()
    await page.keyboard.press('End')
    await standsAt(page, 20)
    await page.close()
    torn.close()
    removeFolder(directory)
  })

  it('whose debugger has ended says so, and goes on where it was once it is back', async () => {
    const page = await open('/#20')
    await standsAt(page, 20)
    await page.context().setOffline(true)
    await page.getByLabel('Jump to a seq or a time').fill('40')
    await page.keyboard.press('Enter')
    await page.getByText('The debugger does not answer.').waitFor()
    await page.context().setOffline(false)
    // Whoever goes on before it is back goes on from there.
    const back = Promise.withResolvers<void>()
    await page.route(/go\?seq=20/, async (route) => {
      await back.promise
      await route.continue()
    })
    await button(page, 'Try again').click()
    await page.getByText('The debugger does not answer.').waitFor({ state: 'detached' })
    await page.keyboard.press('ArrowRight')
    await page.evaluate(() => new Promise(requestAnimationFrame))
    back.resolve()
    await standsAt(page, 21)
    forgive('ERR_INTERNET_DISCONNECTED')
  })

  it('of people who met many has the long list of whom folded, but for what has just changed', async () => {
    const count = 40_000
    const { address, close, replay } = await debug(longLog(count, churningEvents))
    const { history } = replay
    const metBefore = (index: number) =>
      replay.actorsAt(index - 1).session(history.actor(index))?.recent?.length ?? 0
    let last = history.length - 1
    while (history.type(last) !== 'session.chat_ended' || metBefore(last) < 5) last -= 1
    const page = await open(`/#${history.seq(last)}`, { address })
    const item = (name: string) =>
      page.locator('.context').getByRole('button', { name, exact: true })
    await item(`${metBefore(last)}, fold`).waitFor()
    await item('0, unfold').click()
    await item('0, fold').waitFor()
    expect(await item('1, unfold').count()).toBe(1)
    await page.close()
    close()
  })

  it(
    'of very many events is scrolled to any of them, and draws a few',
    async () => {
      const count = Number(process.env.REPLAY_EVENTS ?? 350_000)
      const long = await debug(longLog(count))
      const page = await open(`/#${count - 10}`, long)
      await standsAt(page, count - 10)
      await expect.poll(() => currentLine(page).textContent()).toBe(`${count - 10}`)
      const list = page.locator('.events .list')
      const rows = () => page.locator('[role=option]').count()
      const firstSeen = async () =>
        Number((await lines(page).first().textContent())?.replace(/\D/g, ''))
      for (const share of [0, 0.5, 0.25, 1]) {
        await list.evaluate((box, to) => {
          box.scrollTop = to * (box.scrollHeight - box.clientHeight)
        }, share)
        await expect.poll(firstSeen).toBeGreaterThan(share * count * 0.97 - 60)
        await expect.poll(firstSeen).toBeLessThan(share * count * 1.03 + 60)
        expect(await rows()).toBeLessThan(120)
      }
      const before = await firstSeen()
      await list.hover()
      await page.mouse.wheel(0, -2_600)
      await expect.poll(firstSeen).toBeLessThan(before - 90)
      await expect.poll(firstSeen).toBeGreaterThan(before - 110)
      await page.getByLabel('Search the events').fill('closed')
      const ended = long.replay.history
      await expect.poll(() => page.locator('.events .panel-note').textContent()).toMatch(/ of /)
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(2_000)
      expect(ended.length).toBe(count)
      await page.close()
      long.close()
    },
    longMsMax,
  )
})
