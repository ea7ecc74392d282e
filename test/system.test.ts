// What the machine gives the server: ids that nobody meets twice.
import { expect, it } from 'vitest'
import { randomIds } from '../src/system.ts'

it('gives ids of which no two are the same, however many are drawn', () => {
  const ids = randomIds()
  const given = Array.from({ length: 2_000 }, (_, index) =>
    index % 3 === 0 ? ids.room() : ids.session(),
  )
  expect(new Set(given.map((id) => id.slice(2))).size).toBe(given.length)
  expect(given.filter((id) => !/^[rs]_[\w-]{16}$/.test(id))).toEqual([])
})
