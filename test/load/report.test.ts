// The report as it is read: in a browser, by keys, by screen readers, and where nothing draws it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  curvePercentiles,
  type Figures,
  figuresOf,
  jsonOf,
  type LoadResult,
  type Moment,
} from '../../src/load/measures/loadResult.ts'
import { Measures } from '../../src/load/measures/measures.ts'
import { RunMeasures } from '../../src/load/measures/runMeasures.ts'
import { reportPage } from '../../src/load/report/reportPage.ts'
import type { Conclusion } from '../../src/load/report/requirements/conclusion.ts'
import { safetyRows } from '../../src/load/report/safetyRows.ts'
import { summaryLines } from '../../src/load/report/summary.ts'
import { presets } from '../../src/load/scenario/scenario.ts'
import { removeFolder, temporaryFolder } from '../kit/process.ts'
import { audit, isTooWide } from '../web/audit.ts'
import { openBrowser, openWindow, type WindowOptions } from '../web/browser.ts'

const moments = Array.from({ length: 60 }, (_, index): Moment => {
  const wave = 1 + Math.sin(index / 5)
  return {
    second: index + 1,
    connections: Math.min(2_000, index * 100),
    chats: Math.min(990, index * 50),
    sent: 300 + Math.round(wave * 80),
    delivered: 290 + Math.round(wave * 80),
    errors: index === 30 ? 4 : 0,
    faults: 0,
    cores: 0.1 + wave / 10,
    delivery: index < 3 ? null : { p50: 1.5 + wave, p99: 12 + 9 * wave, max: 40 + 60 * wave },
  }
})

const spread = { min: 0.5, p50: 2, p75: 3, p90: 5, p95: 8, p99: 25, p999: 76, max: 99 }

const result: LoadResult = {
  targets: [],
  scenario: presets.steady,
  seed: 1,
  seconds: 60,
  isStoppedEarly: false,
  abort: null,
  foundRate: null,
  warmUp: null,
  metrics: [],
  counts: {
    ...{
      arrived: 2_000,
      joined: 2_000,
      connected: 2_092,
      searches: 2_400,
      matches: 2_352,
      sent: 20_000,
      dueInOutage: 0,
      resends: 0,
    },
    ...{ acknowledged: 20_000, delivered: 19_900, caughtUp: 60, refused: 10, forgotten: 2 },
    ...{ dueInOutage: 0, skips: 200, drops: 92, returns: 92, frames: 60_000 },
    ...{ blocks: 31, reports: 12, falseReports: 5, forgedReports: 3 },
    ...{ notProven: 8, tooManyReports: 1, suspensions: 2 },
    ...{ clears: 4, rejoins: 6, challenges: 40, solved: 38, waits: 2, lost: 0 },
  },
  peak: { connections: 2_000, chats: 990 },
  left: {
    ...{ connections: 0, chatting: 0, waiting: 0, away: 0, coming: 0, held: 0 },
    ...{ unanswered: 0, complaints: 0 },
    lost: 0,
  },
  latencies: {
    ...{ join: null, upgrade: null, match: null, ack: null, lag: null, outage: null },
    solve: { count: 38, mean: 130, ...spread },
    delivery: { count: 19_900, mean: 3, ...spread },
  },
  errors: { '</script><script>alert(1)</script>': 4 },
  errorsTotal: 4,
  bottlenecks: [{ name: 'cpu', text: 'the load tester was <busy>' }],
  residentBytes: 250e6,
  processes: [{ cores: 0.2, coresMax: 0.5, residentBytes: 250e6, died: null }],
  referee: {
    ...{
      faults: { lost: 1 },
      faultsTotal: 1,
      rooms: 1_176,
      undeliverable: 3,
      foreign: 0,
      log: null,
    },
    examples: [{ kind: 'lost', text: 'a-1 never reached b', room: 'r', id: 'a-1', logSeq: 7 }],
  },
  series: moments,
  curve: curvePercentiles.map((percentile) => 0.5 + 100 ** (percentile / 100)),
}

/** A run of another scenario, which sent less. */
const earlier = [
  {
    scenario: presets.churn,
    series: moments.map((moment) => ({ ...moment, sent: moment.sent / 2 })),
    latencies: { ...result.latencies, delivery: { count: 900, mean: 3, ...spread, p50: 1 } },
  },
]

const success: Conclusion = { outcomes: [], failures: [] }

it('tells of each process where there are several, and of one that died', () => {
  const [one] = result.processes
  const several = { ...result, processes: [one, { ...one, died: 'SIGKILL' }, one] } as LoadResult
  const took = '20 % of a core on average, 50 % at most, 250 MB at most'
  const rows = `process 1 ${took} process 2 DIED (SIGKILL), ${took} referee ${took}`
  const said = summaryLines(several, success).join(' ').replaceAll(/ +/g, ' ')
  expect(said).toContain(rows)
  expect(summaryLines(result, success).join('\n')).not.toContain('process 1')
  const page = reportPage(several, success, { url: 'http://a', date: 'today' })
  expect(page).toContain('<li class="bad">process 2 died: SIGKILL</li>')
  expect(page).toContain(`<dt>process 1</dt><dd>${took}</dd>`)
})

