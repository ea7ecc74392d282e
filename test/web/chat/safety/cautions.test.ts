// What in a stranger's words leads elsewhere, in four languages; and what does not.
import { expect, it } from 'vitest'
import { cautionsIn, firstCautions } from '../../../../web/chat/safety/cautions.ts'

it.each([
  ['see https://example.org/a', ['link']],
  ['look at example.com/me', ['link']],
  ['www.example.org', ['link']],
  ['write to ann.b@example.co.uk', ['email']],
  ['call +44 20 7946 0958', ['phone']],
  ['0170 / 123 45 67', ['phone']],
  ['(555) 123-4567 12', ['phone']],
  ['رقمي ٠٥٠١٢٣٤٥٦٧', ['phone']],
  ['I live at 221 Baker Street', ['address']],
  ['Ich wohne Lindenstraße 12a', ['address']],
  ['vivo en la calle Mayor, 14', ['address']],
  ['أسكن في شارع النيل رقم 5', ['address']],
  ['add me on WhatsApp', ['elsewhere']],
  ['hast du Telegram?', ['elsewhere']],
  ['schreib mir auf Signal', ['elsewhere']],
  ['lass uns woanders weiterreden', ['elsewhere']],
  ['¿hablamos por otro lado?', ['elsewhere']],
  ['let us talk somewhere else', ['elsewhere']],
  ['عندك واتساب؟', ['elsewhere']],
  ['نكمل في تطبيق آخر', ['elsewhere']],
  ['whatsapp +49 170 1234567', ['phone', 'elsewhere']],
] as const)('%s', (text, cautions) => {
  expect(cautionsIn(text)).toEqual(cautions)
})

it.each([
  'hello there',
  'I was born in 1990',
  'from 2019-2023',
  'on 2026-11-29 at 12:30',
  'am 29.11.2026',
  'it costs 1 000 000',
  'pi is 3.14159265',
  'I saw a signal on the line',
  'e.g. this, i.e. that...',
  'wait.what',
  'Straße im Regen',
  'the street is long',
  'me gusta la calle',
  'I talk to someone else',
])('nothing of the kind: %s', (text) => {
  expect(cautionsIn(text)).toEqual([])
})

it('each kind is noted once, under the stranger’s message that has it first', () => {
  const said = (seq: number, from: 'you' | 'partner', text: string) => ({ seq, from, text, at: 0 })
  const transcript = [
    said(1, 'you', 'https://mine.org'),
    said(2, 'partner', 'see https://example.org'),
    said(3, 'partner', 'and https://example.org/2, or +44 20 7946 0958'),
  ]
  expect([...firstCautions(transcript)]).toEqual([
    [2, ['link']],
    [3, ['phone']],
  ])
})
