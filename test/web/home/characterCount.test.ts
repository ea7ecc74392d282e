// How many characters a field still has room for.
import { expect, it } from 'vitest'
import { charactersIn } from '../../../web/characters.ts'
import { remainingText } from '../../../web/home/characterCount.ts'

it('counts characters as the server does', () => {
  expect(charactersIn('a🚶‍♀️'.normalize())).toBe([...'a🚶‍♀️'].length)
  expect(remainingText(0, 280)).toBe('At most 280 characters')
  expect(remainingText(279, 280)).toBe('1 left')
  expect(remainingText(282, 280)).toBe('2 too many')
})
