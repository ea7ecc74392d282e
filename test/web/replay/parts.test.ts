// The debugger's arithmetic: differences, jumps, very high lists.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diff } from '../../../src/replay/timeline/diff.ts'
import {
  heightMax,
  ladderOf,
  rowsSeen,
  type Standing,
  scrolledTo,
  settled,
} from '../../../web/replay/list/virtual.ts'
import { jumpTo } from '../../../web/replay/names.ts'

describe('the difference of two states', () => {
  it('names each field that is not as it was', () => {
    const before = { value: { here: 'idle' }, room: 'r', same: [1], gone: 1 }
    const after = { value: { here: 'waiting' }, since: 5, room: 's', same: [1] }
    expect(diff(before, after)).toEqual([
      { path: ['value', 'here'], kind: 'changed', before: 'idle', after: 'waiting' },
      { path: ['room'], kind: 'changed', before: 'r', after: 's' },
      { path: ['gone'], kind: 'removed', before: 1 },
      { path: ['since'], kind: 'added', after: 5 },
    ])
  })

  it('enters arrays, or takes them as wholes', () => {
    const [before, after] = [
      { list: [1, 2], same: [{}] },
      { list: [1], same: [{}] },
    ]
    expect(diff(before, after)).toEqual([{ path: ['list', '1'], kind: 'removed', before: 2 }])
    expect(diff(before, after, 'whole')).toEqual([
      { path: ['list'], kind: 'changed', before: [1, 2], after: [1] },
    ])
  })

  it('is nothing only between equal ones', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(diff(one, structuredClone(one))).toEqual([])
        const isEqual = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
        expect(diff(one, other).length === 0).toBe(isEqual)
      }),
      { seed: 3 },
    )
  })
})

/** With its fields in the order of their names, and without the sign of nothing. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, field]) => [name, sorted(field)])
      : Object.is(value, -0)
        ? '-0'
        : value

describe('a jump', () => {
  const firstAt = new Date(2026, 10, 25, 23, 50).getTime()
  const log = { firstAt, lastAt: firstAt + 3_600_000 }

  it.each([
    ['1234', { seq: 1234 }],
    ['#7', { seq: 7 }],
    ['1795606142181', { at: 1795606142181 }],
    ['23:55', { at: firstAt + 300_000 }],
    ['23:55:01', { at: firstAt + 301_000 }],
    ['23:55:01.2', { at: firstAt + 301_200 }],
    ['0:10', { at: firstAt + 1_200_000 }],
    ['soon', null],
    ['', null],
  ])('to %j leads to %j', (text, to) => {
    expect(jumpTo(text, log)).toEqual(to)
  })
})

describe('a list of many millions of rows', () => {
  const rowHeight = 26
  const viewport = 520
  const rows = 3_000_000
  const ladder = ladderOf(rows, rowHeight, viewport)
  const seen = (standing: Standing) => rowsSeen(standing, { rows, rowHeight, viewport })

  it('is no higher than a browser can draw', () => {
    expect(ladder.height).toBe(heightMax)
    expect(ladderOf(100, rowHeight, viewport).height).toBe(2_600)
  })

  it('begins and ends where its bar does', () => {
    const end = scrolledTo(ladder, { top: 0, scroll: 0 }, ladder.height - viewport)
    expect(seen(end)[1]).toBe(rows - 1)
    expect(end.top).toBeCloseTo(ladder.wanted - viewport)
    const begin = scrolledTo(ladder, end, 0)
    expect(begin.top).toBe(0)
  })

  it('moves by as much as it is moved, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.98, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (share, by) => {
          const before = settled(ladder, share * ladder.wanted)
          const after = scrolledTo(ladder, before, before.scroll + by)
          expect(after.top - before.top).toBeCloseTo(by)
          expect(after.scroll).toBeGreaterThanOrEqual(0)
          expect(after.scroll).toBeLessThanOrEqual(ladder.height - viewport)
        },
      ),
      { seed: 4 },
    )
  })

  it('leaves no row out on the way of its bar, and draws a bounded number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: rows - 1 }), (row) => {
        const [first, last] = seen(settled(ladder, row * rowHeight))
        expect(row).toBeGreaterThanOrEqual(first)
        expect(row).toBeLessThanOrEqual(last)
        expect(last - first).toBeLessThan(40)
      }),
      { seed: 5 },
    )
  })
})
