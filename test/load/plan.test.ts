// What is made of the options, and what is said before a run.
import { Result } from 'effect'
import { describe, expect, it, vi } from 'vitest'
import { openingLines } from '../../src/load/cli/opening.ts'
import { type Options, readOptions } from '../../src/load/cli/options.ts'
import { type Plan, planOf } from '../../src/load/cli/plan.ts'
import { usualAllowances } from '../../src/load/report/requirements/conclusion.ts'
import { unbroken } from '../kit/commandLine.ts'

const nothing: Options = {
  ...{ urls: ['http://127.0.0.1:3000'], preset: 'idle', scenarioFile: null, changes: {} },
  ...{
    seed: null,
    processes: null,
    localAddresses: null,
    ownsServer: false,
    insecure: false,
    log: null,
    metrics: [],
    findMax: null,
  },
  ...{ examples: 5, requirements: [], allowances: usualAllowances, abortOnFail: false },
  ...{ relax: 6, grace: 30, report: null, csv: null, compare: null, jsonLines: null, json: false },
}

const planned = (options: Partial<Options>, files: number | null = 20_000) =>
  planOf(
    { ...nothing, ...options },
    { resolveHost: async (host) => Result.succeed(host), openFilesMax: () => files },
  )

const planFor = async (options: Partial<Options>, files?: number | null): Promise<Plan> =>
  Result.getOrThrow(await planned(options, files))

describe('a plan', () => {
  it.each([
    [200, 20_000, 1],
    [19_000, 20_000, 1],
    [19_100, 20_000, 2],
    [40_000, 20_000, 3],
    [1_000, 1_024, 2],
    [40_000, null, 1],
  ])('has for %i visitors, with %s files each, %i processes', async (users, files, count) => {
    const { processes } = await planFor({ changes: { users } }, files)
    expect(processes).toBe(count)
  })

  it('has as many processes as are asked for, as long as each has a visitor', async () => {
    expect((await planFor({ changes: { users: 4 }, processes: 4 })).processes).toBe(4)
    for (const processes of [0, 5]) {
      const plan = await planned({ changes: { users: 4 }, processes })
      expect(plan).toMatchObject({
        failure: { message: '--processes: expected 1 to 4, of which each has a visitor' },
      })
    }
  })

  it('has every server, of which none may be elsewhere', async () => {
    const urls = ['http://127.0.0.1:3001', 'http://127.0.0.1:3002']
    const { routes } = await planFor({ urls })
    expect(routes.targets.map(({ port }) => port)).toEqual([3001, 3002])
    expect(await planned({ urls: [...urls, 'http://192.0.2.1'] })).toMatchObject({
      failure: { _tag: 'ForeignServer' },
    })
  })
})

it('writes nothing into one file twice', async () => {
  const message = '--report, --csv, --json-lines: seconds is named twice'
  for (const files of [
    { csv: 'seconds', jsonLines: 'seconds' },
    { report: 'seconds', jsonLines: 'seconds' },
  ]) {
    expect(await planned(files)).toMatchObject({ failure: { message } })
  }
  await planFor({ csv: 'a.csv', jsonLines: 'a.jsonl', report: 'a.html' })
})

it('looks for the highest rate only where somebody sends', async () => {
  const findMax = 'delivery.p99<50ms'
  expect((await planFor({ preset: 'smoke', findMax })).findMax?.text).toBe(findMax)
  const message = '--find-max: nobody sends a message in this scenario'
  expect(await planned({ preset: 'idle', findMax })).toMatchObject({ failure: { message } })
  const failure = { message: expect.stringContaining("--find-max 'delivery'") }
  expect(await planned({ findMax: 'delivery' })).toMatchObject({ failure })
})

it('reads metrics where METRICS_LISTEN says, or at a URL', async () => {
  const given = ['127.0.0.1:9464', 'http://127.0.0.1:9465', 'https://a/own/path']
  expect((await planFor({ metrics: given })).metrics).toEqual([
    'http://127.0.0.1:9464/metrics',
    'http://127.0.0.1:9465/metrics',
    'https://a/own/path',
  ])
  for (const metrics of ['ftp://a', 'http://']) {
    expect(await planned({ metrics: [metrics] })).toMatchObject({ failure: { _tag: 'BadMetrics' } })
  }
})

describe('before a run', () => {
  const limits = { openFilesMax: 20_000, localPortsMax: 28_232 }

  it('it is said who comes, and over how many processes', async () => {
    const lines = openingLines(await planFor({ changes: { users: 40_000 } }), limits)
    expect(lines).toEqual([
      '40,000 visitors for http://127.0.0.1:3000 from 8 addresses, 500 a second, then 10 s; ' +
        '3 processes of 13,334; `ulimit -n` allows about 19,800 each',
    ])
  })

  it('it is said where no storm will come', async () => {
    const course = { users: 40, ramp: 20, duration: 6 }
    const linesFor = async (stormEvery: number) =>
      openingLines(await planFor({ preset: 'storm', changes: { ...course, stormEvery } }), limits)
    expect((await linesFor(8))[1]).toBe(
      'No storm comes in 8 s, as the first is due after 8: give a longer --duration, or a shorter ' +
        '--storm-every.',
    )
    expect(await linesFor(7.9)).toHaveLength(1)
    expect(await linesFor(0)).toHaveLength(1)
  })

  it('it is said which limit does not suffice', async () => {
    const plan = await planFor({ changes: { users: 60_000 }, processes: 2, localAddresses: 2 })
    const [, files, ports] = openingLines(plan, limits)
    expect(files).toContain('too few for 30,000')
    expect(files).toContain('give more --processes')
    expect(ports).toContain('28,232 ports, and 30,000 visitors')
    expect(ports).toContain('Give more --local-addresses')
  })
})

/** What is said of flags that are not taken. */
const refusalOf = async (words: readonly string[]): Promise<string> => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const read = await readOptions(words)
  const said = written.mock.calls.map(([text]) => text).join('')
  written.mockRestore()
  return Result.isFailure(read) ? said : 'it is taken'
}

it.each([
  ['--users', 'many', 'a number'],
  ['--users', '1.25', 'an integer'],
  ['--warm-up', 'soon', 'a time such as 10s or 1.5m'],
  ['--genders', 'robot=1', 'male=N,female=N,other=N'],
  ['--grace', '-5', 'seconds, 0 or more'],
  ['--preset', 'huge', 'one of smoke, steady, churn, abuse, storm, idle'],
  ['--allow-errors', 'some', 'a share such as 1% or 0.01'],
  ['--message-characters', 'long', 'a length or a range such as 40-120'],
  ['--examples', '-7', '0 or more'],
])('names the value of %s %s once, and what it takes', async (flag, value, expected) => {
  expect(unbroken(await refusalOf([flag, value]))).toBe(
    `Invalid value for flag ${flag}: "${value}". Expected ${expected}. See --help.\n`,
  )
})

it('says in few words how often a flag is taken, and what a switch is', async () => {
  expect(await refusalOf(['--users', '1', '--users', '2'])).toContain(
    'Expected at most 1 value. See',
  )
  expect(await refusalOf(['--json=maybe'])).toContain('"maybe". Expected true or false. See')
  expect(await refusalOf(['--report'])).toContain('--report. Expected FILE.html. See')
})
