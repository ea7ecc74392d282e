// The simulation's command line: what it refuses before a life is lived, and what it says of one that fails.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { unbroken } from '../kit/commandLine.ts'
import { temporaryFolder } from '../kit/process.ts'
import { replayOf } from './report.ts'

const main = join(import.meta.dirname, 'main.ts')

const simulate = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args])
  return { code: status, out: String(stdout), note: unbroken(String(stderr)) }
}

it('names what cannot be written before it lives a life that fails', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  const out = ['--planted', 'tellBeforeAppend', '--out', file]
  expect(simulate(...out)).toEqual({
    ...{ code: 2, out: '' },
    note: `${file} cannot be written: something else is there: name another.\n`,
  })
})

it.each([
  ['/tmp/simulation/seed-1.jsonl', 'npm run replay -- /tmp/simulation/seed-1.jsonl'],
  ['/tmp/a b/seed-1.jsonl', "npm run replay -- '/tmp/a b/seed-1.jsonl'"],
  ["/tmp/ann's/seed-1.jsonl", "npm run replay -- '/tmp/ann'\\''s/seed-1.jsonl'"],
])('writes %s as a shell takes it', (log, line) => {
  expect(replayOf(log)).toBe(line)
})
