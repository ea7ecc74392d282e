// How many are here, in words.
import { expect, it } from 'vitest'
import { onlineText } from '../../../web/home/onlineCount.ts'

it('says how many are here', () => {
  expect(onlineText(0, 0)).toBe('Nobody here yet')
  expect(onlineText(1, 1)).toBe('1 here now, 1 waiting')
  expect(onlineText(12, 0)).toBe('12 here now')
})
