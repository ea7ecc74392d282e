// The moderators' program as its people use it: a real server, real reports, a terminal.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ModerateFlags, requestOf } from '../../src/moderation/cli/request.ts'
import type { DecisionName } from '../../src/moderation/words.ts'
import { type Client, post } from '../http/client.ts'
import { unbroken } from '../kit/commandLine.ts'
import { removeFolder, temporaryFolder } from '../kit/process.ts'
import { asked, Harbour, moderate } from './harbour.ts'

const folder = temporaryFolder()
let harbour: Harbour
let rude: Client

beforeAll(async () => {
  harbour = await Harbour.open(folder)
  rude = await harbour.online(harbour.browser())
}, 60_000)
afterAll(async () => {
  await harbour.server.end('SIGKILL')
  removeFolder(folder)
})

const someone = () => harbour.online(harbour.browser())

const list = (options = {}) =>
  asked(harbour.data, { kind: 'list' }, { key: harbour.key, ...options })

const show = (number: number, options = {}) =>
  asked(harbour.data, { kind: 'show', number }, { key: harbour.key, ...options })

const decide = (number: number, name: DecisionName, options = {}) =>
  asked(harbour.data, { kind: 'decide', number, name }, options)

const listed = async (): Promise<{ number: number; reason: string }[]> => {
  const { out } = await list({ json: true })
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const numberOf = async (reason: string): Promise<number> =>
  (await listed()).find((each) => each.reason === reason)?.number ?? 0

/** Typing at a terminal of its own needs the one program that makes one. */
const hasTerminals = spawnSync('script', ['--version']).status === 0
const hasAge = spawnSync('age', ['--version']).status === 0

describe('the moderators’ program', { timeout: 60_000 }, () => {
  it('explains itself, with examples', async () => {
    const { code, out } = await moderate(['--help'])
    expect(code).toBe(0)
    expect(out).toContain('moderate data --identity key --open')
  })

  it('makes a pair, and says where to put which half', async () => {
    const file = join(folder, 'new.key')
    const { code, out } = await moderate(['keygen', file])
    const [, recipient] = /# public key: (\S+)/.exec(readFileSync(file, 'utf8')) ?? []
    expect(code).toBe(0)
    expect(out).toContain(`MODERATION_RECIPIENT=${recipient}`)
    expect(out).toMatch(/Give it to moderators only, never to the server\. Keep a copy/)
    expect(out).not.toContain('AGE-SECRET-KEY')
  })

  it('says that nothing waits; then lists, the worst first, and shows what was said', async () => {
    expect(await list()).toEqual({ code: 0, out: 'No report waits.\n', err: '' })
    await harbour.report(await someone(), rude, { said: ['Hello', 'Ugly'] })
    const said = ['Hi', 'I know where you live', 'Stop']
    const note = 'He \u001b[2J\u202escares me'
    await harbour.report(await someone(), rude, { reason: 'threat', said, note })
    expect((await list()).out).toMatch(
      /^2 reports wait\.\n\n.*\n! +\d+ +threat +yes +2 +3 .*\n +\d+ +harassment +yes +2 +2 /,
    )
    const number = await numberOf('threat')
    const shown = await show(number)
    expect(shown.code).toBe(0)
    expect(shown.out).toMatch(/\n {3}1 \S+ reporter \| Hi\n>> 2 \S+ REPORTED \| I know where you/)
    expect(shown.out).not.toMatch(/[^\P{C}\n]/u)
    const json = JSON.parse((await show(number, { json: true })).out)
    expect(json).toMatchObject({ proven: true, places: 2, content: { messages: 3 } })
  })

  it('decides once, after asking once, and tells what came of it', async () => {
    const number = await numberOf('threat')
    expect(await decide(number, 'warn')).toMatchObject({
      code: 2,
      err: 'Nobody can be asked here: say --yes to decide.\n',
    })
    expect(await decide(number, 'warn', { answers: ['n'] })).toEqual({
      code: 1,
      out: `Report ${number}. Warn this person? y/N `,
      err: 'Nothing is decided.\n',
    })
    const warned = await moderate([harbour.data, '--warn', String(number), '--yes'])
    expect(warned).toMatchObject({
      code: 0,
      out: 'Warned: they see it now, or when they are back. What the report said is erased.\n',
    })
    await rude.upTo('warned')
    expect(await decide(number, 'warn', { yes: true })).toMatchObject({
      code: 1,
      err: `No report ${number} waits: it was decided, its time is over, or there was none.\n`,
    })
    const other = await numberOf('harassment')
    const suspended = await decide(other, 'suspend', { answers: ['yes'], json: true })
    const [, json = ''] = suspended.out.split('y/N ')
    expect(JSON.parse(json)).toMatchObject({ number: other, hours: 1, sessions: 1 })
    rude.send({ type: 'find_match' })
    const { until } = JSON.parse(json)
    expect(await rude.upTo('error')).toMatchObject({ code: 'suspended', by: 'moderator', until })
    expect(await listed()).toEqual([])
  })

  it('tells the truth where nobody of that person is here', async () => {
    const browser = harbour.browser()
    await harbour.report(await someone(), await harbour.online(browser), { reason: 'spam' })
    await post(harbour.place, '/leave', {}, browser.headers)
    const { out } = await decide(await numberOf('spam'), 'suspendToEnd', { yes: true })
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /^Suspended to the end of the pass, \d+ \w+ \d\d:00 UTC at the latest\. Nobody of that person/,
    )
  })

  it('takes reports out as they were sealed, for the standard tool', async () => {
    await harbour.report(await someone(), await someone(), { said: ['Keep this'] })
    const out = join(folder, 'out')
    const request = { kind: 'export', folder: out } as const
    const exported = await asked(harbour.data, request, { key: harbour.key })
    expect(exported.out).toContain(
      `Open one:  age -d -i ${harbour.keyFile} ${out}/report-NUMBER.age`,
    )
    const file = join(out, `report-${await numberOf('harassment')}.age`)
    expect([statSync(out).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600])
    if (hasAge) {
      const opened = String(execFileSync('age', ['-d', '-i', harbour.keyFile, file]))
      expect(JSON.parse(opened)).toMatchObject({ transcript: [{ text: 'Keep this' }] })
    }
    expect((await asked(harbour.data, request)).out).toMatch(
      /^0 reports written.*\n1 file there before stayed as it was\.\nOpen one: {2}age -d -i KEYFILE/,
    )
  })

  it('says in a line what is missing', async () => {
    expect(await list({ key: null })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Name the key that opens the reports: --identity KEYFILE.*\n$/),
    })
    expect(await asked(folder, { kind: 'list' }, { key: harbour.key })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^No server has run in .* yet: .*\n$/),
    })
    expect(await show(1)).toMatchObject({ code: 1, err: expect.stringMatching(/^No report 1 w/) })
    const nowhere = await moderate([harbour.data, '--export', '/proc/none/reports'], {
      timeout: 30_000,
    })
    expect([nowhere.code, unbroken(nowhere.err)]).toEqual([
      2,
      '/proc/none/reports cannot be written: nothing can be made there: name a folder of yours.\n',
    ])
    const unread = await moderate([harbour.data, '--identity', join(folder, 'none')])
    expect([unread.code, unbroken(unread.err)]).toEqual([
      2,
      expect.stringMatching(/^There is no .*\n$/),
    ])
  })

  it('asks: list, pick, read, decide, next', async () => {
    await harbour.report(await someone(), await someone(), { reason: 'minor', said: ['One'] })
    const answers = ['17 x', '', 'x', 'd', 'n', 'd', 'y', 'q']
    const { out, code } = await list({ answers })
    expect(code).toBe(0)
    const seen = [
      /No report|2 reports wait/,
      /"17 x" is no number of the list/,
      /Report \d+: minor/,
      /"x" is none of these/,
      /Dismiss it, and do nothing to this person\? y\/N Nothing is decided/,
      /y\/N Dismissed\. What the report said is erased\./,
      /Report \d+: harassment[\s\S]*Keep this/,
    ]
    let from = 0
    for (const each of seen) {
      const found = out.slice(from).search(each)
      expect(found, String(each)).toBeGreaterThanOrEqual(0)
      from += found
    }
    expect(await listed()).toMatchObject([{ reason: 'harassment' }])
  })

  it.runIf(hasTerminals)('asks where it is at a terminal, and ends at Ctrl-D', async () => {
    const questions: [RegExp, string][] = [
      [/1 report waits[\s\S]*q to end: .*$/, '\n'],
      [/Report \d+: harassment[\s\S]*q to end: .*$/, '\u0004'],
    ]
    let from = 0
    const { code } = await moderate([harbour.data, '--identity', harbour.keyFile], {
      isTerminal: true,
      seen: (shown, type) => {
        const [next] = questions
        if (next === undefined || !next[0].test(shown.slice(from))) return
        from = shown.length
        questions.shift()
        type(next[1])
      },
    })
    expect({ code, questions }).toEqual({ code: 0, questions: [] })
  })

  it('reads on where no server runs, and says what a decision needs', async () => {
    const number = await numberOf('harassment')
    await harbour.server.end('SIGTERM')
    expect(existsSync(join(harbour.data, 'moderation.sock'))).toBe(false)
    expect((await list()).out).toContain('No server runs there: reports can be read, and a')
    expect((await show(number)).out).toContain('Keep this')
    const decided = await decide(number, 'dismiss', { yes: true })
    expect(decided.code).toBe(2)
    expect(decided.err).toMatch(/^No server takes decisions for .*: start it with DATA_DIR=/)
    expect(await listed()).toMatchObject([{ number }])
  })
})

