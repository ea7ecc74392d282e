// Which notes a page that is loaded anew has.
import { expect, it } from 'vitest'
import { leftOutWords } from '../../../../web/replay/bookmarks.tsx'
import { keptName, notesIn } from '../../../../web/replay/playhead/keptNotes.ts'

it.each([
  [
    '[[3,"here"],[1,""]]',
    [
      [3, 'here'],
      [1, ''],
    ],
  ],
  ['[]', []],
  ['[[3],[1.5,"x"],["1","x"],null,[2,"kept"]]', [[2, 'kept']]],
] as const)('%s is kept notes', (text, notes) => {
  expect([...(notesIn(text) ?? [])]).toEqual(notes)
})

it.each(['', 'null', '{}', 'not JSON'])('%j is none of them', (text) => {
  expect(notesIn(text)).toBeNull()
})

it('are of one log: its name, and where it begins', () => {
  const first = { seq: 1, at: 5 }
  const names = [
    keptName({ name: 'one', first }),
    keptName({ name: 'other', first }),
    keptName({ name: 'one', first: { seq: 2, at: 5 } }),
    keptName({ name: 'one', first: { seq: 1, at: 6 } }),
  ]
  expect(new Set(names).size).toBe(names.length)
  expect(keptName({ name: 'one', first: null })).toBeNull()
})

it.each([
  [[], 2, []],
  [[12], 2, ['1 of 2 notes is outside this conversation, and not in this file: #12.']],
  [
    [1, 2, 3, 4],
    9,
    ['4 of 9 notes are outside this conversation, and not in this file: #1, #2, #3, ….'],
  ],
])('without %j of %i, a slice says so', (leftOut, notes, words) => {
  expect(leftOutWords({ leftOut, notes })).toEqual(words)
})
