// What is told to be written where it cannot be: said in a sentence, and before the work.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { afterAll, describe, expect, it } from 'vitest'
import { openLineFile } from '../../src/load/cli/lineFile.ts'
import { tryReport, writeReport } from '../../src/load/cli/reportFile.ts'
import { tryNew, writeNew } from '../../src/replay/cli/writing.ts'
import { filesIn, removeFolder, temporaryFolder } from '../kit/process.ts'

const folder = temporaryFolder()
afterAll(() => removeFolder(folder))

const inside = join(folder, 'inside')
mkdirSync(inside)
const file = join(folder, 'file')
writeFileSync(file, 'before')

const places = [
  [join(folder, 'no', 'x'), `there is no folder ${join(folder, 'no')}: make it, or name another`],
  [join(file, 'x'), `${file} is no folder: name another`],
  ['/proc/x', 'nothing can be made there: name a folder of yours'],
  ['', 'it has no name: name a file'],
] as const

const ways = {
  'a page': tryReport,
  'lines of seconds': (path: string) => openLineFile('--csv', path, () => {}),
  'an answer': tryNew,
}

describe.each(Object.entries(ways))('%s', (_, write) => {
  it.each(places)('that cannot be at %s', (path, why) => {
    expect(write(path)).toMatchObject({ failure: { message: expect.stringContaining(why) } })
  })
})

it.each([tryReport, ways['lines of seconds']])('is no folder', (write) => {
  expect(write(inside)).toMatchObject({
    failure: { message: expect.stringMatching(/: it is a folder: name a file in it$/) },
  })
})

it('is tried without a trace, and a file that is there stays as it is until it is written', () => {
  const before = filesIn(folder)
  const fresh = join(folder, 'fresh')
  expect([tryReport(fresh), tryNew(fresh), tryReport(file)]).toEqual(Array(3).fill(Result.void))
  expect(filesIn(folder)).toEqual(before)
  expect(readFileSync(file, 'utf8')).toBe('before')
  expect(writeReport(file, 'page')).toEqual(Result.void)
  expect(readFileSync(file, 'utf8')).toBe('page')
  expect(filesIn(folder)).toEqual(before)
})

it('leaves nothing beside a page that could not be put in its place', () => {
  expect(Result.isFailure(writeReport(inside, 'page'))).toBe(true)
  expect(existsSync(`${inside}.part`)).toBe(false)
})

it('puts no file in the place of a device', () => {
  expect([tryReport('/dev/null'), writeReport('/dev/null', 'page')]).toEqual([
    Result.void,
    Result.void,
  ])
  expect(existsSync('/dev/null.part')).toBe(false)
  expect(writeReport('/dev/full', 'page')).toMatchObject({
    failure: { message: '--report /dev/full: its disk is full: make room, or name another' },
  })
  expect(Result.isSuccess(writeNew(join(folder, 'other'), ''))).toBe(true)
})
