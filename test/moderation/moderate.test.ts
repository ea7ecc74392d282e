// The moderators' program as its people use it: a real server, real reports, a terminal.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePair } from '../../src/moderation/keys.ts'
import type { Client } from '../http/client.ts'
import { removeFolder, temporaryFolder } from '../kit/process.ts'
import { Harbour, moderate } from './harbour.ts'

const folder = temporaryFolder()
let harbour: Harbour
let rude: Client

beforeAll(async () => {
  harbour = await Harbour.open(folder)
  rude = await harbour.online(harbour.browser())
})
afterAll(async () => {
  await harbour.server.end('SIGKILL')
  removeFolder(folder)
})

/** Somebody new meets the rude one, and reports what was said. */
const isReported = async (told: Parameters<Harbour['report']>[2]): Promise<void> =>
  harbour.report(await harbour.online(harbour.browser()), rude, told)

const opened = () => [harbour.data, '--identity', harbour.key]

const listed = async (): Promise<{ number: number; reason: string }[]> => {
  const { out } = await moderate([...opened(), '--json'])
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const numberOf = async (reason: string): Promise<string> =>
  String((await listed()).find((each) => each.reason === reason)?.number)

/** Typing at a terminal of its own needs the one program that makes one. */
const hasTerminals = spawnSync('script', ['--version']).status === 0
const hasAge = spawnSync('age', ['--version']).status === 0

describe('the moderators’ program', () => {
  it('explains itself in 80 columns, with examples', async () => {
    const { code, out } = await moderate(['--help'])
    expect(code).toBe(0)
    expect(out).toContain('moderate data --identity key --open')
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect((await moderate(['keygen', '--help'])).out).toContain('moderate keygen moderators.key')
  })

  it('makes a pair, and says where to put which half', async () => {
    const file = join(folder, 'new.key')
    const { code, out } = await moderate(['keygen', file])
    const [, recipient] = /# public key: (\S+)/.exec(readFileSync(file, 'utf8')) ?? []
    expect(code).toBe(0)
    expect(out).toContain(`MODERATION_RECIPIENT=${recipient}`)
    expect(out).toMatch(/Give it to moderators only, never to the server\. Keep a copy/)
    expect(out).not.toContain('AGE-SECRET-KEY')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const again = await moderate(['keygen', file])
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('never written over') })
  })

  it('says that nothing waits, then lists, shows, warns and suspends, and tells what came of it', {
    timeout: 60_000,
  }, async () => {
    expect(await moderate(opened())).toEqual({ code: 0, out: 'No report waits.\n', err: '' })
    const said = ['Hi', 'I know where you live', 'Stop']
    await isReported({ reason: 'harassment', said: ['Hello', 'Ugly'] })
    await isReported({ reason: 'threat', said, note: 'He \u001b[2J\u202escares me' })
    const list = await moderate(opened())
    expect(list.out).toMatch(/^2 reports wait\.\n\n.*\n! +\d+ +threat +yes +2 +3 .*\n +\d+ +harass/)
    const number = await numberOf('threat')
    const shown = await moderate([...opened(), '--show', number])
    expect(shown.code).toBe(0)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(shown.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(shown.out).toMatch(/\n {3}1 \S+ reporter \| Hi\n>> 2 \S+ REPORTED \| I know where you/)
    const json = JSON.parse((await moderate([...opened(), '--show', number, '--json'])).out)
    expect(json).toMatchObject({ proven: true, places: 2, content: { messages: 3 } })

    const unasked = await moderate([harbour.data, '--warn', number])
    expect(unasked).toMatchObject({
      code: 2,
      err: 'Nobody can be asked here: say --yes to decide.\n',
    })
    const warned = await moderate([harbour.data, '--warn', number, '--yes'])
    expect(warned.out).toMatch(/^Warned: they see it now, or when they are back\./)
    expect(await rude.upTo('warned')).toMatchObject({ type: 'warned' })
    const again = await moderate([harbour.data, '--warn', number, '--yes'])
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('it was decided') })

    const other = await numberOf('harassment')
    const suspended = await moderate([harbour.data, '--suspend', other, '--yes', '--json'])
    const { until } = JSON.parse(suspended.out)
    expect(JSON.parse(suspended.out)).toMatchObject({ hours: 1, sessions: 1 })
    expect(await rude.upTo('error')).toMatchObject({ code: 'suspended', by: 'moderator', until })
    expect(await listed()).toEqual([])
  })

  it('tells the truth where nobody of that person is here', { timeout: 30_000 }, async () => {
    const left = await harbour.online(harbour.browser())
    await harbour.report(await harbour.online(harbour.browser()), left, { reason: 'spam' })
    left.send({ type: 'leave' })
    await left.closed()
    const words = [harbour.data, '--suspend', await numberOf('spam'), '--to-end', '--yes']
    const { out } = await moderate(words)
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /^Suspended to the end of the pass, \d+ \w+ \d\d:00 UTC at the latest\. Nobody of that person/,
    )
  })

  it('takes reports out as they were sealed, for the standard tool', async () => {
    const target = await harbour.online(harbour.browser())
    await harbour.report(await harbour.online(harbour.browser()), target, { said: ['Keep this'] })
    const out = join(folder, 'out')
    const number = await numberOf('harassment')
    const exported = await moderate([...opened(), '--export', out])
    expect(exported.out).toContain(`Open one:  age -d -i ${harbour.key} ${out}/report-NUMBER.age`)
    const file = join(out, `report-${number}.age`)
    expect([statSync(out).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600])
    if (hasAge)
      expect(
        JSON.parse(String(execFileSync('age', ['-d', '-i', harbour.key, file]))),
      ).toMatchObject({
        transcript: [{ text: 'Keep this' }],
      })
    expect((await moderate([...opened(), '--export', out])).out).toMatch(
      /^0 reports written.*\n1 file there before stayed as it was\./,
    )
  })

  it('says in a line what is missing or wrong', { timeout: 60_000 }, async () => {
    const theirs = join(folder, 'theirs.key')
    await makePair(theirs, 'now')
    const wide = join(folder, 'wide.key')
    copyFileSync(harbour.key, wide)
    chmodSync(wide, 0o644)
    const cases: [words: string[], code: number, sentence: RegExp][] = [
      [[harbour.data], 2, /^Name the key that opens the reports: --identity KEYFILE/],
      [
        [harbour.data, '--identity', join(folder, 'no')],
        2,
        /^There is no .*no: name the file that/,
      ],
      [[folder, '--identity', harbour.key], 2, /^No server has run in .* yet/],
      [[harbour.data, '--identity', theirs], 1, /^Marked \?: .*theirs\.key is not the key it was/],
      [
        [harbour.data, '--identity', wide],
        0,
        /^Others on this machine can read the key: chmod 600/,
      ],
      [[...opened(), '--show', '1'], 1, /^No report 1 waits/],
      [[...opened(), '--show', '1', '--open'], 2, /^One thing at a time/],
      [[...opened(), '--to-end'], 2, /^--to-end goes with --suspend\./],
      [[...opened(), '--port', '1'], 2, /^--port goes with --open\./],
    ]
    for (const [words, code, sentence] of cases) {
      const ran = await moderate(words)
      expect(ran.err).toMatch(sentence)
      expect({ code: ran.code, lines: ran.err.split('\n').length }).toEqual({ code, lines: 2 })
    }
  })

  it.runIf(hasTerminals)(
    'asks at a terminal: list, pick, read, decide, next',
    {
      timeout: 60_000,
    },
    async () => {
      const target = await harbour.online(harbour.browser())
      const reporter = async () => harbour.online(harbour.browser())
      await harbour.report(await reporter(), target, { reason: 'minor', said: ['One', 'Two'] })
      const [first, second] = await listed()
      const answers: [RegExp, string][] = [
        [/q to end: .*$/, '17 x\n'],
        [/no number of the list[\s\S]*q to end: .*$/, '\n'],
        [/Report \d+: minor[\s\S]*q to end: .*$/, 'd\n'],
        [/y\/N .*$/, 'n\n'],
        [/Nothing is decided[\s\S]*q to end: .*$/, 'd\n'],
        [/q to end: [\s\S]*y\/N .*$/, 'y\n'],
        [/Report \d+: harassment[\s\S]*q to end: .*$/, '\u0004'],
      ]
      let from = 0
      const { out, code } = await moderate(opened(), {
        isTerminal: true,
        seen: (shown, type) => {
          const [next] = answers
          if (next === undefined || !next[0].test(shown.slice(from))) return
          from = shown.length
          answers.shift()
          type(next[1])
        },
      })
      expect(answers).toEqual([])
      expect({
        code,
        dismissed: out.includes('Dismissed. What the report said is erased.'),
      }).toEqual({
        code: 0,
        dismissed: true,
      })
      expect((await listed()).map(({ number }) => number)).toEqual([second?.number])
      expect(first?.number).not.toBe(second?.number)
    },
  )

  it('reads on where no server runs, and says what a decision needs', {
    timeout: 30_000,
  }, async () => {
    const number = await numberOf('harassment')
    await harbour.server.end('SIGTERM')
    expect(existsSync(join(harbour.data, 'moderation.sock'))).toBe(false)
    const list = await moderate(opened())
    expect(list).toMatchObject({ code: 0, out: expect.stringContaining('No server runs there') })
    expect((await moderate([...opened(), '--show', number])).out).toContain('Keep this')
    const decided = await moderate([harbour.data, '--dismiss', number, '--yes'])
    expect(decided.code).toBe(2)
    expect(decided.err).toMatch(/^No server takes decisions for .*: start it with DATA_DIR=/)
    expect((await listed()).map((each) => String(each.number))).toEqual([number])
  })
})
