// The words of the pages.
import { expect, it } from 'vitest'
import { en } from '../../../web/words/en.ts'
import { fillTemplate } from '../../../web/words/fillTemplate.ts'
import { kindOf } from '../../../web/words/languages.ts'
import { words } from '../../../web/words/words.ts'

it('are English where there is no page to say otherwise', () => {
  expect(words).toBe(en)
})

it.each([
  ['en-GB', ['de-AT', 'en-GB', 'en-US']],
  ['en-US', ['en-US@posix', 'en-US']],
  ['en', ['en-US@posix', 'en']],
  ['en', ['de-AT']],
])('say times as %s to a browser that names %s', (kind, named) => {
  expect(kindOf('en', named)).toBe(kind)
  expect(() => new Intl.DateTimeFormat(kind)).not.toThrow()
})

it('join what both like into a sentence', () => {
  expect(en.chat.opening.shared(['tea'])).toBe('You both like tea.')
  expect(en.chat.opening.shared(['tea', 'rain', 'maps'])).toBe('You both like tea, rain and maps.')
})

it('agree with the number', () => {
  expect(en.chat.log.fresh(1)).toBe('1 new message')
  expect(en.chat.log.fresh(1_200)).toBe('1,200 new messages')
})

it('stand in a page where its template names them, as text', () => {
  const named = '<p>{{home.form.submit}}</p><p>{{home.form.bio.atMost(bioCharactersMax)}}</p>'
  expect(fillTemplate(named, 'en')).toBe('<p>Meet a stranger</p><p>At most 280 characters</p>')
  expect(fillTemplate('<html lang="en">', 'ar')).toBe('<html lang="ar" dir="rtl">')
  expect(fillTemplate('{{languageButtons}}', 'de').match(/aria-current="true">[^<]+/g)).toEqual([
    'aria-current="true">Deutsch',
  ])
})

it.each(['{{home.nothing}}', '{{home}}', '{{home.form.bio.atMost}}', '{{home.constructor}}'])(
  'do not let a page be built that names %s',
  (template) => {
    expect(() => fillTemplate(template, 'en')).toThrow('no text')
  },
)
