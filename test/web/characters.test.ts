// Which characters are seen, as the server has it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanMessage } from '../../src/http/exchange/text.ts'
import { isBlank } from '../../web/characters.ts'

describe('a text', () => {
  it('is blank where the server would leave nothing of it', () => {
    expect(['', ' \n\t', '\u0007', '\u200b\u2800', '\u3164\ufe0f', '\u202e'].every(isBlank)).toBe(
      true,
    )
    const anything = fc.string({ unit: 'binary' })
    const nothing = fc.string({
      unit: fc.constantFrom(' ', '\n', '\u0000', '\u00ad', '\u200d', '\u2800', '\u3164', '\ufe0f'),
    })
    fc.assert(
      fc.property(fc.oneof(anything, nothing), (text) => {
        if (cleanMessage(text) === '') expect(isBlank(text)).toBe(true)
      }),
      { seed: 7 },
    )
  })

  it('is not blank where something of it is seen', () => {
    const seen = ['.', ' a ', '\u200bé', '❤\ufe0f', '🚶\u200d♀\ufe0f', 'क\u094d\u200d', '\u0301']
    expect(seen.filter(isBlank)).toEqual([])
  })
})
