// How a run stands, line by line: for a log, and for a terminal of 80 columns.
import { expect, it } from 'vitest'
import { progressLines } from '../../src/load/cli/progress.ts'
import { BottleneckDetector } from '../../src/load/measures/bottlenecks.ts'
import type { Moment } from '../../src/load/measures/loadResult.ts'
import type { Standing } from '../../src/load/visitors/moments.ts'

const lines = (moment: Partial<Moment>, { arrived = 0, waiting = 0 } = {}): readonly string[] => {
  const none = { second: 1, connections: 0, chats: 0, sent: 0, delivered: 0, errors: 0, faults: 0 }
  const standing = { measures: { counts: { arrived } }, gauges: { waiting } } as Standing
  return progressLines({ ...none, cores: 0, delivery: null, ...moment }, standing)
}

const delivery = { p99: 12.34 } as Moment['delivery']

it('says of one that it is one', () => {
  const one = { connections: 1, chats: 1, sent: 1, errors: 1, faults: 1, delivery }
  expect(lines(one, { arrived: 2, waiting: 1 })).toEqual([
    '   1 s  2 came, 1 connected, 1 chat, 1 waiting, 1 sent/s, p99 12.3 ms, 1 error,',
    '       1 FAULT',
  ])
})

it('fits a line as long as nothing is wrong, and a terminal whatever is', () => {
  const many = { second: 3_600, connections: 20_000, chats: 10_000, sent: 12_345, delivery }
  expect(lines(many, { arrived: 20_000, waiting: 900 })).toEqual([
    '3600 s  20,000 connected, 10,000 chats, 900 waiting, 12,345 sent/s, p99 12.3 ms',
  ])
  const wrong = lines({ ...many, errors: 1e6, faults: 1e6 }, { arrived: 1e6, waiting: 1e6 })
  expect(wrong.filter((line) => line.length > 80)).toEqual([])
})

it('says of one second in which this side was at its limit that it is one', () => {
  const detector = new BottleneckDetector()
  const memory = { heapBytes: 1, heapBytesMax: 100, residentBytes: 1 }
  detector.note({ utilisation: 1, cores: 0.2, ...memory }, 0)
  const found = detector.hit(new Map([['connect: EMFILE', 1]]), null).map(({ text }) => text)
  expect(found.map((text) => text.split(' of open files')[0])).toEqual([
    '1 connection failed for want',
    "the machine's CPUs: in 1 second the load tester had work and did not get a core for it",
  ])
})
