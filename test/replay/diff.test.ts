// The difference of two states, field by field.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diff } from '../../src/replay/timeline/diff.ts'

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