it('shows nothing as good that was not measured, or where the run failed', () => {
  const outcomes = [
    { text: 'faults==0', actual: 0, unit: '', isMet: true },
    { text: 'match.p99<1s', actual: null, unit: 'ms', isMet: false },
  ] as const
  const silent = {
    ...{ ...result, errors: {}, errorsTotal: 0, bottlenecks: [] },
    referee: { ...result.referee, faults: {}, faultsTotal: 0, rooms: 0 },
  }
  const failed = { outcomes, failures: ['nobody connected'] }
  const head = { url: 'http://a', date: 'today' }
  const lines = summaryLines(silent, failed)
  expect(lines).toContain('Referee: there was no room to judge.')
  expect(lines.slice(-2)).toEqual([
    'held  faults==0  (0, in a run that failed)',
    'not measured  match.p99<1s',
  ])
  const page = reportPage(silent, failed, head)
  expect(page).toContain('<li>referee: no room to judge</li>')
  expect(page).toContain('<li>faults==0 — 0, in a run that failed</li>')
  expect(page).toContain('<li class="bad">match.p99&#60;1s — not measured</li>')
  expect(page).not.toContain('class="good"')
  const passed = { outcomes: [outcomes[0]], failures: [] }
  expect(summaryLines(silent, passed).at(-1)).toBe('met  faults==0  (0)')
  expect(reportPage(silent, passed, head)).toContain('<li class="good">faults==0 — 0</li>')
})

it('shows what servers tell of themselves, or that they do not', () => {
  const figure = {
    name: 'joins',
    unit: 'count',
    before: 1,
    after: 3,
    most: 3,
    isTotal: true,
    change: 2,
    ours: 2,
  }
  const metrics = [
    { url: 'http://127.0.0.1:9464/metrics', failure: null, figures: [figure], restarts: 0 },
    { url: 'http://127.0.0.1:9465/metrics', failure: 'ECONNREFUSED', figures: [], restarts: 0 },
  ] as LoadResult['metrics']
  const told = { ...result, metrics }
  const said = summaryLines(told, success).join('\n')
  expect(said).toContain(
    [
      'The server’s own figures, http://127.0.0.1:9464/metrics:',
      '       before  after  change  at most  ours',
      'joins       1      3       2        –     2',
    ].join('\n'),
  )
  expect(said).toContain('no metrics from http://127.0.0.1:9465/metrics (ECONNREFUSED)')
  const page = reportPage(told, success, { url: 'http://a', date: 'today' })
  expect(page).toContain('<td>joins</td><td>1</td><td>3</td><td>2</td>')
  expect(page).toContain('(ECONNREFUSED)')
  expect(summaryLines(result, success).join('\n')).not.toContain('own figures')
})

it('tells of each server where there are several, so that a bad one is seen', () => {
  const good = { ...result, origin: 'http://127.0.0.1:3001', errors: {}, errorsTotal: 0 }
  const { counts, latencies } = new RunMeasures(1).targets.map(figuresOf)[0] as Figures
  const bad = {
    ...{ origin: 'http://127.0.0.1:3002', latencies, errors: { 'join: ECONNREFUSED': 9 } },
    ...{ errorsTotal: 9, counts: { ...counts, arrived: 9, lost: 9 } },
  }
  const several = {
    ...result,
    targets: [
      { ...good, latencies: { ...latencies, upgrade: { count: 3, mean: 3, ...spread } } },
      bad,
    ],
  }
  const rows = [
    'Each server:',
    '  1  http://127.0.0.1:3001',
    '  2  http://127.0.0.1:3002',
    '   visitors  joined  connections  lost  errors  complained',
    '1     2,000   2,000        2,092     0       0          43',
    '2         9       0            0     9       9           0',
    '',
    '   upgrade p50  upgrade p99  delivery p50  delivery p99  ack p50  ack p99',
    '1      2.00 ms      25.0 ms             –             –        –        –',
    '2            –            –             –             –        –        –',
  ]
  expect(summaryLines(several, success).join('\n')).toContain(rows.join('\n'))
  expect(summaryLines({ ...result, targets: [good] }, success).join('\n')).not.toContain(
    'lost  errors',
  )
  const head = { url: 'http://a http://b', date: 'today' }
  expect(reportPage(several, success, head)).toMatch(
    /<h2>Each server<\/h2>.*<td>http:\/\/127\.0\.0\.1:3002<\/td><td>9<\/td><td>0<\/td>/,
  )
  expect(reportPage({ ...result, targets: [good] }, success, head)).not.toContain('Each server')
  expect(JSON.parse(JSON.stringify(jsonOf(several))).targets[1]).toMatchObject({
    ...{ origin: 'http://127.0.0.1:3002', errors: { 'join: ECONNREFUSED': 9 } },
    counts: { arrived: 9, lost: 9 },
  })
})

