// What two answers have in common is one object; what differs is as it was answered.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sameParts } from '../../../../web/replay/playhead/sameParts.ts'

it('is the former object where it reads the same, and has its parts where they do', () => {
  const former = { queue: { ann: { since: 1 }, bea: { since: 2 } }, days: ['today'] }
  expect(sameParts(former, JSON.parse(JSON.stringify(former)))).toBe(former)
  const next = sameParts(former, {
    queue: { ann: { since: 1 }, bea: { since: 3 } },
    days: ['today'],
  })
  expect(next).toEqual({ queue: { ann: { since: 1 }, bea: { since: 3 } }, days: ['today'] })
  expect(next.queue.ann).toBe(former.queue.ann)
  expect(next.days).toBe(former.days)
})

it.each([
  [{ a: 1 }, { a: 1, b: undefined }],
  [{ a: 1, b: 2 }, { a: 1 }],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [['a'], { 0: 'a' }],
  [['a', 'b'], ['a']],
  [null, {}],
  [undefined, null],
])('tells %j from %j', (former, value) => {
  const found = sameParts(former, value)
  expect(found).not.toBe(former)
  expect(JSON.stringify(found)).toBe(JSON.stringify(value))
  expect(Array.isArray(found)).toBe(Array.isArray(value))
})

it('always reads as what was answered, whatever was answered before', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (former, value) => {
      expect(JSON.stringify(sameParts(former, value))).toBe(JSON.stringify(value))
    }),
    { seed: 1 },
  )
})
