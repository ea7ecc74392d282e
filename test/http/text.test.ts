// What people write, cleaned: what must go, and what must survive.
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { usernameCharactersMax } from '../../src/events/limits.ts'
import {
  cleanBio,
  cleanInterests,
  cleanMessage,
  cleanName,
  scriptMarksMax,
  stackedMarksMax,
} from '../../src/http/exchange/text.ts'
import { friendlyName } from '../../src/http/pages/friendlyName.ts'

const seed = 20261122

/** Text as hostile as it gets: any code unit, thick with what is invisible or stacks. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        ...['\u200b', '\u200c', '\u200d', '\u202e', '\u2066', '\ufeff', '\ufe0f', '\u0301'],
        ...['\u0302', '\u064b', '\u0e47', '\u093f', '\u05b8', '\ud83d', '\u0000', '\r', '\n'],
        ...['\u{e0067}', '\u{e007f}', '🏴', '👩', '🏽', '❤', 'ا', 'क', 'a', 'e', ' ', '\u2800'],
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

const always = (holds: (text: string) => void) =>
  fc.assert(
    // What an expectation returns is not for fast-check.
    fc.property(anyText, (text) => void holds(text)),
    { seed, numRuns: 2_000 },
  )

/** What may be read in a chat, in scripts that a careless filter breaks. */
const real = {
  Arabic: 'السلامُ عليكُم، كَيْفَ الحَالُ؟',
  'Persian, with non-joiners': 'می‌خواهم کتاب‌ها را ببینم',
  'the Hijri year, with a joiner at its end': '١٤٤٤ ه‍',
  'Hebrew with points': 'בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים',
  Devanagari: 'नमस्ते, क्‍ष और र्‍य',
  Bengali: 'আমি বাংলায় কথা বলি',
  Tamil: 'வணக்கம் நண்பரே',
  Sinhala: 'ශ්‍රී ලංකාව',
  Thai: 'น้ำใจที่ยิ่งใหญ่ เก็บไว้ให้เธอ',
  Khmer: 'សួស្តី ខ្ញុំ',
  Burmese: 'မင်္ဂလာပါ ကြွှေ့ါ',
  Tibetan: 'བཀྲ་ཤིས་བདེ་ལེགས། ཧཱུྃ',
  Mongolian: 'ᠮᠣᠩᠭᠣᠯ᠋',
  Vietnamese: 'Tiếng Việt rất dễ thương',
  Korean: '안녕하세요',
  'Japanese with a variant': '葛󠄀城市 ｶﾞﾝﾊﾞﾚ',
  'phonetic letters': 'a̰̋n tʰə̃ᵝ',
  mathematics: '∀x∈ℝ: ⌈x⌉ = −⌊−x⌋ ≠ ½²',
  'a family': '👨‍👩‍👧‍👦 and 👩🏽‍❤️‍💋‍👨🏻',
  professions: '👩🏿‍🚀 🧑‍🌾 🏃🏻‍♀️‍➡️ 🐻‍❄️',
  flags: '🇫🇷🇯🇵 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴‍☠️ 🏳️‍🌈',
  'keycaps and hearts': '1️⃣ #️⃣ ❤️ ❤︎ ☺️',
}

