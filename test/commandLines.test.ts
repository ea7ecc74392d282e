// Every command line of the project, as it explains itself.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { runFile } from './kit/commandLine.ts'

const root = resolve(import.meta.dirname, '..')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}

/** How a program is made one that explains itself. */
const explains = /\brunCommandLine\(|\breadOptions\(|\bvalues\.help\b/

const programs = new Set(
  Object.values(scripts)
    .flatMap((script) => /\S+\.[jt]s$/.exec(script)?.[0] ?? [])
    .filter((path) => !path.endsWith('.test.ts'))
    .filter((path) => explains.test(readFileSync(join(root, path), 'utf8'))),
)

const built = ['load', 'replay', 'moderate', 'status', 'cluster'].map((name) => `dist/${name}.js`)
const ours = [...built, 'test/simulation/main.ts']

it('knows of all of them', () => {
  expect([...programs]).toEqual(expect.arrayContaining([...ours, 'bench/cluster.ts']))
})

it.each([...programs])('%s explains itself in 80 columns', { timeout: 60_000 }, async (path) => {
  const { code, out } = await runFile(path, ['--help'])
  expect(code).toBe(0)
  expect(out.split('\n').length).toBeGreaterThan(3)
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
})

it.each(ours)('%s says in one line what was typed wrong', { timeout: 60_000 }, async (path) => {
  expect(await runFile(path, ['--nonsense'])).toEqual({
    ...{ code: 2, out: '' },
    err: 'Unrecognized flag: --nonsense. See --help.\n',
  })
})

it('says what may have been meant', async () => {
  const { err } = await runFile('dist/load.js', ['--usres', '5'])
  expect(err).toBe('Unrecognized flag: --usres. Did you mean --users? See --help.\n')
})
