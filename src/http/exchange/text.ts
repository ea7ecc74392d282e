// What people write, made safe to show to strangers; real scripts unharmed.
import { interestKey } from '../../actors/matchmaking/matching.ts'
import { interestSeparator } from '../../events/limits.ts'

/** Marks of no script of their own on one letter: Vietnamese and IPA need no more, zalgo does. */
export const stackedMarksMax = 3

/** Marks of a script on one letter: Burmese and pointed Hebrew need five. */
export const scriptMarksMax = 6

/** A name: one line, no invisible characters. May come out empty. */
export const cleanName = (text: string): string => settle(text, nameStep)

/** A bio: like a name, but it keeps its lines. */
export const cleanBio = (text: string): string => settle(text, bioStep)

/** A message: as it was written, less what hides, reorders or spills over. '' if nothing shows. */
export const cleanMessage = (text: string): string => {
  const cleaned = settle(text, messageStep)
  return blank.test(cleaned) ? '' : cleaned
}

/** Interests: names, parted wherever a comma is, without blanks and repetitions. */
export const cleanInterests = (interests: readonly string[]): readonly string[] => {
  const byFolded = new Map<string, string>()
  const words = interests.flatMap((text) => text.split(interestSeparator))
  for (const interest of words.map(cleanName)) {
    const folded = interestKey(interest)
    if (interest !== '' && !byFolded.has(folded)) byFolded.set(folded, interest)
  }
  return [...byFolded.values()]
}

/** Text in which a message has nothing to clean: nearly every one, and most names. */
const plain = /^[\x20-\x7e\n]*$/
const blank = /^[\s\u2800\p{DI}]*$/u

/** Scripts whose letters change shape beside a joiner, so that joiners after them are spelling. */
const joining = [
  'Arabic Syriac Nko Mongolian Mandaic Adlam Hanifi_Rohingya Phags_Pa Manichaean Sogdian',
  'Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala',
  'Khmer Myanmar Tibetan Balinese Javanese Tai_Tham Chakma Limbu Meetei_Mayek',
]
  .flatMap((line) => line.split(' '))
  .map((script) => `\\p{scx=${script}}`)
  .join('')

/** One picture, with its presentation or skin colour. */
const picture = '\\p{ExtPict}(?:\\ufe0f|\\p{EMod})?'

const invisible = '[\\p{DI}\\p{Bidi_C}\\p{NChar}\\ufff9-\\ufffb]'

/**
 * A visible letter of a joining script, with its variant. Were an invisible one enough, each of a
 * long row of them would lean on the one before, and every pass would take only the first away.
 */
const joined = `(?!${invisible})[${joining}][\\u180b-\\u180d\\u180f]?`

/** Invisible characters where they mean something, in the order in which they must be tried. */
const meaningful = [
  '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{1,8}\\u{e007f}', // the flags of England, Scotland, Wales
  `${picture}(?:\\u200d${picture})*`, // families, professions
  '(?<=\\p{Emoji})[\\ufe0e\\ufe0f]', // ❤ as text or as picture, keycaps
  '(?<=[\\p{L}\\p{S}])[\\u180b-\\u180d\\u180f\\ufe00-\\ufe0d\\u{e0100}-\\u{e01ef}]', // variants
  `(?<=${joined})[\\u180e\\u200c\\u200d]`,
].join('|')

const hidden = new RegExp(`(${meaningful})|${invisible}`, 'gu')

/** Four or more marks on one letter; a joiner between them does not start a new letter. */
const stack = /[\p{M}\u200c\u200d]{4,}/gu
const sharedMark = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/

const unstack = (run: string): string => {
  let kept = ''
  let shared = 0
  let own = 0
  let last = ''
  for (const mark of run) {
    const room = sharedMark.test(mark) ? ++shared <= stackedMarksMax : ++own <= scriptMarksMax
    // No script writes the same mark twice on one letter.
    if (room && mark !== last) kept += mark
    last = mark
  }
  return kept
}

const messageStep = (text: string): string =>
  plain.test(text)
    ? text
    : text
        .replace(/\p{Cs}/gu, '\ufffd')
        .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
        .replaceAll('\t', ' ')
        .replace(/(?!\n)\p{Cc}/gu, '')
        .replace(hidden, (_, kept: string | undefined) => kept ?? '')
        .normalize('NFC')
        .replace(stack, unstack)

const nameStep = (text: string): string =>
  messageStep(text)
    .replace(/[\s\u2800]+/g, ' ')
    .replace(/^[\s\p{M}\u200c\u200d]+|\s+$/gu, '')

const bioStep = (text: string): string =>
  messageStep(text)
    .replace(/[^\S\n]+|\u2800+/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^[\s\p{M}\u200c\u200d]+|\s+$/gu, '')

/** Repeats `step` until nothing changes: what one removal brings together the next must see. */
const settle = (text: string, step: (text: string) => string): string => {
  let settled = step(text)
  for (let before = text; settled !== before; ) {
    before = settled
    settled = step(settled)
  }
  return settled
}
