// What is a link in a message, what is code, and that nothing of it is lost.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLoneEmoji, partsOf } from '../../../web/chat/richText/textParts.ts'

const links = (text: string) =>
  partsOf(text).flatMap((part) => (part.kind === 'link' ? [part] : []))

describe('a link', () => {
  it.each([
    ['see https://example.org', 'https://example.org'],
    ['(https://example.org/a_(b)).', 'https://example.org/a_(b)'],
    ['https://example.org/a?b=c&d=[e]#f, and', 'https://example.org/a?b=c&d=[e]#f'],
    ['“https://example.org/”!', 'https://example.org/'],
    ['看https://example.org/路，好', 'https://example.org/路'],
    ['HTTP://EXAMPLE.org', 'HTTP://EXAMPLE.org'],
    ['www.example.org/x.', 'www.example.org/x'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000/'],
    ['<https://example.org>', 'https://example.org'],
  ])('in “%s” is %s', (text, expected) => {
    expect(links(text).map((part) => part.text)).toEqual([expected])
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,hello',
    'ftp://example.org',
    'file:///etc/passwd',
    'https://',
    'http:///',
    'https://exa mple'.replace('exa mple', '%'),
    'xhttps://example.org',
    'www.',
    'www.example',
    'mail@www.example',
    '`https://example.org`',
  ])('is not in “%s”', (text) => {
    expect(links(text)).toEqual([])
  })

  it.each([
    ['https://example.org/a', 'example.org', null],
    ['https://EXAMPLE.org:8080', 'example.org:8080', null],
    ['https://google.com@evil.example/', 'evil.example', null],
    ['https://good.example\\@evil.example/', 'good.example', null],
    ['https://аpple.com/', 'xn--pple-43d.com', 'аpple.com'],
    ['https://bücher.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['https://ｅxample.org', 'example.org', 'ｅxample.org'],
    ['https://0x7f.1/', '127.0.0.1', '0x7f.1'],
    ['www.example.org', 'www.example.org', null],
  ])('%s leads to %s', (text, host, hostWritten) => {
    expect(links(text)[0]?.link).toMatchObject({ host, hostWritten })
  })
})

it('code stands between backticks, on one line or between three of them', () => {
  const kinds = (text: string) => partsOf(text).map((part) => `${part.kind} ${part.text}`)
  expect(kinds('run `npm test` now')).toEqual(['text run ', 'code `npm test`', 'text  now'])
  expect(kinds('```\na\n`b`\n```')).toEqual(['code ```\na\n`b`\n```'])
  expect(kinds('a ` b\nc ` d')).toEqual(['text a ` b\nc ` d'])
})

it.each([
  ...['🙂', '👍🏽', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇩🇪', '❤️', '1️⃣', '🚶‍♀️'].map((text) => [text, true] as const),
  ...['a', '1', '©', '🙂🙂', '🙂 ', '🙂!', '', 'https://a.b'].map((text) => [text, false] as const),
])('%s is a lone emoji: %s', (text, expected) => {
  expect(isLoneEmoji(text)).toBe(expected)
})

const piece = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'https://',
    'www.',
    'a.b',
    '`',
    '```',
    '(',
    ')',
    '.',
    ' ',
    '\n',
    'http://x.y/z',
    '，',
  ),
  fc.webUrl(),
)
const message = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

describe('whatever is said', () => {
  it('the parts joined are the message, and none is empty', () => {
    fc.assert(
      fc.property(message, (text) => {
        const parts = partsOf(text)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        expect(parts.every((part) => part.text !== '')).toBe(true)
      }),
    )
  })

  it('a link leads nowhere but to a page, and to the host that is named', () => {
    fc.assert(
      fc.property(message, (text) => {
        for (const { link } of links(text)) {
          const { protocol, host } = new URL(link.href)
          expect(['http:', 'https:']).toContain(protocol)
          expect(link.host).toBe(host)
          expect(link.host).toMatch(/^[\x21-\x7e]+$/)
        }
      }),
    )
  })
})