it('tells on the page too what changed since earlier runs, beyond noise', () => {
  const head = { url: 'http://a', date: 'today' }
  const page = reportPage(result, success, { ...head, earlier })
  expect(page).toMatch(/<h2>Compared with a run before<\/h2><p>The scenario was another one\.<\/p>/)
  expect(page).toContain('<td>+100 % <strong>CHANGED</strong></td>')
  expect(page).toContain('<td>0 % <small>within noise</small></td>')
  expect(page).toContain('<td>+100 % <small>too few runs</small></td>')
  const same = [{ ...earlier[0], scenario: result.scenario }] as typeof earlier
  expect(reportPage(result, success, { ...head, earlier: same })).not.toContain('another one')
  expect(reportPage(result, success, head)).not.toContain('Compared with')
})

it('fits a terminal of 80 columns', () => {
  const failures = [
    'nobody connected',
    '8 of 8 visitors lost for good',
    'the referee found 2 faults',
  ]
  const long = 'edge-of-the-far-north.passerby.internal.example.org'
  const origins = [1, 2, 3, 4].map((one) => `http://${one}.${long.repeat(one)}:3000`)
  const advised = Object.fromEntries(origins.map((origin) => [`join: 308 to ${origin}`, 9]))
  const crowded = {
    ...{ ...result, seed: 2 ** 31, errors: { ...advised, 'join: 428': 3 } },
    targets: origins.map((origin) => ({ ...result, origin })),
    processes: Array.from({ length: 12 }, () => ({
      ...{ cores: 0.955, coresMax: 1.05, residentBytes: 1_250e6, died: 'SIGKILL' },
    })),
    bottlenecks: [{ name: 'cpu', text: 'the load tester had too little of it '.repeat(4) }],
    isStoppedEarly: true,
  } as const satisfies LoadResult
  const outcomes = [
    { text: `${' '.repeat(80)}delivery.p99<50ms`, actual: 61, unit: 'ms', isMet: false },
  ] as const
  const lines = summaryLines(crowded, { outcomes, failures })
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  expect(lines.join('').replaceAll(/\s/g, '')).toContain(`4${origins[3]}`)
  expect(lines[0]).toMatch(/^FAILED: nobody connected; 8 of 8 visitors lost for good/)
})

it('tells of blocks, reports and work where there were any, and of nothing else', () => {
  expect(safetyRows(result)).toEqual([
    ['blocks', '31 told that they had blocked somebody'],
    [
      'reports',
      '12 taken with what was said, 5 made with other words, 3 with a receipt made up, ' +
        '8 refused as not proven, 1 refused as too many',
    ],
    [
      'persons',
      '2 told to cool down, 4 came back without their cookies, 6 came back with their pass',
    ],
    [
      'work',
      '40 challenges, 38 solved (2.00 ms each at the median, 8 % of a core in all), 2 waited instead',
    ],
  ])
  expect(summaryLines(result, success).join('\n')).toContain('\nblocks    31 told that')
  const { counts } = new Measures()
  const calm = { ...result, counts }
  expect(safetyRows(calm)).toEqual([])
  const head = { url: 'http://127.0.0.1', date: 'today' }
  expect(reportPage(calm, success, head)).not.toContain('Blocks, reports and work')
  expect(reportPage(result, success, head)).toContain('Blocks, reports and work')
})

const folder = temporaryFolder()
const file = join(folder, 'report.html')
let browser: Browser

beforeAll(async () => {
  const outcomes = [{ text: 'faults==0', actual: 1, unit: '', isMet: false }] as const
  const head = { url: 'http://127.0.0.1:3000', date: 'Sun, 01 Feb 2026 10:00:00 GMT', earlier }
  writeFileSync(file, reportPage(result, { outcomes, failures: ['faults==0 is not met'] }, head))
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  removeFolder(folder)
})

const open = async (look: WindowOptions = {}) => {
  const { context, page, complaints } = await openWindow(browser, 'http://127.0.0.1', look)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(pathToFileURL(file).href)
  return { page, complaints, asked, close: () => context.close() }
}

const chart = (page: Page, title: string) => page.locator('figure', { hasText: title }).first()

/** How many pixels of a chart are not blank. */
const inked = (page: Page, title: string): Promise<number> =>
  chart(page, title)
    .locator('canvas')
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const pixels = (canvas as HTMLCanvasElement)
        .getContext('2d')
        ?.getImageData(0, 0, width, height)
      return (pixels?.data ?? []).filter((value, index) => index % 4 === 3 && value > 0).length
    })

