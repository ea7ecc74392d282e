// Which keys are the page's, and which an input method's.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { isComposing, isKey } from '../../web/inputMethod.ts'
import { handleKey, type KeyContext } from '../../web/replay/keyBindings.ts'

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

it('no page asks for one of these keys in another way', () => {
  const web = resolve(import.meta.dirname, '../../web')
  const asks = /\bkey [!=]== '(Enter|Backspace|Escape)'/
  const found = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('dist'))
    .filter((path) => asks.test(readFileSync(join(web, path), 'utf8')))
  // The debugger leaves every key to an input method, before it asks which it is.
  expect(found).toEqual(['replay/keyBindings.ts'])
})

it.each(['Escape', 'c', ' '])('the debugger leaves “%s” to an input method', (key) => {
  const untouched = new Proxy({} as KeyContext, {
    get: () => {
      throw new Error('touched')
    },
  })
  for (const composing of [{ isComposing: true }, { keyCode: 229 }])
    handleKey(untouched, { key, ...composing } as unknown as KeyboardEvent)
})
