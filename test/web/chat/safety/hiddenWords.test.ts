// Words that a visitor does not want to see: found as words, and kept on the device.
import { expect, it } from 'vitest'
import {
  createHiddenWords,
  hiddenWordsMax,
  wordsIn,
} from '../../../../web/chat/hiding/hiddenWords.ts'

const memory = (): Storage => {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  } as unknown as Storage
}

const covered = (words: readonly string[], text: string): string => {
  const storage = memory()
  const hidden = createHiddenWords(() => storage)
  hidden.setList(words)
  const runs = hidden.runs(text)
  expect(runs.map((run) => run.text).join('')).toBe(text)
  return runs.map((run) => (run.isHidden ? `[${run.text}]` : run.text)).join('')
}

it.each([
  [['ass'], 'Ass, an ass in the class', '[Ass], an [ass] in the class'],
  [['straße'], 'Die STRASSE, die Straße', 'Die STRASSE, die [Straße]'],
  [['tea', 'tea pot'], 'a tea  pot of tea', 'a [tea  pot] of [tea]'],
  [['слово'], 'СЛОВО и слова', '[СЛОВО] и слова'],
  [['كلمة'], 'هذه كلمة وكلمات', 'هذه [كلمة] وكلمات'],
  [['茶'], '喝茶吗', '喝[茶]吗'],
  [['a.b'], 'a.b axb', '[a.b] axb'],
  [['c++'], 'I like C++!', 'I like [C++]!'],
  [['$$$'], '$$$ now', '[$$$] now'],
  [[], 'nothing', 'nothing'],
] as const)('%j in “%s”', (words, text, shown) => {
  expect(covered(words, text)).toBe(shown)
})

it('are read from the field: one a line or between commas, each once', () => {
  expect(wordsIn(' tea \n\nrain, tea،  snow')).toEqual(['tea', 'rain', 'snow'])
  expect(wordsIn(Array.from({ length: 300 }, (_, n) => `w${n}`).join('\n'))).toHaveLength(
    hiddenWordsMax,
  )
})

it('are there again the next time, and leave nothing when the list is empty', () => {
  const storage = memory()
  createHiddenWords(() => storage).setList(['tea'])
  const again = createHiddenWords(() => storage)
  expect(again.list()).toEqual(['tea'])
  again.setList([])
  expect(storage.getItem('passerby.hidden')).toBe(null)
})

it('last as long as the page where storage is forbidden or broken', () => {
  const hidden = createHiddenWords(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  hidden.setList(['tea'])
  expect(hidden.runs('tea')).toEqual([{ text: 'tea', isHidden: true }])
  const storage = memory()
  storage.setItem('passerby.hidden', '{')
  expect(createHiddenWords(() => storage).list()).toEqual([])
})
