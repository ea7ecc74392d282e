// Time as the pages show it.
import { expect, it } from 'vitest'
import { minutesAndSeconds } from '../../web/clock.ts'

it('counts minutes and seconds down to zero and no further', () => {
  expect([75_000, 9_000, 0, -5].map(minutesAndSeconds)).toEqual(['1:15', '0:09', '0:00', '0:00'])
})
