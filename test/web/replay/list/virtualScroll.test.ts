// Very high lists.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  extentOf,
  heightMax,
  positionAfterScroll,
  positionAtTop,
  rowsSeen,
  type ScrollPosition,
} from '../../../../web/replay/list/virtualScroll.ts'

describe('a list of many millions of rows', () => {
  const rowHeight = 26
  const viewport = 520
  const rows = 3_000_000
  const extent = extentOf(rows, rowHeight, viewport)
  const seen = (position: ScrollPosition) => rowsSeen(position, { rows, rowHeight, viewport })

  it('is no higher than a browser can draw', () => {
    expect(extent.height).toBe(heightMax)
    expect(extentOf(100, rowHeight, viewport).height).toBe(2_600)
  })

  it('begins and ends where its bar does', () => {
    const end = positionAfterScroll(extent, { top: 0, scroll: 0 }, extent.height - viewport)
    expect(seen(end)[1]).toBe(rows - 1)
    expect(end.top).toBeCloseTo(extent.wanted - viewport)
    const begin = positionAfterScroll(extent, end, 0)
    expect(begin.top).toBe(0)
  })

  it('moves by as much as it is moved, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.98, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (share, by) => {
          const before = positionAtTop(extent, share * extent.wanted)
          const after = positionAfterScroll(extent, before, before.scroll + by)
          expect(after.top - before.top).toBeCloseTo(by)
          expect(after.scroll).toBeGreaterThanOrEqual(0)
          expect(after.scroll).toBeLessThanOrEqual(extent.height - viewport)
        },
      ),
      { seed: 4 },
    )
  })

  it('leaves no row out on the way of its bar, and draws a bounded number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: rows - 1 }), (row) => {
        const [first, last] = seen(positionAtTop(extent, row * rowHeight))
        expect(row).toBeGreaterThanOrEqual(first)
        expect(row).toBeLessThanOrEqual(last)
        expect(last - first).toBeLessThan(40)
      }),
      { seed: 5 },
    )
  })
})
