// Every state of the debugger's page, brought about with the same story.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page, Route } from 'playwright-core'
import type { LogEvent } from '../../../src/events/event.ts'
import { removeFolder, temporaryFolder } from '../../kit/process.ts'
import { openWindow, type WindowOptions } from '../browser.ts'
import type { Watch } from '../chat/scenes.ts'
import { debug, faultAfter, linesIn, reportedStory, storeIn, story } from './logs.ts'

const events = story()

const seqOf = (type: LogEvent['type'], number = 0): number =>
  events.filter((event) => event.type === type)[number]?.seq ?? 0

/** Waits until the page has drawn the event and the chart of who moves. */
const drawn = async (page: Page, seq: number): Promise<void> => {
  await page.locator('.event-facts span', { hasText: new RegExp(`^#${seq}$`) }).waitFor()
  await page.locator('.chart svg').waitFor()
  await page.locator('.events [aria-selected=true] .event-row-seq').waitFor()
}

const jump = async (page: Page, seq: number): Promise<void> => {
  await page.getByLabel('Jump to a seq or a time').fill(`${seq}`)
  await page.getByLabel('Jump to a seq or a time').press('Enter')
  await drawn(page, seq)
}

/** A whole log: an event of each kind of actor, searches, the help. */
const whole = async (page: Page, watch: Watch): Promise<void> => {
  await page.goto(`/#${seqOf('session.find_match', 1)}`)
  await drawn(page, seqOf('session.find_match', 1))
  await watch('session', page)
  await jump(page, seqOf('matchmaker.matched'))
  await watch('matchmaker', page)
  await jump(page, seqOf('room.away'))
  await watch('room', page)
  await page.getByRole('button', { name: 'Only this conversation' }).click()
  await page.locator('.track-focus-only').waitFor()
  await watch('only', page)
  await page.getByRole('button', { name: 'Only this conversation' }).click()
  await jump(page, seqOf('session.left'))
  await page.getByText('as it was before it ended').waitFor()
  await watch('ended', page)
  await jump(page, seqOf('session.find_match', 2))
  await page.getByText('not matched yet').waitFor()
  await page.locator('[data-why=waiting]').waitFor()
  await watch('waiting', page)
  await jump(page, events.length + 1)
  await watch('fault', page)
  await page.getByRole('button', { name: 'Over time' }).click()
  await page.getByRole('img', { name: /^Sessions, at the playhead/ }).waitFor()
  await page.getByRole('button', { name: 'Bookmark this event' }).click()
  await page.getByLabel('Note on this event').fill('Why here?')
  await watch('over-time', page)
  await page.getByRole('button', { name: 'Over time' }).click()
  await page.getByLabel('Search the events').fill('nobody wrote this')
  await page.getByText('No event matches').waitFor()
  await page.getByLabel('Jump to a seq or a time').fill('tomorrow')
  await page.getByLabel('Jump to a seq or a time').press('Enter')
  await page.getByText('Jump to a seq, a time').waitFor()
  await watch('nothing-found', page)
  await page.getByRole('button', { name: 'Help: every key' }).click()
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await watch('help', page)
}

/** A log whose rows are long in coming. */
const loading = async (page: Page, watch: Watch): Promise<void> => {
  const held: Route[] = []
  await page.route('**/api/events?*', (route) => void held.push(route))
  await page.goto('/#20')
  await page.locator('.event-facts').waitFor()
  await page.locator('.conversation .list-row').first().waitFor()
  await watch('loading', page)
  for (const route of held) await route.continue()
  await page.unroute('**/api/events?*')
  await drawn(page, 20)
}

/** A report, and what the matchmaker knows once it brought a cool-down. */
const reported = async (page: Page, watch: Watch): Promise<void> => {
  const told = reportedStory()
  const seqs = (type: LogEvent['type']) =>
    told.filter((event) => event.type === type).map(({ seq }) => seq)
  const [, , seq = 0] = seqs('matchmaker.reported')
  await page.goto(`/#${seq}`)
  await drawn(page, seq)
  await page.locator('.lane-names', { hasText: 'Reports' }).waitFor({ state: 'attached' })
  await watch('reported', page)
  const [cooled = 0] = seqs('matchmaker.cooled_down')
  await jump(page, cooled)
  await watch('cooled-down', page)
}

const gone = async (page: Page, watch: Watch): Promise<void> => {
  await page.goto('/#20')
  await drawn(page, 20)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Step forward' }).click()
  await page.getByText('The debugger does not answer.').waitFor()
  await watch('gone', page)
  await page.context().setOffline(false)
}

/** Leads a window through everything; gives the browser's complaints that were not to be expected. */
export const playReplayScenes = async (
  browser: Browser,
  { look, watch }: { readonly look: WindowOptions; readonly watch: Watch },
): Promise<readonly string[]> => {
  const folder = temporaryFolder()
  const found: string[] = []
  const visit = async (log: string, scene: (page: Page) => Promise<void>) => {
    const debugged = await debug(log)
    const { page, complaints } = await openWindow(browser, debugged.address, look)
    await scene(page)
    await page.context().close()
    debugged.close()
    found.push(...complaints.filter((each) => !each.includes('ERR_INTERNET_DISCONNECTED')))
  }
  const full = linesIn(folder, [...events, faultAfter(events)])
  await visit(full, (page) => whole(page, watch))
  await visit(full, (page) => loading(page, watch))
  await visit(full, (page) => gone(page, watch))
  const told = linesIn(folder, reportedStory())
  await visit(told, (page) => reported(page, watch))
  const torn = linesIn(folder, events.slice(0, 20))
  appendFileSync(torn, '{"seq":21,"tur')
  await visit(torn, async (page) => {
    await page.goto('/#20')
    await drawn(page, 20)
    await page.getByText('Event 21 of the log is torn').waitFor()
    await watch('torn', page)
  })
  const empty = join(folder, 'empty')
  storeIn(empty).close()
  await visit(empty, async (page) => {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Nothing has happened yet' }).waitFor()
    await watch('empty', page)
  })
  removeFolder(folder)
  return found
}