describe('what is typed', () => {
  const none: ModerateFlags = {
    ...{ show: null, dismiss: null, warn: null, suspend: null, toEnd: false },
    ...{ export: null, open: false, port: null },
  }

  it.each([
    [{}, { kind: 'list' }],
    [{ show: 7 }, { kind: 'show', number: 7 }],
    [{ dismiss: 7 }, { kind: 'decide', number: 7, name: 'dismiss' }],
    [{ suspend: 7 }, { kind: 'decide', number: 7, name: 'suspend' }],
    [
      { suspend: 7, toEnd: true },
      { kind: 'decide', number: 7, name: 'suspendToEnd' },
    ],
    [
      { open: true, port: 4000 },
      { kind: 'open', port: 4000 },
    ],
  ])('is one thing: %j', (flags, request) => {
    expect(requestOf({ ...none, ...flags })).toEqual(Result.succeed(request))
  })

  it.each([
    [{ show: 1, open: true }, /^One thing at a time/],
    [{ toEnd: true }, /^--to-end goes with --suspend\./],
    [{ port: 1 }, /^--port goes with --open\./],
  ])('is not: %j', (flags, sentence) => {
    expect(requestOf({ ...none, ...flags })).toMatchObject({
      failure: { message: expect.stringMatching(sentence) },
    })
  })
})
