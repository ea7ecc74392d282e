// A log folded through the machines of another version too: where they part, in whom, and how.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Result } from 'effect'
import { expect, it } from 'vitest'
import { comparing, queryAgainst } from '../../src/replay/against/against.ts'
import { type Machines, machinesOf } from '../../src/replay/against/machines.ts'
import { runWithProgress } from '../../src/replay/cli/terminal.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import { passingFolder } from '../kit/passingFolder.ts'
import { succeeded } from '../kit/succeeded.ts'
import { recordsOf, replayOf, smallStage, textOf } from './recording.ts'

const root = resolve(import.meta.dirname, '../..')
const { history } = replayOf(smallStage().played)

const against = (named: string, machines: Machines) => {
  const terminal = {
    ...{ out: () => {}, note: () => {}, style: plainStyle, isTerminal: false, json: false },
    pause: async () => false,
  }
  const progress = { doing: 'Comparing', total: history.length }
  return queryAgainst(
    history,
    named,
    runWithProgress(terminal, comparing(history, machines), progress),
  )
}

/** A checkout with all that machines are made of, in which a word of a file is another. */
const checkout = (file: string, from: string, to: string): string => {
  const folder = passingFolder()
  for (const part of ['src/actors', 'src/events', 'src/replay/timeline/publicState.ts']) {
    cpSync(join(root, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const text = readFileSync(join(root, file), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, file), text.replace(from, to))
  return folder
}

it('names the first event at which they part, with both states', async () => {
  const folder = checkout(
    'src/actors/session.ts',
    'return: assign({ until: null })',
    'return: assign({})',
  )
  const answer = against(folder, succeeded(await machinesOf(folder)))
  const [, head, event, , ours, theirs, ...changes] = textOf(answer).split('\n')
  expect(textOf(answer)).toMatch(/ part from ours at event 2 \(\+0\.000s\), in s1\.\n/)
  expect([head, event]).toEqual([
    expect.stringMatching(/^ +seq +cause/),
    expect.stringMatching(/^ +2 .* s1 +connect$/),
  ])
  expect(ours).toMatch(/^ {4}ours {4}{"value":.*"online"/)
  expect(theirs).toMatch(/^ {4}theirs {2}{"value":.*"online".*"until":1030000/)
  expect(changes).toEqual(['    ours → theirs', '    until                (none) → +30.000s'])
  expect(answer.failed).toBe(true)
  expect(recordsOf(answer)).toMatchObject([{ events: 41, parting: { seq: 2, actor: 's1' } }])
})

it('names the event at which theirs fail', () => {
  const ours = {
    fold: () => {
      throw new Error('no such event')
    },
    stateOf: () => null,
  }
  expect(textOf(against('theirs', ours))).toMatch(
    /at event 1 .*, in s1\.\nTheirs failed: no such event\n[\s\S]*\n {4}theirs {2}does not live$/,
  )
})

/** Whether git has what is asked for, with the dependencies that are here. */
const isInGit =
  spawnSync('git', ['diff', '--quiet', 'HEAD', '--', 'package-lock.json'], { cwd: root }).status ===
  0

it.skipIf(!isInGit)('takes them from a name in git, and leaves nothing behind', async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('passerby-against-'))
  const before = folders()
  const machines = succeeded(await machinesOf('HEAD'))
  for (let index = 0; index < history.length; index++) machines.fold(history.event(index))
  expect(machines.stateOf('s4')).toMatchObject({ value: expect.anything() })
  expect(folders()).toEqual(before)
})

it('finds nothing where they are the same', async () => {
  const answer = against('here', succeeded(await machinesOf(root)))
  expect(textOf(answer)).toBe('The machines of here come to the same states at each of 41 events.')
  expect(answer.failed).toBeUndefined()
})

it('says why there are no machines to be had', async () => {
  const empty = passingFolder()
  const broken = passingFolder()
  mkdirSync(join(broken, 'src/actors/engine'), { recursive: true })
  mkdirSync(join(broken, 'src/replay/timeline'), { recursive: true })
  for (const file of ['actors/engine/actorSystem.ts', 'replay/timeline/publicState.ts']) {
    writeFileSync(join(broken, 'src', file), "throw new Error('as it was')\n")
  }
  const cases: readonly (readonly [named: string, why: string])[] = [
    [
      empty,
      `${empty} has no src/actors/engine/actorSystem.ts: it is no checkout of this project, or too old.`,
    ],
    ['no/such', 'no/such is no folder, and git knows no commit of that name.'],
    ['--help', '--help is no folder, and git knows no commit of that name.'],
    [broken, `The machines of ${broken} cannot be loaded (as it was): run npm ci there.`],
  ]
  for (const [named, why] of cases) {
    const machines = await machinesOf(named)
    expect(Result.isFailure(machines) && machines.failure.message).toBe(why)
  }
})
