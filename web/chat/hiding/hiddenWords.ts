// Words that the visitor does not want to see: kept on this device alone, and sent to nobody.
import { type HiddenWords, hiddenWordsKey, type TextRun } from './hiding.ts'

/** More than these are no list that somebody made by hand. */
export const hiddenWordsMax = 200

/** In these scripts words stand without spaces between them. */
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u

const letter = '[\\p{L}\\p{M}\\p{N}_]'

const patternOf = (word: string): string => {
  const literal = word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\s+/g, '\\s+')
  return unspaced.test(word) ? literal : `(?<!${letter})${literal}(?!${letter})`
}

/** The longest first: it is hidden whole, and not only what it begins with. */
const matcherOf = (words: readonly string[]): RegExp | null => {
  const longestFirst = [...words].sort((one, other) => other.length - one.length)
  return words.length === 0 ? null : new RegExp(longestFirst.map(patternOf).join('|'), 'giu')
}

/** All runs joined are the text, to the letter; none is empty. */
const runsIn = (matcher: RegExp | null, text: string): readonly TextRun[] => {
  if (matcher === null) return [{ text, isHidden: false }]
  const runs: TextRun[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(matcher)) {
    if (found === '') continue
    if (index > from) runs.push({ text: text.slice(from, index), isHidden: false })
    runs.push({ text: found, isHidden: true })
    from = index + found.length
  }
  if (from < text.length) runs.push({ text: text.slice(from), isHidden: false })
  return runs
}

/** As they stand in the field: one a line, or between commas. */
export const wordsIn = (text: string): readonly string[] => {
  const words = text.split(/[\n,،、，]/u).map((word) => word.normalize('NFC').trim())
  return [...new Set(words.filter((word) => word !== ''))].slice(0, hiddenWordsMax)
}

const readList = (storage: () => Storage): readonly string[] => {
  try {
    const stored: unknown = JSON.parse(storage().getItem(hiddenWordsKey) ?? '[]')
    return Array.isArray(stored) ? wordsIn(stored.join('\n')) : []
  } catch {
    // Without storage the list lasts as long as the page.
    return []
  }
}

export const createHiddenWords = (storage: () => Storage): HiddenWords => {
  const listeners = new Set<() => void>()
  let list = readList(storage)
  let matcher = matcherOf(list)
  const setList = (words: readonly string[]) => {
    list = words
    matcher = matcherOf(words)
    try {
      if (words.length === 0) storage().removeItem(hiddenWordsKey)
      else storage().setItem(hiddenWordsKey, JSON.stringify(words))
    } catch {
      // As above.
    }
    for (const tell of listeners) tell()
  }
  const subscribe = (told: () => void) => {
    listeners.add(told)
    return () => listeners.delete(told)
  }
  return { list: () => list, setList, runs: (text) => runsIn(matcher, text), subscribe }
}
