// Which keys are the page's, and which an input method's.
import { expect, it } from 'vitest'
import { isComposing, isKey } from '../../web/inputMethod.ts'

const keys = ['Enter', 'Backspace', 'Escape'] as const

/** What browsers say of a key while a word is being composed, and while none is. */
const browsers = [
  { says: 'nothing of a word being composed', isComposing: false, keyCode: 13, isOurs: true },
  { says: 'that a word is being composed', isComposing: true, keyCode: 13, isOurs: false },
  { says: 'so twice, as Chromium does', isComposing: true, keyCode: 229, isOurs: false },
  {
    says: 'so only by its number, as Safari does',
    isComposing: false,
    keyCode: 229,
    isOurs: false,
  },
  { says: 'nothing at all, as old ones do', isOurs: true },
]

it.each(browsers)('a key of which the browser says $says: ours $isOurs', ({ isOurs, ...said }) => {
  expect(isComposing(said)).toBe(!isOurs)
  for (const key of keys) {
    expect(isKey({ ...said, key }, key)).toBe(isOurs)
    expect(isKey({ ...said, key: 'a' }, key)).toBe(false)
  }
})
