// Checkpoints stay as many as they may be, and lead to any event; columns hold what was put in.
import { expect, it } from 'vitest'
import { Checkpoints } from '../../src/replay/timeline/checkpoints.ts'
import { Column } from '../../src/replay/timeline/column.ts'

it('keeps as many checkpoints as it may, evenly, and the first for ever', () => {
  const checkpoints = new Checkpoints(10, 8)
  const kept = (index: number) => checkpoints.keep({ index, actors: new Map() })
  kept(-1)
  for (let index = 0; index < 5_000; index++) if (checkpoints.isDue(index, 3)) kept(index)
  expect(checkpoints.length).toBeGreaterThan(4)
  expect(checkpoints.length).toBeLessThanOrEqual(8)
  expect(checkpoints.latest(-1)?.index).toBe(-1)
  const strides = [0, 700, 1_900, 2_500, 4_999].map(
    (index) => index - (checkpoints.latest(index)?.index ?? Number.NaN),
  )
  for (const stride of strides) expect([stride >= 0, stride <= 1_280]).toEqual([true, true])
})

it('keeps none sooner than there are actors to freeze', () => {
  const checkpoints = new Checkpoints(10, 8)
  checkpoints.keep({ index: -1, actors: new Map() })
  expect([8, 9, 98, 99].map((index) => checkpoints.isDue(index, 100))).toEqual([
    ...[false, false, false, true],
  ])
  expect([8, 9].map((index) => checkpoints.isDue(index, 3))).toEqual([false, true])
})

it('holds every number of a column, over as many pieces as it takes', () => {
  const column = new Column((length) => new Float64Array(length))
  const small = new Column((length) => new Uint8Array(length))
  const count = 200_000
  for (let index = 0; index < count; index++) {
    column.push(index * 1e9)
    small.push(index % 251)
  }
  expect([column.length, small.length]).toEqual([count, count])
  const places = [0, 1, 65_535, 65_536, 131_072, count - 1]
  expect(places.map((place) => column.at(place))).toEqual(places.map((place) => place * 1e9))
  expect(places.map((place) => small.at(place))).toEqual(places.map((place) => place % 251))
  expect(column.at(count + pieceAfter)).toBeUndefined()
})

const pieceAfter = 65_536