/** The labels below a chart are within its canvas: what it shows is asked of uPlot's legend. */
const valueAt = async (page: Page, title: string, share: number): Promise<string> => {
  const over = chart(page, title).locator('.u-over')
  await over.scrollIntoViewIfNeeded()
  const box = await over.boundingBox()
  if (box === null) throw new Error('there is no chart')
  await page.mouse.move(box.x + box.width * share, box.y + box.height / 2)
  return (await chart(page, title).locator('.u-legend .u-value').first().textContent()) ?? ''
}

describe('a report', () => {
  it('draws its charts, asks for nothing and complains of nothing', async () => {
    const { page, complaints, asked, close } = await open()
    await expect.poll(() => page.locator('figure canvas').count()).toBe(6)
    expect(await inked(page, 'Messages a second')).toBeGreaterThan(1_000)
    expect(complaints).toEqual([])
    expect(await page.getByText('JavaScript').isVisible()).toBe(false)
    expect(asked).toEqual([pathToFileURL(file).href])
    await close()
  })

  it('shows a part larger where the mouse is drawn over it, and by a button', async () => {
    const { page, close } = await open()
    const title = 'Connections and conversations'
    expect(await valueAt(page, title, 0.999)).toBe('60 s')
    const over = chart(page, title).locator('.u-over')
    const box = await over.boundingBox()
    if (box === null) throw new Error('there is no chart')
    await page.mouse.move(box.x + box.width * 0.2, box.y + 50)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => valueAt(page, title, 0.999)).toBe('30 s')
    await page.getByRole('button', { name: `Zoom in: ${title}` }).press('Enter')
    await expect.poll(() => valueAt(page, title, 0.999)).toBe('26 s')
    await page.getByRole('button', { name: `Show all: ${title}` }).press('Enter')
    await expect.poll(() => valueAt(page, title, 0.999)).toBe('60 s')
    await close()
  })

  it('switches a line off and on in its legend, by mouse and by key', async () => {
    const { page, close } = await open()
    const title = 'Messages a second'
    const whole = await inked(page, title)
    const button = chart(page, title).getByRole('button', { name: 'delivered', exact: true })
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    await button.click()
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    await expect.poll(() => inked(page, title)).toBeLessThan(whole * 0.97)
    await button.press('Enter')
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    await close()
  })

  it.each([
    [{ width: 1280, scheme: 'light' }, 'none'],
    [{ width: 1280, scheme: 'dark' }, 'none'],
    [{ width: 1440, scheme: 'light' }, 'active'],
    [{ width: 375, scheme: 'light' }, 'none'],
    [{ width: 375, scheme: 'dark' }, 'none'],
  ] as const)(
    'has nothing that axe finds, and fits: %j, forced colours %s',
    async (look, forced) => {
      const { page, complaints, close } = await open(look)
      await page.emulateMedia({ forcedColors: forced })
      const compared = page.getByRole('region', { name: 'Compared with a run before' })
      const hidden = await compared.evaluate(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      )
      expect(hidden).toBe(0)
      await expect.poll(() => page.locator('figure canvas').count()).toBe(6)
      expect(await audit(page)).toEqual([])
      expect(await isTooWide(page)).toBe(false)
      for (const summary of await page.locator('summary').all()) await summary.click()
      expect(await audit(page)).toEqual([])
      expect(await isTooWide(page)).toBe(false)
      expect(complaints).toEqual([])
      await close()
    },
  )

  it('says in words what each chart shows', async () => {
    const { page, close } = await open()
    const picture = page.getByRole('img', { name: /^Delivery over time: median from 1\.50 ms to/ })
    await picture.waitFor()
    expect(await page.getByRole('img').count()).toBe(6)
    await close()
  })

  it('changes its colours with those of the system', async () => {
    const { page, close } = await open({ scheme: 'light' })
    const seen = () =>
      chart(page, 'Messages a second')
        .locator('canvas')
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
    const byDay = await seen()
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(seen).not.toBe(byDay)
    const byNight = await seen()
    await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' })
    await expect.poll(seen).not.toBe(byNight)
    await close()
  })

  it('has sentences and tables in place of charts where nothing draws them', async () => {
    const { page, close } = await open({ script: false })
    await page.getByText('The charts are drawn by JavaScript, which is off').waitFor()
    expect(await page.locator('canvas').count()).toBe(0)
    await page.getByText('connected from 0 to 2,000; conversations from 0 to 990.').waitFor()
    const table = page.getByRole('region', { name: 'Second by second' })
    expect(await table.getByRole('row').count()).toBe(61)
    expect(await table.isVisible()).toBe(true)
    await close()
  })
})
