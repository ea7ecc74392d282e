// What the server refuses, in the page's words.
import { expect, it } from 'vitest'
import { FieldError } from '../../../src/events/errors.ts'
import { badOrigin, foreignOrigin } from '../../../src/http/exchange/refusals.ts'
import { readJoinForm } from '../../../src/http/pages/joinForm.ts'
import { wordedAddress, wordedFaults } from '../../../web/home/wordedFaults.ts'
import { homeWords } from '../../../web/words/home/homeWords.ts'
import { words } from '../../../web/words/words.ts'

const refused = (fields: Readonly<Record<string, unknown>>) => {
  const read = readJoinForm(fields)
  if (read._tag === 'Success') throw new Error('the form was taken')
  return wordedFaults(read.failure)
}

it('words each code that the server says of a form', () => {
  const { tooLong, tooMany, wrongKind } = homeWords.form.faults
  expect(refused({ username: 'x'.repeat(33), seeks: 'cats', bio: [] })).toEqual({
    username: tooLong(32),
    gender: homeWords.form.unchosen,
    seeks: homeWords.form.unchosen,
    bio: wrongKind,
  })
  const many = Array.from({ length: 11 }, (_, index) => `interest ${index}`)
  expect(refused({ gender: 'other', seeks: 'anyone', interests: many })).toEqual({
    interests: tooMany(10),
  })
})

it('has words for every code, and leaves what it does not know in the words of the server', () => {
  const faults = { bio: 'The sentence of the server.' }
  for (const code of FieldError.literals)
    expect(wordedFaults({ faults, codes: { bio: { code, max: 3 } } }).bio).not.toBe(faults.bio)
  const newer = { bio: { code: 'rude' as never } }
  expect(wordedFaults({ faults, codes: newer })).toEqual(faults)
  expect(wordedFaults({ faults })).toEqual(faults)
})

it.each(['not_named', 'other_scheme', 'other_host'] as const)(
  'says of an address that is not known (%s) what has to be set',
  (advice) => {
    const origin = 'https://chat.example'
    const { message, more } = foreignOrigin(origin, advice)
    const said = wordedAddress({ message, ...more })
    expect(said).toBe(words.chat.disconnected[advice](origin))
    expect(said).not.toBe(message)
  },
)

it('leaves to the server what it has no words for', () => {
  const { message, more } = badOrigin
  expect(wordedAddress({ message, ...more })).toBe(message)
  expect(wordedAddress({})).toBe(homeWords.form.failed)
})