describe('a message', () => {
  for (const [name, text] of Object.entries(real)) {
    it(`leaves ${name} as it is`, () => {
      expect(cleanMessage(text)).toBe(text.normalize('NFC'))
    })
  }

  it('keeps lines, blanks and code as they were written', () => {
    const text = '  if (a < b) {\n\n    return "x"\n  }  '
    expect(cleanMessage(text)).toBe(text)
  })

  it.each([
    ['line ends of every kind', 'a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['control characters', 'a\u0000b\u001b[31mc\u007f', 'ab[31mc'],
    ['a tab', 'a\tb', 'a b'],
    ['overrides and isolates', 'a\u202eb\u2066c\u2069d\u200fe', 'abcde'],
    ['zero-width characters', 'a\u200bb\u2060c\ufeffd\u00ade', 'abcde'],
    ['joiners where nothing joins', 'a\u200db\u200c\u200cc', 'abc'],
    ['joiners in a row', 'می\u200c\u200c\u200cخ', 'می\u200cخ'],
    ['half a character', 'a\ud83db', 'a\ufffdb'],
    ['tags without a flag', 'a\u{e0068}\u{e0069}b', 'ab'],
    ['an unfinished flag', '🏴\u{e0067}\u{e0062}', '🏴'],
    ['what is no character', 'a\ufffeb\u{1ffff}', 'ab'],
    ['parts instead of letters', 'e\u0301', 'é'],
  ])('cleans %s', (_, text, cleaned) => {
    expect(cleanMessage(text)).toBe(cleaned)
  })

  it('unstacks marks', () => {
    const zalgo = `Z${'\u0316\u0317\u0318\u0319'.repeat(20)}algo`
    expect(cleanMessage(zalgo)).toBe('Z\u0316\u0317\u0318algo')
    expect(cleanMessage(`ก${'\u0e47'.repeat(50)}`)).toBe('ก\u0e47')
  })

  it.each(['', ' \n ', '\u200b\u200d', '\u2800', '\u2800\ufe00', '\u202e', '\u3164'])(
    'is empty: %j',
    (text) => {
      expect(cleanMessage(text)).toBe('')
    },
  )

  it('is clean once and for all', () => {
    always((text) => expect(cleanMessage(cleanMessage(text))).toBe(cleanMessage(text)))
  })

  it('never carries what hides or reorders', () => {
    always((text) => {
      const cleaned = cleanMessage(text)
      expect(cleaned).not.toMatch(/[\p{Bidi_C}\p{Cs}]/u)
      expect(cleaned.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
      expect(cleaned).not.toMatch(/(\u200b|\u200c|\u200d|\ufe0f|\u2060|\ufeff){2}/)
      expect(cleaned).toBe(cleaned.normalize('NFC'))
    })
  })

  it('is clean after a few passes, however long a row of what hides', () => {
    const passes = vi.spyOn(String.prototype, 'normalize')
    for (const hidden of ['\u180e', '\u061c\u200d', '\u180b\u180e', '\u3164\ufe0f']) {
      passes.mockClear()
      expect(cleanMessage(`a${hidden.repeat(500)}b`)).not.toContain(hidden)
      expect(passes.mock.calls.length).toBeLessThan(5)
    }
    passes.mockRestore()
  })

  it('never stacks more marks than a script needs', () => {
    const tooMany = new RegExp(`\\p{M}{${stackedMarksMax + scriptMarksMax + 1}}`, 'u')
    always((text) => {
      expect(cleanMessage(text)).not.toMatch(tooMany)
      expect(cleanMessage(text)).not.toMatch(/[\u0300-\u036f]{4}/u)
    })
  })

  it('leaves ordinary letters alone', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'abc XYZ 019 äöü ßñ 漢字 かな Жя .,!?\n'),
    })
    fc.assert(
      fc.property(letters, (text) => {
        expect(cleanMessage(text)).toBe(text.trim() === '' ? '' : text)
      }),
      { seed },
    )
  })
})

describe('a name', () => {
  it('is one line without margins', () => {
    expect(cleanName('  Ann \n\t of\u00a0  Green\u2028Gables ')).toBe('Ann of Green Gables')
  })

  it('does not begin with a mark that would sit on what stands before it', () => {
    expect(cleanName('\u0301\u0302Ann')).toBe('Ann')
  })

  it('keeps real scripts', () => {
    for (const text of Object.values(real)) expect(cleanName(text)).toBe(text.normalize('NFC'))
  })

  it('is clean once and for all, and never has a margin or a second line', () => {
    always((text) => {
      const name = cleanName(text)
      expect(cleanName(name)).toBe(name)
      expect(name).toBe(name.trim())
      expect(name).not.toMatch(/[\n\p{Cc}\p{Bidi_C}]| {2}/u)
    })
  })
})

describe('a bio', () => {
  it('keeps its lines, without margins', () => {
    expect(cleanBio('  I  row. \r\n  I sing.\n\n\n\n Hello ')).toBe('I row.\nI sing.\n\nHello')
  })

  it('is clean once and for all', () => {
    always((text) => expect(cleanBio(cleanBio(text))).toBe(cleanBio(text)))
  })
})

describe('interests', () => {
  it('lose blanks and repetitions', () => {
    expect(cleanInterests(['Chess', ' ', 'chess ', 'ＣＨＥＳＳ', 'Tea\u200b', ''])).toEqual([
      'Chess',
      'Tea',
    ])
  })
})

describe('a friendly name', () => {
  it('is made of two words, fits, and needs no cleaning', () => {
    const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(dice, dice, (one, other) => {
        const rolls = [one, other]
        const name = friendlyName(() => rolls.shift() ?? 0)
        expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/)
        expect(name.length).toBeLessThanOrEqual(usernameCharactersMax)
        expect(cleanName(name)).toBe(name)
      }),
      { seed, numRuns: 1_000 },
    )
  })
})
