// What people wrote cannot act on the terminal or the page that it is shown in.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainJson, plainText } from '../../src/moderation/plainText.ts'

/** Escapes, bells, other controls, both kinds of direction marks, halves of characters, private ones. */
const dangers = [
  '\u001b[2J',
  '\u0007',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\ud800',
  '\u2028',
  '\ufeff',
]

const anyText = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...dangers)))
  .map((parts) => parts.join(''))

const acts = /(?![\n\u200c-\u200f\u061c])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u

describe('a text is shown', () => {
  it.each([
    ['\u001b]0;title\u0007 \u001b[31mred', '␛]0;title␇ ␛[31mred'],
    ['a\u009bb\u007f', 'a<U+009B>b␡'],
    ['\u202eevil\u202c \u2067x\u2069', '<U+202E>evil<U+202C> <U+2067>x<U+2069>'],
    ['one\r\ntwo\rthree\nfour\tfive', 'one\ntwo\nthree\nfour five'],
    ['soft\u00adly, zero\u200bwidth', 'soft<U+00AD>ly, zero<U+200B>width'],
    ['half \ud83d', 'half <U+D83D>'],
  ])('with what acts made visible: %j', (text, shown) => {
    expect(plainText(text)).toBe(shown)
  })

  it.each(['👩‍👩‍👧‍👦 ❤️', 'می‌خواهم', 'שלום\u200f!', '你好', 'e\u0301'])('as it is: %s', (text) => {
    expect(plainText(text)).toBe(text)
  })

  it('without anything that acts, whatever it was', () => {
    fc.assert(fc.property(anyText, (text) => !acts.test(plainText(text))))
  })
})

describe('JSON for a program', () => {
  it('says exactly what was written, in characters that do not act', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = plainJson({ text })
        expect(JSON.parse(json)).toEqual({ text })
        expect(json).not.toMatch(acts)
      }),
    )
  })
})
