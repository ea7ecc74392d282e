// The seconds of a run as lines for other programs, in files that are read while they grow.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Result } from 'effect'
import { afterAll, expect, it } from 'vitest'
import { openLineFile } from '../../src/load/cli/lineFile.ts'
import type { Moment } from '../../src/load/measures/loadResult.ts'
import { csvHead, csvLine, jsonLine } from '../../src/load/report/momentLines.ts'
import { removeFolder, temporaryFolder } from '../kit/process.ts'

const folder = temporaryFolder()
afterAll(() => removeFolder(folder))

const moment: Moment = {
  ...{ second: 3, connections: 40, chats: 12, sent: 33, delivered: 32, errors: 1, faults: 0 },
  ...{ cores: 0.123456, delivery: { p50: 2.5, p99: 20, max: 31 } },
}

it('are rows with as many cells as the head has names, empty where nothing was measured', () => {
  const rowOf = (known: Moment) => {
    const cells = csvLine(known).split(',')
    return Object.fromEntries(csvHead.split(',').map((name, index) => [name, cells[index]]))
  }
  expect(rowOf(moment)).toEqual({
    ...{ second: '3', connections: '40', chats: '12', sent: '33', delivered: '32', errors: '1' },
    ...{ faults: '0', cores: '0.123', delivery_p50_ms: '2.5', delivery_p99_ms: '20' },
    delivery_max_ms: '31',
  })
  expect(csvLine({ ...moment, delivery: null })).toBe('3,40,12,33,32,1,0,0.123,,,')
  expect(JSON.parse(jsonLine(moment))).toEqual(moment)
})

it('are in the file as soon as they are added, and a file that cannot be is named', () => {
  const file = join(folder, 'seconds.csv')
  const failures: string[] = []
  const open = (name: string) =>
    openLineFile('--csv', name, ({ message }) => failures.push(message))
  const add = Result.getOrThrow(open(file))
  add('one')
  expect(readFileSync(file, 'utf8')).toBe('one\n')
  add('two')
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
  expect(open(join(folder, 'none', 'a.csv'))).toMatchObject({
    failure: {
      message: expect.stringMatching(/^--csv .*none.a\.csv: there is no folder .*none: make it/),
    },
  })
  const full = Result.getOrThrow(open('/dev/full'))
  full('one')
  full('two')
  expect(failures).toEqual([expect.stringMatching(/^--csv \/dev\/full: its disk is full/)])
})
